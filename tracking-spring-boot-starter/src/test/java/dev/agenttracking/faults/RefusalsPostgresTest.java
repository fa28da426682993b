// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** While the database is there but does not let the tracker write, everything waits; then it arrives, and once. */
@Tag("postgres")
class RefusalsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int PER_SECOND = 600;

    private FaultyProxy way;
    private FaultRig rig;

    @BeforeEach
    void starts() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        way = new FaultyProxy(database.port());
        rig = new FaultRig(way.url(database.name()), TestDatabase.USERNAME);
        rig.load().start(PER_SECOND);
        rig.awaitMore(200);
    }

    @AfterEach
    void ends() throws Exception {
        rig.close();
        way.close();
        database.execute(Tables.TRUNCATE, "drop role if exists limited");
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

    /** The limits on time that the server knows: that on transactions came with PostgreSQL 17. */
    static List<String> limits() throws Exception {
        List<String> limits = new ArrayList<>(List.of("default_transaction_read_only = on"));
        for (Map<String, Object> timeout : database.query("select name from pg_settings where name in ("
                + "'statement_timeout', 'idle_in_transaction_session_timeout', 'idle_session_timeout',"
                + " 'transaction_timeout')")) {
            limits.add(timeout.get("name") + " = '1ms'");
        }
        assertThat(limits).hasSizeGreaterThanOrEqualTo(4);
        return limits;
    }

    /** At the start, and later. */
    @ParameterizedTest
    @MethodSource("limits")
    void goesOnUnderLimitsOfTheRoleAndAfterThem(String setting) throws Exception {
        startsAgainUnder(setting);
        for (int i = 0; i < 2; i++) {
            limit(setting);
            rig.awaitFailures(2);
            liftLimits();
            rig.awaitMore(200);
        }
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void storesInPiecesWhatTakesLongerAsAWholeThanAStatementMay() throws Exception {
        database.execute(
                "create function slow() returns trigger language plpgsql as"
                        + " 'begin perform pg_sleep(0.01); return new; end'",
                "create trigger slow before insert on agent_executions for each row execute function slow()");
        try {
            startsAgainUnder("statement_timeout = '300ms'");
            rig.awaitFailures(1);
            rig.awaitMore(200);
        } finally {
            database.execute("drop function slow() cascade");
        }
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void waitsForALockAlsoWhereTheRoleWouldNot() throws Exception {
        startsAgainUnder("lock_timeout = '1ms'");
        rig.awaitMore(200);
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table agent_executions in access exclusive mode");
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> database.value("select count(*) > 0 from pg_locks join pg_stat_activity using (pid)"
                                    + " where usename = 'limited' and clock_timestamp() - waitstart > interval '50 ms'")
                            .equals(true));
        }
        rig.awaitMore(200);
        rig.assertNothingIsLost(database.dataSource());
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

    /** With a role that has this setting from the start. */
    private void startsAgainUnder(String setting) throws Exception {
        rig.close();
        database.execute(Tables.TRUNCATE, "create role limited login superuser", "alter role limited set " + setting);
        rig = new FaultRig(way.url(database.name()), "limited");
        rig.load().start(PER_SECOND);
    }

    /** On a way so slow that each of the limits ends what it is meant for. Sessions are let go, since their end would be a failure. */
    private void limit(String setting) throws Exception {
        way.delay(Duration.ofMillis(3));
        database.execute("alter role limited set " + setting);
        rig.pool().getHikariPoolMXBean().softEvictConnections();
    }

    private void liftLimits() throws Exception {
        database.execute("alter role limited reset all");
        endSessions();
        way.heal();
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
