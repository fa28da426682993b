// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.rollup.RollupSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection for a step of maintenance. Each piece is a transaction that one instance at a time can be in, that gives up
 * instead of making others queue behind it for a lock, and that is over after a few seconds.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class MaintenanceSession implements RollupSession {

    /** What the server says of a statement that takes longer than it may. */
    static final String CANCELED = "57014";

    /** Whoever inserts or asks meanwhile waits behind, so it is short; there are days to try again. */
    static final Duration LOCK_WAIT = Duration.ofMillis(100);

    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(4);

    private static final String LIMITS = "set local lock_timeout = %d; set local statement_timeout = %d"
            .formatted(LOCK_WAIT.toMillis(), STATEMENT_LIMIT.toMillis());

    private final BorrowedConnection borrowed;
    private final @Nullable String schema;

    MaintenanceSession(BorrowedConnection borrowed, @Nullable String schema) {
        this.borrowed = borrowed;
        this.schema = schema;
    }

    @Override
    public boolean alone(Piece piece) throws SQLException {
        try {
            borrowed.execute(LIMITS);
            if (!isAlone()) {
                borrowed.connection().rollback();
                return false;
            }
            piece.run();
            borrowed.commit();
            return true;
        } catch (SQLException | RuntimeException e) {
            rollBack(e);
            throw e;
        }
    }

    @Override
    public @Nullable String schema() {
        return schema;
    }

    /** A table or other relation with its schema, where one is given. */
    String qualified(String name) {
        return TrackingSchema.qualified(schema, name);
    }

    @Override
    public Connection connection() {
        return borrowed.connection();
    }

    void execute(String sql) throws SQLException {
        borrowed.execute(sql);
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    <T> List<T> list(String sql, Mapper<T> mapper, @Nullable Object... values) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(mapper.map(row));
            }
        }
        return rows;
    }

    /** The first column of the first row, null where there is none. */
    <T> @Nullable T value(Class<T> type, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1, type) : null;
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = Statements.prepare(connection(), sql);
        try {
            for (int i = 0; i < values.length; i++) {
                Object value = values[i];
                statement.setObject(
                        i + 1, value instanceof String[] texts ? connection().createArrayOf("text", texts) : value);
            }
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    private boolean isAlone() throws SQLException {
        return Boolean.TRUE.equals(value(Boolean.class, TRY_LOCK, schema));
    }

    private void rollBack(Exception failure) {
        try {
            connection().rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Makes something of a row. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }
}
