// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Runs questions, each in a transaction that can only read, whose statements are over after ten seconds, and that leaves no trace on the connection:
 * all settings end with the transaction, which a pooler between here and the server respects.
 *
 * <p><b>Failure</b>: {@link AnalyticsException}.
 */
final class Database {

    private static final Duration TIME_LIMIT = Duration.ofSeconds(10);
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String QUERY_CANCELED = "57014";

    /** One state of the database for all statements of a question: what is summed up meanwhile is counted neither twice nor never. */
    private static final String ISOLATION = "set transaction isolation level repeatable read read only";

    private static final String LIMITS = """
            select set_config('statement_timeout', ?, true),
                   case when ?::text is not null then set_config('search_path', quote_ident(?::text), true) end
            """;

    private final Connections connections;
    private final @Nullable String schema;

    Database(Connections connections, @Nullable String schema) {
        this.connections = connections;
        this.schema = schema;
    }

    <T> T ask(Question<T> question) {
        return ask(question, TIME_LIMIT);
    }

    /**
     * Asks within a time of one's own.
     *
     * @param timeLimit of each statement, to the millisecond, which is also the least
     * @throws TimeLimitException where that is over
     */
    <T> T ask(Question<T> question, Duration timeLimit) {
        try {
            Connection connection = connections.take();
            try {
                return ask(connection, question, timeLimit);
            } finally {
                connections.giveBack(connection);
            }
        } catch (SQLException e) {
            throw explained(e);
        }
    }

    private <T> T ask(Connection connection, Question<T> question, Duration timeLimit) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        PGConnection driver =
                connection.isWrapperFor(PGConnection.class) ? connection.unwrap(PGConnection.class) : null;
        int prepareThreshold = driver == null ? 0 : driver.getPrepareThreshold();
        connection.setAutoCommit(false);
        try {
            if (driver != null) {
                // A named statement, be it the driver's ROLLBACK, would stay behind in a session that a pooler gives to
                // others.
                driver.setPrepareThreshold(0);
            }
            limit(connection, timeLimit);
            return question.answer(new Query.Runner(connection));
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
                if (driver != null) {
                    driver.setPrepareThreshold(prepareThreshold);
                }
            }
        }
    }

    private void limit(Connection connection, Duration timeLimit) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ISOLATION);
        }
        try (PreparedStatement statement = connection.prepareStatement(LIMITS)) {
            statement.setString(1, Long.toString(Math.max(1, timeLimit.toMillis())));
            statement.setString(2, schema);
            statement.setString(3, schema);
            try (ResultSet ignored = statement.executeQuery()) {
                // The settings are the effect.
            }
        }
    }

    static AnalyticsException explained(SQLException e) {
        String state = e.getSQLState();
        if (UNDEFINED_TABLE.equals(state) || UNDEFINED_COLUMN.equals(state)) {
            return new NoTrackingTablesException(e);
        }
        if (QUERY_CANCELED.equals(state)) {
            return new TimeLimitException(e);
        }
        return new AnalyticsException(e.getMessage(), e);
    }

    /** Asks in a transaction. */
    @FunctionalInterface
    interface Question<T> {
        T answer(Query.Runner runner) throws SQLException;
    }
}
