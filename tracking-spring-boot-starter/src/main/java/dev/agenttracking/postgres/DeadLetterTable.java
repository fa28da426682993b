// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.EncodedRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code agent_dead_letters}: records that the other tables refuse, with all that is needed to store them once the reason is gone, and
 * whose they are.
 */
final class DeadLetterTable {

    static final String NAME = "agent_dead_letters";
    static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("execution_id", "uuid"),
            Map.entry("root_execution_id", "uuid"),
            Map.entry("parent_execution_id", "uuid"),
            Map.entry("depth", "integer"),
            Map.entry("vault_id", "text"),
            Map.entry("conversation_id", "text"),
            Map.entry("user_id", "text"),
            Map.entry("status", "text"),
            Map.entry("sql_state", "text"),
            Map.entry("error", "text"),
            Map.entry("format", "text"),
            Map.entry("record", "bytea"),
            Map.entry("instance_id", "text"),
            Map.entry("created_at", "timestamp with time zone"));

    private static final int MAX_CAUSES = 20;

    private static final String INSERT = """
            insert into %s (execution_id, status, sql_state, error, format, record, instance_id,
                            root_execution_id, parent_execution_id, depth, vault_id, conversation_id, user_id)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private final @Nullable String schema;
    private final @Nullable String instanceId;

    DeadLetterTable(@Nullable String schema, @Nullable String instanceId) {
        this.schema = schema;
        this.instanceId = instanceId;
    }

    /** Keeps a record aside. Takes effect with the transaction of the connection. */
    void insert(Connection connection, EncodedRecord refused, String format, Throwable reason) throws SQLException {
        String sql = INSERT.formatted(TrackingSchema.qualified(schema, NAME));
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            statement.setObject(1, refused.id());
            statement.setString(2, refused.status().storedName());
            statement.setString(3, sqlState(reason));
            statement.setString(4, StorableText.of(Objects.requireNonNullElse(reason.getMessage(), reason.toString())));
            statement.setString(5, StorableText.of(format));
            statement.setBytes(6, refused.rows());
            statement.setString(7, Statements.key(instanceId));
            LetterOrigin origin = LetterOrigin.of(refused.rows(), format);
            statement.setObject(8, origin.rootId());
            statement.setObject(9, origin.parentId());
            statement.setObject(10, origin.depth(), Types.INTEGER);
            statement.setString(11, Statements.key(origin.vaultId()));
            statement.setString(12, Statements.key(origin.conversationId()));
            statement.setString(13, Statements.key(origin.userId()));
            statement.executeUpdate();
        }
    }

    /** Null where it was not the database that refused. */
    private static @Nullable String sqlState(Throwable reason) {
        Throwable cause = reason;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
            cause = cause.getCause();
        }
        return null;
    }
}
