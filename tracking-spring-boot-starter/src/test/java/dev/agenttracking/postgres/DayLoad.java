// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RejectedRecordException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Fills the partitions of one day in one transaction, as fast as the server takes rows: they are emptied first, so that their rows
 * need no log and count as old at once.
 *
 * <p><b>Threading</b>: used by one thread at a time.
 */
public final class DayLoad implements AutoCloseable {

    private static final int PIECE_BYTES = 1 << 20;

    private final Connection connection;
    private final RecordFormat format;
    private final StoredDay day;
    private final CopyBuffer piece = new CopyBuffer(PIECE_BYTES);

    /**
     * Begins.
     *
     * @param format that of the encoder that makes the records
     */
    public DayLoad(Connection connection, String format, LocalDate day) throws SQLException, RejectedRecordException {
        this.connection = connection;
        this.format = RecordFormat.parse(format);
        this.day = new StoredDay(day);
        connection.setAutoCommit(false);
        for (RecordFormat.Table table : this.format.tables()) {
            execute("truncate " + partition(table));
        }
    }

    /** Whether a day has its partitions. */
    public static boolean isMade(Connection connection, LocalDate day) throws SQLException {
        return is(connection, "to_regclass('" + executions(day) + "') is not null");
    }

    /** Whether a day has been filled; it has all of its rows or none. */
    public static boolean isDone(Connection connection, LocalDate day) throws SQLException {
        return is(connection, "exists (select from " + executions(day) + ")");
    }

    private static String executions(LocalDate day) {
        return new StoredDay(day).partitionOf(TrackingTables.EXECUTIONS.name());
    }

    private static boolean is(Connection connection, String condition) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select " + condition)) {
            return result.next() && result.getBoolean(1);
        }
    }

    /** Adds executions of this day, of trees that began on it. */
    public void add(List<EncodedRecord> records) throws SQLException, IOException {
        for (int i = 0; i < format.tables().size(); i++) {
            add(records, i, format.tables().get(i));
        }
    }

    private void add(List<EncodedRecord> records, int number, RecordFormat.Table table) throws SQLException {
        CopyIn in = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + partition(table) + " (" + table.columnNames()
                        + ") from stdin (format binary, freeze)");
        piece.truncate(0);
        piece.header();
        for (EncodedRecord record : records) {
            long found = EncodedRows.find(record.rows(), number);
            piece.write(record.rows(), EncodedRows.offset(found), EncodedRows.length(found));
            if (piece.size() > PIECE_BYTES) {
                in.writeToCopy(piece.array(), 0, piece.size());
                piece.truncate(0);
            }
        }
        piece.trailer();
        in.writeToCopy(piece.array(), 0, piece.size());
        in.endCopy();
    }

    /** Keeps what was added, and has the server look at it as it does by itself after a while. */
    public void finish() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
        for (RecordFormat.Table table : format.tables()) {
            execute("vacuum (analyze) " + partition(table));
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private String partition(RecordFormat.Table table) {
        return day.partitionOf(table.name());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
