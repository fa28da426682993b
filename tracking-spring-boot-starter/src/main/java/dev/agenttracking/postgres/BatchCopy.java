// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Execution;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The transaction that stores a batch. Rows are sent while they are made, in pieces, so a batch needs little memory.
 *
 * <p><b>Threading</b>: used by one thread; the buffer is used again.
 */
final class BatchCopy {

    private static final int PIECE_BYTES = 65_536;

    private static final List<CopyTable<?>> OF_ONE_EXECUTION = List.of(
            TrackingTables.LOGS,
            TrackingTables.LLM_CALLS,
            TrackingTables.TOOL_CALLS,
            TrackingTables.DECISIONS,
            TrackingTables.CITATIONS);

    private final @Nullable String schema;
    private final Duration networkTimeout;
    private final StallGuard stallGuard;
    private final CopyBuffer buffer = new CopyBuffer(2 * PIECE_BYTES);

    BatchCopy(@Nullable String schema, Duration networkTimeout) {
        this.schema = schema;
        this.networkTimeout = networkTimeout;
        this.stallGuard = new StallGuard(networkTimeout);
    }

    void write(DataSource dataSource, List<ExecutionRow> rows, List<UUID> stored)
            throws SQLException, UnwritableRowException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, networkTimeout);
                StallGuard.Watch watch = stallGuard.watch(borrowed)) {
            borrowed.limitLockWait(networkTimeout.dividedBy(2));
            if (!stored.isEmpty()) {
                delete(borrowed.connection(), rows, stored);
            }
            Sender sender = new Sender(borrowed, watch);
            for (TrackingTables.Part<?> part : TrackingTables.PARTS) {
                sender.copy(part, rows);
            }
            borrowed.commit();
        }
    }

    private void delete(Connection connection, List<ExecutionRow> rows, List<UUID> stored) throws SQLException {
        Object[] ids = stored.toArray();
        delete(connection, TrackingTables.EXECUTIONS, "id = any (?)", ids);
        for (CopyTable<?> table : OF_ONE_EXECUTION) {
            delete(connection, table, "execution_id = any (?)", ids);
        }
        delete(
                connection,
                TrackingTables.EVALUATIONS,
                "execution_id = any (?) and source = '" + TrackingTables.RULE + "'",
                ids);
        Set<UUID> known = new HashSet<>(stored);
        Object[] roots = rows.stream()
                .map(ExecutionRow::execution)
                .filter(execution -> known.contains(execution.id()))
                .map(Execution::rootId)
                .distinct()
                .toArray();
        delete(
                connection,
                TrackingTables.CALL_CHAINS,
                "root_execution_id = any (?) and child_execution_id = any (?)",
                roots,
                ids);
    }

    private void delete(Connection connection, CopyTable<?> table, String condition, Object[]... ids)
            throws SQLException {
        String sql = "delete from " + table.qualifiedName(schema) + " where " + condition;
        try (PreparedStatement statement = Statements.prepare(connection, sql)) {
            for (int i = 0; i < ids.length; i++) {
                statement.setArray(i + 1, connection.createArrayOf("uuid", ids[i]));
            }
            statement.executeUpdate();
        }
    }

    /** A row's values cannot be read, and would not be next time. */
    static final class UnwritableRowException extends Exception {

        private static final long serialVersionUID = 1L;

        private UnwritableRowException(Throwable cause) {
            super(cause.getClass().getName(), cause);
        }
    }

    /** Sends rows over one connection. */
    private final class Sender {

        private final BorrowedConnection borrowed;
        private final StallGuard.Watch watch;

        private Sender(BorrowedConnection borrowed, StallGuard.Watch watch) {
            this.borrowed = borrowed;
            this.watch = watch;
        }

        private <R> void copy(TrackingTables.Part<R> part, List<ExecutionRow> executions)
                throws SQLException, UnwritableRowException {
            CopyTable<R> table = part.table();
            List<R> rows = executions.stream()
                    .flatMap(execution -> part.rowsOf().apply(execution).stream())
                    .toList();
            if (rows.isEmpty()) {
                return;
            }
            CopyIn in = borrowed.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn(table.copyStatement(schema));
            try {
                buffer.truncate(0);
                buffer.header();
                for (R row : rows) {
                    table.write(row, buffer);
                    if (buffer.size() >= PIECE_BYTES) {
                        send(in);
                    }
                }
                buffer.trailer();
                send(in);
                in.endCopy();
            } catch (SQLException e) {
                if (in.isActive()) {
                    // The server is away. To cancel in good order would be to wait for it once more.
                    borrowed.abort();
                }
                throw e;
            } catch (RuntimeException | StackOverflowError e) {
                in.cancelCopy();
                throw new UnwritableRowException(e);
            } catch (Throwable e) {
                // To give back a connection within a COPY would be to wait for its end, for ever.
                borrowed.abort();
                throw e;
            }
        }

        private void send(CopyIn in) throws SQLException {
            watch.sending();
            in.writeToCopy(buffer.array(), 0, buffer.size());
            watch.sent();
            buffer.truncate(0);
        }
    }
}
