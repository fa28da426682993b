// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code agent_registry}: which agents a service has, so that it can be told why one of them never ran. A service's newest word
 * counts; agents that it no longer has stay, since instances of an older version may have them.
 *
 * <p><b>Threading</b>: used by the writer's thread.
 */
final class RegistryTable {

    static final String NAME = "agent_registry";
    static final Map<String, String> COLUMNS = Map.of(
            "service_name", "text",
            "agent_name", "text",
            "class_name", "text",
            "methods", "text[]",
            "stages", "text[]",
            "enabled", "boolean",
            "is_bean", "boolean",
            "updated_at", "timestamp with time zone");

    private static final String REGISTER = """
            insert into %s (service_name, agent_name, class_name, methods, stages, enabled, is_bean, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, now())
            on conflict (service_name, agent_name) do update
            set class_name = excluded.class_name, methods = excluded.methods, stages = excluded.stages,
                enabled = excluded.enabled, is_bean = excluded.is_bean, updated_at = excluded.updated_at
            """;

    private final String register;
    private final Presence presence;
    private @Nullable List<RegisteredAgent> registered;
    private @Nullable List<RegisteredAgent> written;

    RegistryTable(@Nullable String schema, Presence presence) {
        this.register = REGISTER.formatted(TrackingSchema.qualified(schema, NAME));
        this.presence = presence;
    }

    /** The next {@link #update} writes all agents again. */
    void forget() {
        registered = null;
    }

    /** What {@link #update} wrote last is committed; until it is, each update writes it again. */
    void committed() {
        registered = written;
    }

    /** Writes the agents where they are not as they were written last. Takes effect with the transaction of the connection. */
    void update(Connection connection) throws SQLException {
        List<RegisteredAgent> agents = presence.agents().get();
        if (agents.equals(registered)) {
            return;
        }
        String service = Objects.requireNonNullElse(presence.service().name(), "");
        try (PreparedStatement statement = Statements.prepare(connection, register)) {
            for (RegisteredAgent agent : agents) {
                statement.setString(1, Statements.key(service));
                statement.setString(2, Statements.key(agent.agent()));
                statement.setString(3, agent.className());
                statement.setArray(
                        4, connection.createArrayOf("text", agent.methods().toArray()));
                statement.setArray(
                        5, connection.createArrayOf("text", agent.stages().toArray()));
                statement.setBoolean(6, agent.enabled());
                statement.setBoolean(7, agent.bean());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        written = List.copyOf(agents);
    }
}
