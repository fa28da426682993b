// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The transaction that stores a batch: rows of running executions that have ended make room, then a {@code COPY} per table. What
 * may be stored already goes through tables that exist for this transaction alone, and only what is new from there into the real
 * ones.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class BatchCopy {

    private static final int PIECE_BYTES = 65_536;

    private static final String PRIMARY_KEY = """
            select string_agg(quote_ident(a.attname), ', ')
            from pg_index i
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = ?::regclass and i.indisprimary
            """;

    private final @Nullable String schema;
    private final Duration networkTimeout;
    private final StallGuard stallGuard;

    BatchCopy(@Nullable String schema, Duration networkTimeout) {
        this.schema = schema;
        this.networkTimeout = networkTimeout;
        this.stallGuard = new StallGuard(networkTimeout);
    }

    void write(DataSource dataSource, RecordFormat format, EncodedBatch batch) throws SQLException {
        try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource, networkTimeout);
                StallGuard.Watch watch = stallGuard.watch(borrowed)) {
            borrowed.limitLockWait(networkTimeout.dividedBy(2));
            StoredExecutions stored = new StoredExecutions(borrowed.connection(), schema);
            Sender sender = new Sender(borrowed, watch, format);
            if (batch.replayed()) {
                stored.deleteRunning(ids(batch.records()), batch.records());
                if (stored.mayStage()) {
                    sender.insertNew(batch.records());
                } else {
                    sender.copy(stored.withoutThoseStored(batch.records()));
                }
            } else {
                stored.deleteRunning(batch.running(), batch.records());
                sender.copy(batch.records());
            }
            borrowed.commit();
        }
    }

    private static Set<UUID> ids(Collection<EncodedRecord> records) {
        Set<UUID> ids = new HashSet<>();
        records.forEach(record -> ids.add(record.id()));
        return ids;
    }

    /** Sends rows over one connection. */
    private final class Sender {

        private final BorrowedConnection borrowed;
        private final StallGuard.Watch watch;
        private final RecordFormat format;
        private final CopyBuffer piece = new CopyBuffer(PIECE_BYTES);

        private Sender(BorrowedConnection borrowed, StallGuard.Watch watch, RecordFormat format) {
            this.borrowed = borrowed;
            this.watch = watch;
            this.format = format;
        }

        private void copy(List<EncodedRecord> records) throws SQLException {
            int present = tables(records);
            for (int i = 0; i < format.tables().size(); i++) {
                if ((present >> i & 1) != 0) {
                    RecordFormat.Table table = format.tables().get(i);
                    copy(records, i, TrackingSchema.qualified(schema, table.name()));
                }
            }
        }

        private void insertNew(List<EncodedRecord> records) throws SQLException {
            int present = tables(records);
            for (int i = 0; i < format.tables().size(); i++) {
                if ((present >> i & 1) != 0) {
                    RecordFormat.Table table = format.tables().get(i);
                    String target = TrackingSchema.qualified(schema, table.name());
                    String staging = "pg_temp.agent_tracking_replay_" + i;
                    String columns = table.columnNames();
                    borrowed.execute("create temp table " + staging + " on commit drop as select " + columns + " from "
                            + target + " with no data");
                    copy(records, i, staging);
                    borrowed.execute("insert into " + target + " (" + columns + ") select " + columns + " from "
                            + staging + " on conflict" + primaryKey(target) + " do nothing");
                }
            }
        }

        /** Where the tables are somebody's own and have none, all that collides is taken for the same row. */
        private String primaryKey(String table) throws SQLException {
            try (PreparedStatement statement = Statements.prepare(borrowed.connection(), PRIMARY_KEY)) {
                statement.setString(1, table);
                try (ResultSet row = statement.executeQuery()) {
                    String columns = row.next() ? row.getString(1) : null;
                    return columns == null ? "" : " (" + columns + ")";
                }
            }
        }

        private void copy(List<EncodedRecord> records, int table, String target) throws SQLException {
            String columns = format.tables().get(table).columnNames();
            CopyIn in = borrowed.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + target + " (" + columns + ") from stdin (format binary)");
            try {
                piece.truncate(0);
                piece.header();
                for (EncodedRecord record : records) {
                    send(record.rows(), EncodedRows.find(record.rows(), table), in);
                }
                piece.trailer();
                sendPiece(in);
                in.endCopy();
            } catch (SQLException e) {
                if (in.isActive()) {
                    // The server is away. To cancel in good order would be to wait for it once more.
                    borrowed.abort();
                }
                throw e;
            } catch (Throwable e) {
                // To give back a connection within a COPY would be to wait for its end, for ever.
                borrowed.abort();
                throw e;
            }
        }

        private void send(byte[] rows, long found, CopyIn in) throws SQLException {
            int offset = EncodedRows.offset(found);
            int left = EncodedRows.length(found);
            while (left > 0) {
                int fitting = Math.min(left, PIECE_BYTES - piece.size());
                piece.write(rows, offset, fitting);
                offset += fitting;
                left -= fitting;
                if (piece.size() == PIECE_BYTES) {
                    sendPiece(in);
                }
            }
        }

        private void sendPiece(CopyIn in) throws SQLException {
            watch.sending();
            in.writeToCopy(piece.array(), 0, piece.size());
            watch.sent();
            piece.truncate(0);
        }

        private static int tables(List<EncodedRecord> records) {
            int tables = 0;
            for (EncodedRecord record : records) {
                tables |= EncodedRows.tables(record.rows());
            }
            return tables;
        }
    }
}
