// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which of the instances of an application that record into the same tables has lived the longest: so that one of them does
 * what one is enough for. While one is taken for dead, or two have not heard of each other, there may be none or two for a moment.
 *
 * <p><b>Threading</b>: thread-safe. <b>Failure</b>: {@link AnalyticsException}.
 */
public final class OldestInstance {

    private static final Query OLDEST = Query.of("""
            select instance_id
            from agent_instances
            where service_name is not distinct from :service::text
              and stopped_at is null and died_at is null
              and heartbeat_at > clock_timestamp() - heartbeat_timeout_ms * interval '1 millisecond'
            order by started_at, instance_id
            limit 1
            """);

    private final Database database;

    /**
     * Asks over connections that are borrowed and given back as they were.
     *
     * @param schema the schema of the tables, null for the connection's own
     */
    public OldestInstance(DataSource dataSource, @Nullable String schema) {
        this.database = new Database(new Connections.Borrowed(dataSource), schema);
    }

    /**
     * Whether it is this one; empty where none lives, as for a moment after the database was away.
     *
     * @param instanceId null where it has none: then it is not
     * @param service the application, null where it has no name
     */
    public Optional<Boolean> is(@Nullable String instanceId, @Nullable String service) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put("service", service);
        return database.ask(runner -> runner.one(OLDEST, values, row -> row.text("instance_id")))
                .map(oldest -> oldest.equals(instanceId));
    }
}
