// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.RollupSession;
import dev.agenttracking.rollup.RollupWork;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sums up over a connection of its own. */
final class SqlRollupBackfill implements RollupBackfill {

    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
    private static final long WAIT_FOR_OTHERS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Connections.Own connections;
    private final Database database;

    SqlRollupBackfill(Connections.Own connections) {
        this.connections = connections;
        this.database = new Database(connections, null);
    }

    @Override
    public RollupState run(Consumer<RollupState> progress) {
        RollupWork work = RollupWork.withoutLateRows(System::nanoTime);
        RollupState state = database.ask(RollupStates::read);
        progress.accept(state);
        while (step(work) != RollupWork.State.DONE) {
            state = database.ask(RollupStates::read);
            progress.accept(state);
        }
        return database.ask(RollupStates::read);
    }

    private RollupWork.State step(RollupWork work) {
        try {
            Connection connection = connections.take();
            Instant now = now(connection);
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                RollupWork.State state = work.step(new Session(connection), now, BETWEEN_REPORTS);
                if (state == RollupWork.State.ANOTHER_IS_AT_IT) {
                    LockSupport.parkNanos(WAIT_FOR_OTHERS_NANOS);
                }
                return state;
            } finally {
                if (!connection.isClosed()) {
                    connection.setAutoCommit(autoCommit);
                }
            }
        } catch (SQLException e) {
            throw Database.explained(e);
        }
    }

    /** By the clock that is behind: on a machine that is ahead an hour is not over before the last of it is stored. */
    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            Instant there = row.getObject(1, OffsetDateTime.class).toInstant();
            Instant here = Instant.now();
            return there.isBefore(here) ? there : here;
        }
    }

    @Override
    public void close() {
        connections.close();
    }

    /** Transactions as those of the applications that do the same. */
    private record Session(Connection connection) implements RollupSession {

        private static final String LIMITS = "set local lock_timeout = 5000; set local statement_timeout = 4000";

        @Override
        public boolean alone(Piece piece) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(LIMITS);
                boolean alone = isAlone();
                if (alone) {
                    piece.run();
                    connection.commit();
                }
                return alone;
            } finally {
                connection.rollback();
            }
        }

        private boolean isAlone() throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(TRY_LOCK)) {
                statement.setString(1, null);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() && row.getBoolean(1);
                }
            }
        }

        @Override
        public @Nullable String schema() {
            return null;
        }
    }
}
