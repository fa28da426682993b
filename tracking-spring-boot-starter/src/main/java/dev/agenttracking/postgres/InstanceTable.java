// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code agent_instances}: says that this process lives and what it is at, and marks as {@code abandoned} what processes were at
 * that died.
 *
 * <p>Another process is dead when its sign of life has not changed for as long as it said itself, measured by this process's
 * monotonic clock, without a gap of half that time in this process's own contact with the database: neither clocks that differ nor a database that
 * was away for all make anybody look dead. A process that only slept says at its next heartbeat that its executions run.
 *
 * <p><b>Threading</b>: used by the writer's thread.
 */
final class InstanceTable {

    static final String NAME = "agent_instances";
    static final Map<String, String> COLUMNS = Map.of(
            "instance_id", "text",
            "service_name", "text",
            "service_version", "text",
            "started_at", "timestamp with time zone",
            "heartbeat_at", "timestamp with time zone",
            "heartbeat_timeout_ms", "double precision",
            "stopped_at", "timestamp with time zone",
            "died_at", "timestamp with time zone");

    private static final Logger log = LoggerFactory.getLogger(InstanceTable.class);

    private static final String SIGNS_OF_LIFE = """
            select instance_id, heartbeat_at, heartbeat_timeout_ms, died_at
            from %s
            where stopped_at is null and (died_at is null or instance_id = ?)
            """;

    private static final String BEAT = """
            insert into %s (instance_id, service_name, service_version, started_at, heartbeat_at, heartbeat_timeout_ms)
            values (?, ?, ?, clock_timestamp(), clock_timestamp(), ?)
            on conflict (instance_id) do update
            set heartbeat_at = clock_timestamp(), heartbeat_timeout_ms = excluded.heartbeat_timeout_ms,
                stopped_at = null, died_at = null
            """;

    /** Rows of executions that have ended are left to the batch that says so. */
    private static final String TOUCH = """
            update %s e
            set status = r.status, current_stage = coalesce(r.stage, e.current_stage), updated_at = now()
            from unnest(?::uuid[], ?::text[], ?::text[]) as r (id, status, stage)
            where e.id = r.id and e.completed_at is null
            """;

    private static final String TRY_LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended('agent-tracking instances of ' || coalesce(?, current_schema()), 0))";

    private static final String DECLARE_DEAD = """
            update %s
            set died_at = clock_timestamp()
            where instance_id = ? and heartbeat_at = ? and stopped_at is null and died_at is null
            """;

    /** The statuses stand here as they do, so that the index without successes is seen to hold them all. */
    private static final String ABANDON = """
            update %s
            set status = 'abandoned', updated_at = now()
            where status in ('pending', 'running', 'llm_request', 'llm_response')
              and completed_at is null
              and instance_id = ?
            """;

    private static final String STOP = "update %s set stopped_at = clock_timestamp() where instance_id = ?";

    private static final String FORGET_OLD = """
            delete from %s where coalesce(stopped_at, died_at) < now() - interval '30 days'
            """;

    private final @Nullable String schema;
    private final Presence presence;
    private final Map<String, Sign> watched = new HashMap<>();
    private long lastBeatNanos;
    private boolean tidied;

    InstanceTable(@Nullable String schema, Presence presence) {
        this.schema = schema;
        this.presence = presence;
        this.lastBeatNanos = presence.time().nanos();
    }

    /**
     * Says that this process lives, and which executions it is at. Takes effect with the transaction of the connection.
     *
     * @param touched those with a row that says that they run
     * @return the processes that seem to have died
     */
    List<Dead> beat(Connection connection, String instanceId, List<Touched> touched) throws SQLException {
        long now = presence.time().nanos();
        List<Dead> dead = watch(connection, instanceId, now);
        try (PreparedStatement statement = prepare(connection, BEAT, NAME)) {
            statement.setString(1, instanceId);
            statement.setString(2, Statements.key(presence.service().name()));
            statement.setString(3, Statements.key(presence.service().version()));
            statement.setDouble(4, presence.heartbeatTimeout().toNanos() / 1e6);
            statement.executeUpdate();
        }
        touch(connection, touched);
        if (!tidied) {
            forgetOld(connection);
            tidied = true;
        }
        lastBeatNanos = now;
        return dead;
    }

    /**
     * Marks what processes were at that died, if no other process is just doing that. Takes effect with the transaction of the
     * connection.
     */
    void bury(Connection connection, List<Dead> dead) throws SQLException {
        if (dead.isEmpty() || !isAlone(connection)) {
            return;
        }
        for (Dead instance : dead) {
            try (PreparedStatement statement = prepare(connection, DECLARE_DEAD, NAME)) {
                statement.setString(1, instance.id());
                statement.setObject(2, instance.heartbeatAt());
                if (statement.executeUpdate() == 1) {
                    int abandoned = abandon(connection, instance.id());
                    log.warn(
                            "Instance {} has given no sign of life since {}; {} executions of it are marked as abandoned",
                            instance.id(),
                            instance.heartbeatAt().toInstant(),
                            abandoned);
                }
            }
        }
    }

    /** Says that this process stops; what it is still at is abandoned. */
    void stop(Connection connection, String instanceId) throws SQLException {
        try (PreparedStatement statement = prepare(connection, STOP, NAME)) {
            statement.setString(1, instanceId);
            statement.executeUpdate();
        }
        abandon(connection, instanceId);
        watched.clear();
    }

    private List<Dead> watch(Connection connection, String instanceId, long now) throws SQLException {
        List<Dead> dead = new ArrayList<>();
        Map<String, Sign> seen = new HashMap<>();
        try (PreparedStatement statement = prepare(connection, SIGNS_OF_LIFE, NAME)) {
            statement.setString(1, instanceId);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String id = row.getString(1);
                    if (id.equals(instanceId)) {
                        reportOwnDeath(row.getObject(4, OffsetDateTime.class));
                        continue;
                    }
                    OffsetDateTime heartbeatAt = row.getObject(2, OffsetDateTime.class);
                    double timeoutNanos = row.getDouble(3) * 1e6;
                    boolean gap = now - lastBeatNanos > timeoutNanos / 2;
                    Sign before = gap ? null : watched.get(id);
                    Sign sign = before != null && before.heartbeatAt().equals(heartbeatAt)
                            ? before
                            : new Sign(heartbeatAt, now);
                    seen.put(id, sign);
                    if (now - sign.sinceNanos() > timeoutNanos) {
                        dead.add(new Dead(id, heartbeatAt));
                    }
                }
            }
        }
        watched.clear();
        watched.putAll(seen);
        return dead;
    }

    private void reportOwnDeath(@Nullable OffsetDateTime diedAt) {
        if (diedAt != null) {
            log.warn(
                    "Another instance took this one for dead at {}, after {} ms without a heartbeat. Its executions are marked as"
                            + " running again. Where processes sleep that long, raise tracking.heartbeat.timeout.",
                    diedAt.toInstant(),
                    presence.heartbeatTimeout().toMillis());
        }
    }

    private void touch(Connection connection, List<Touched> touched) throws SQLException {
        if (touched.isEmpty()) {
            return;
        }
        UUID[] ids = new UUID[touched.size()];
        String[] statuses = new String[ids.length];
        @Nullable String[] stages = new String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            Touched row = touched.get(i);
            ids[i] = row.id();
            statuses[i] = row.status().storedName();
            stages[i] = Statements.key(row.stage());
        }
        try (PreparedStatement statement = prepare(connection, TOUCH, TrackingTables.EXECUTIONS.name())) {
            statement.setArray(1, connection.createArrayOf("uuid", ids));
            statement.setArray(2, connection.createArrayOf("text", statuses));
            statement.setArray(3, connection.createArrayOf("text", stages));
            statement.executeUpdate();
        }
    }

    private void forgetOld(Connection connection) throws SQLException {
        try (PreparedStatement statement = prepare(connection, FORGET_OLD, NAME)) {
            statement.executeUpdate();
        }
    }

    private int abandon(Connection connection, String instanceId) throws SQLException {
        try (PreparedStatement statement = prepare(connection, ABANDON, TrackingTables.EXECUTIONS.name())) {
            statement.setString(1, instanceId);
            return statement.executeUpdate();
        }
    }

    /** Held until the transaction ends, so that it survives neither a killed process nor a pooler's change of sessions. */
    private boolean isAlone(Connection connection) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, TRY_LOCK)) {
            statement.setString(1, schema);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private PreparedStatement prepare(Connection connection, String sql, String table) throws SQLException {
        return Statements.prepare(connection, sql.formatted(TrackingSchema.qualified(schema, table)));
    }

    /**
     * What was seen last of another process.
     *
     * @param sinceNanos since when it is the same, on this process's monotonic clock
     */
    private record Sign(OffsetDateTime heartbeatAt, long sinceNanos) {}

    /**
     * What is said of an execution whose row says that it runs.
     *
     * @param stage null leaves it as it is
     */
    record Touched(
            UUID id, ExecutionStatus status, @Nullable String stage) {}

    /** A process that seems to have died, and its last sign of life. */
    record Dead(String id, OffsetDateTime heartbeatAt) {}
}
