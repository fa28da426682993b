// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Statements with parameters by name, {@code :agent::text}, planned with their values, so that partitions are left out by id. */
final class NamedSql {

    /** What is quoted, as a schema with a colon in its name, is none. */
    private static final Pattern PARAMETER = Pattern.compile("\"[^\"]*\"|(?<!:):([a-z_]+)");

    /** Rows come in pieces of so many, where the connection is in a transaction. */
    private static final int FETCHED_AT_ONCE = 2_000;

    private NamedSql() {}

    /** Reads row by row. */
    static void read(Connection connection, String sql, Map<String, ?> values, RowReader reader) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }

    /** The first column of the only row, null where it is NULL or there is no row. */
    static <T> @Nullable T value(Connection connection, Class<T> type, String sql, Map<String, ?> values)
            throws SQLException {
        List<T> found = new ArrayList<>();
        read(connection, sql, values, row -> {
            T value = row.getObject(1, type);
            if (value != null) {
                found.add(value);
            }
        });
        return found.isEmpty() ? null : found.get(0);
    }

    static int update(Connection connection, String sql, Map<String, ?> values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Map<String, ?> values)
            throws SQLException {
        List<String> names = new ArrayList<>();
        String positional = PARAMETER.matcher(sql).replaceAll(found -> {
            if (found.group(1) == null) {
                return Matcher.quoteReplacement(found.group());
            }
            names.add(found.group(1));
            return "?";
        });
        PreparedStatement statement = connection.prepareStatement(positional);
        try {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            for (int i = 0; i < names.size(); i++) {
                bind(statement, i + 1, values.get(names.get(i)));
            }
            return statement;
        } catch (Throwable e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, Types.NULL);
        } else if (value instanceof Instant instant) {
            statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
        } else {
            statement.setObject(index, value);
        }
    }

    /** Takes the row that a result stands on. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
