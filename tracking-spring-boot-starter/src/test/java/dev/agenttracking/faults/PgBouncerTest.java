// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.testing.PgBouncer;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.OverflowSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two instances and an application that share two sessions of a real pooler, in turn after each transaction. */
@Tag("pgbouncer")
class PgBouncerTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int SESSIONS = 2;
    private static final int PER_SECOND = 300;
    private static final long MILLION = 1_000_000;

    /** What another one finds in a session that it is given, beside its own. */
    private static final String LEFT_BEHIND = """
            select 'statement ' || name || ' ' || statement from pg_prepared_statements
            union all select 'lock ' || mode from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()
            union all select 'temporary ' || relname from pg_class where relnamespace = pg_my_temp_schema()
            union all select 'setting ' || name || ' ' || setting from pg_settings where source = 'session' and setting is distinct from reset_val
                and name not in ('application_name', 'extra_float_digits', 'DateStyle', 'TimeZone', 'client_encoding')
            """;

    @Test
    void storesAllOnceThroughSessionsThatOthersUseInTurn() throws Exception {
        try (PgBouncer pooler = new PgBouncer(database.port(), SESSIONS);
                FaultRig one = rig(pooler, 1);
                FaultRig two = rig(pooler, MILLION)) {
            one.load().start(PER_SECOND);
            two.load().start(PER_SECOND);
            for (int i = 0; i < 5; i++) {
                one.awaitMore(100);
                two.awaitMore(100);
                assertThat(leftBehind(pooler)).isEmpty();
                database.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = '"
                        + database.name() + "' and pid <> pg_backend_pid()");
            }
            one.awaitMore(100);
            two.awaitMore(100);
            one.awaitQuiet();
            two.awaitQuiet();
            Map<Long, UUID> calls = new HashMap<>(one.load().calls());
            calls.putAll(two.load().calls());
            Stored.in(database.dataSource()).assertExactly(calls);
            assertThat(leftBehind(pooler)).isEmpty();
            assertThat(answers(pooler.url(database.name()))).isEqualTo(answers(database.url()));
        }
    }

    private static FaultRig rig(PgBouncer pooler, long first) {
        return new FaultRig(
                pooler.url(database.name()),
                TestDatabase.USERNAME,
                OverflowSettings.IN_MEMORY,
                first,
                FaultRig.QUEUE_CAPACITY);
    }

    /** In every session of the pooler, as a client with an open transaction in each sees it. */
    private static List<String> leftBehind(PgBouncer pooler) throws SQLException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < SESSIONS * 5; i++) {
            try (Connection connection = DriverManager.getConnection(
                            pooler.url(database.name()) + "?prepareThreshold=0",
                            TestDatabase.USERNAME,
                            TestDatabase.PASSWORD);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(LEFT_BEHIND)) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    private static String answers(String url) throws Exception {
        try (HikariDataSource pool = database.pool(config -> config.setJdbcUrl(url))) {
            ExecutionAnalytics analytics = ExecutionAnalytics.of(pool, null);
            return analytics.statistics(ExecutionFilter.all()) + " "
                    + analytics.recentExecutions(ExecutionFilter.all().withLimit(100));
        }
    }
}
