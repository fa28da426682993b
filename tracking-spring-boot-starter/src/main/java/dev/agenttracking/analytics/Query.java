// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

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
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * A statement with parameters by name: {@code :agent}. Each parameter is cast where it stands, {@code :agent::text}, so that null
 * has a type too.
 *
 * @param sql with question marks
 * @param parameters their names, in the order of the question marks
 */
record Query(String sql, List<String> parameters) {

    private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-z_]+)");

    static Query of(String sqlWithNames) {
        List<String> names = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(sqlWithNames);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return new Query(matcher.replaceAll("?"), List.copyOf(names));
    }

    /** SQL whose parameters have other names, so that it can stand twice in a statement. */
    static String prefixed(String sqlWithNames, String prefix) {
        return PARAMETER.matcher(sqlWithNames).replaceAll(":" + prefix + "$1");
    }

    /** Makes an answer of a row. */
    @FunctionalInterface
    interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    /** Runs queries over one connection. */
    record Runner(Connection connection) {

        <T> List<T> list(Query query, Map<String, ?> values, Mapper<T> mapper) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
                // Planned anew with its values each time: a null filter costs nothing, and partitions are left out by
                // id.
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
                for (int i = 0; i < query.parameters().size(); i++) {
                    bind(statement, i + 1, values.get(query.parameters().get(i)));
                }
                List<T> answers = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        answers.add(mapper.map(new SqlRow(result)));
                    }
                }
                return answers;
            }
        }

        <T> Optional<T> one(Query query, Map<String, ?> values, Mapper<T> mapper) throws SQLException {
            return list(query, values, mapper).stream().findFirst();
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
    }
}
