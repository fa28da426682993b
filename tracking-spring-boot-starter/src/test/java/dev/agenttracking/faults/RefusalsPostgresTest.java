// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the database is there but does not let the tracker write, everything waits; then it arrives, and once. */
@Tag("postgres")
class RefusalsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int PER_SECOND = 600;

    private FaultRig rig;

    @BeforeEach
    void starts() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        rig = new FaultRig(database.url(), TestDatabase.USERNAME);
        rig.load().start(PER_SECOND);
        rig.awaitMore(200);
    }

    @AfterEach
    void ends() throws Exception {
        rig.close();
        database.execute(Tables.TRUNCATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent_executions", "agent_execution_logs", "agent_citations"})
    void waitsForALock(String table) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table " + table + " in access exclusive mode");
            rig.awaitFailures(2);
            connection.rollback();
        }
        rig.awaitMore(200);
        rig.assertNothingIsLost(database.dataSource());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "statement_timeout = '1ms'",
                "idle_in_transaction_session_timeout = '1ms'",
                "idle_session_timeout = '1ms'",
                "transaction_timeout = '1ms'",
                "lock_timeout = '1ms'",
                "default_transaction_read_only = on"
            })
    void goesOnUnderLimitsOfTheRoleAndAfterThem(String setting) throws Exception {
        rig.close();
        database.execute(Tables.TRUNCATE);
        String limited = "alter role limited set " + setting;
        database.execute("create role limited login superuser", limited);
        try (FaultRig rig = new FaultRig(database.url(), "limited")) {
            rig.load().start(PER_SECOND);
            rig.awaitFailureOr(500);
            database.execute("alter role limited reset all");
            endSessions();
            rig.awaitMore(200);
            rig.assertNothingIsLost(database.dataSource());
        } finally {
            database.execute("drop role limited");
        }
    }

    @Test
    void losesNothingWhereItsSessionsAreEnded() throws Exception {
        for (int i = 0; i < 10; i++) {
            endSessions();
            rig.awaitMore(50);
        }
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void losesNothingWhereItsStatementsAreCancelled() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        statement.execute(
                                "select pg_cancel_backend(pid) from pg_stat_activity where datname = current_database()"
                                        + " and pid <> pg_backend_pid() and state = 'active'");
                        return rig.counts().failures() >= 3;
                    });
        }
        rig.awaitMore(200);
        rig.assertNothingIsLost(database.dataSource());
    }

    private static void endSessions() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                            + " and pid <> pg_backend_pid()");
        }
    }
}
