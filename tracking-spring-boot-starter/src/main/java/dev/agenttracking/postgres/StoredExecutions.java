// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.EncodedRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a batch finds in the tables of its executions. The row of an execution that has ended is never touched, and what people
 * and judges said of it stays in any case.
 *
 * <p><b>Threading</b>: used by one thread, within the transaction of its connection.
 */
final class StoredExecutions {

    private static final String RUNNING = "id = any (?) and completed_at is null returning id";

    private static final List<CopyTable<?>> OF_ONE_EXECUTION = List.of(
            TrackingTables.LOGS,
            TrackingTables.LLM_CALLS,
            TrackingTables.TOOL_CALLS,
            TrackingTables.DECISIONS,
            TrackingTables.CITATIONS);

    private final Connection connection;
    private final @Nullable String schema;

    StoredExecutions(Connection connection, @Nullable String schema) {
        this.connection = connection;
        this.schema = schema;
    }

    /** Deletes all rows of those of these executions whose row says that they run. */
    void deleteRunning(Collection<UUID> ids, Collection<EncodedRecord> records) throws SQLException {
        if (!ids.isEmpty()) {
            Set<UUID> running = ids("delete from " + name(TrackingTables.EXECUTIONS) + " where " + RUNNING, ids);
            deleteRest(running, records);
        }
    }

    /** Whether the role may make tables for a transaction. */
    boolean mayStage() throws SQLException {
        try (PreparedStatement statement =
                        Statements.prepare(connection, "select has_database_privilege(current_database(), 'temp')");
                ResultSet result = statement.executeQuery()) {
            return result.next() && result.getBoolean(1);
        }
    }

    /**
     * Those of the records that have no row yet, with nothing of theirs left anywhere. An attempt that is just being committed is
     * not seen; its rows collide.
     */
    List<EncodedRecord> withoutThoseStored(List<EncodedRecord> records) throws SQLException {
        Set<UUID> ids = new HashSet<>();
        records.forEach(record -> ids.add(record.id()));
        ids.removeAll(ids("select id from " + name(TrackingTables.EXECUTIONS) + " where id = any (?)", ids));
        deleteRest(ids, records);
        List<EncodedRecord> missing = new ArrayList<>(records);
        missing.removeIf(record -> !ids.contains(record.id()));
        return missing;
    }

    private void deleteRest(Set<UUID> ids, Collection<EncodedRecord> records) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        for (CopyTable<?> table : OF_ONE_EXECUTION) {
            delete(table, "execution_id = any (?)", ids);
        }
        delete(TrackingTables.EVALUATIONS, "execution_id = any (?) and source = '" + TrackingTables.RULE + "'", ids);
        Set<UUID> roots = new HashSet<>();
        for (EncodedRecord record : records) {
            if (ids.contains(record.id())) {
                roots.add(EncodedRows.rootId(record.rows()));
            }
        }
        delete(TrackingTables.CALL_CHAINS, "root_execution_id = any (?) and child_execution_id = any (?)", roots, ids);
    }

    @SafeVarargs
    private void delete(CopyTable<?> table, String condition, Set<UUID>... ids) throws SQLException {
        String sql = "delete from " + name(table) + " where " + condition;
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            for (int i = 0; i < ids.length; i++) {
                statement.setArray(i + 1, connection.createArrayOf("uuid", ids[i].toArray()));
            }
            statement.executeUpdate();
        }
    }

    private Set<UUID> ids(String sql, Collection<UUID> among) throws SQLException {
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", among.toArray()));
            Set<UUID> found = new HashSet<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    found.add(result.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    private String name(CopyTable<?> table) {
        return table.qualifiedName(schema);
    }
}
