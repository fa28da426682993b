// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rollups of executions that one statement has made, beside what another statement counts, whatever happened in between. */
@Tag("postgres")
class RollupWorkPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant NOW = Instant.parse("2026-03-04T01:20:00Z");

    /** Two a minute over two days and a bit, beginning in the middle of an hour; none at night. */
    private static final String EXECUTIONS = """
            insert into agent_executions (id, root_execution_id, depth, vault_id, agent_name, agent_method, status, llm_calls,
                llm_tokens_used, llm_latency_ms, llm_cost_usd, response_valid, response_quality_score, started_at,
                duration_ms, error_type, created_at)
            select id, id, 0, (array['red', 'blue', null])[1 + n % 3], (array['Ant', 'Bee'])[1 + n % 2], 'run',
                (array['success', 'success', 'failed', 'skipped', 'running', 'timeout', 'abandoned'])[1 + n % 7],
                n % 3, 10, n % 11, 0.001, n % 5 > 0, (n % 9) / 8.0, at,
                case when n % 7 not in (4, 6) then n % 1000 end, case when n % 7 in (2, 5) then 'Error' || n % 60 end, at
            from (select n, at, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000800000000000'
                                 || lpad(to_hex(n), 4, '0'))::uuid as id
                  from (select n, timestamptz '2026-03-01T20:40:00Z' + n * interval '30 seconds' as at
                        from generate_series(0, 6200) n) s
                  where extract(hour from at at time zone 'UTC') not between 1 and 4) e
            """;

    private static final String STAGES = """
            insert into agent_execution_logs (id, execution_id, sequence, stage, stage_status, timestamp, duration_ms)
            select gen_random_uuid(), id, s, (array['think', 'write', 'check'])[s],
                (array['completed', 'failed', 'event'])[s], created_at, case when s < 3 then s * 10 + depth end
            from agent_executions, generate_series(1, 3) s
            """;

    private static final String CALLS = """
            insert into agent_llm_calls (execution_id, sequence, provider, request_model, started_at, input_tokens, latency_ms,
                cost_usd, error_type)
            select id, c, 'openai', (array['large', null])[c], created_at, 7, c * 5,
                case when c = 1 then 0.01 end, case when status = 'failed' then 'Error' end
            from agent_executions, generate_series(1, 2) c
            """;

    /** What the hours have, counted from the executions; the first row of a vault that is null is of all vaults. */
    private static final String EXPECTED_HOURS = """
            select agent_name, vault_id, (extract(epoch from created_at)::bigint / 3600)::text as hour, count(*) as total,
                count(*) filter (where status = 'success') as success, count(*) filter (where status = 'abandoned') as abandoned,
                sum(duration_ms) as millis, sum(llm_calls) as calls, sum(llm_tokens_used)::bigint as tokens,
                sum(llm_cost_usd)::float8 as cost, count(*) filter (where response_valid) as valid,
                count(*) filter (where response_quality_score > 0.9) as good
            from agent_executions
            where status <> 'running' and created_at < '2026-03-04T01:00Z'
            group by grouping sets ((1, 2, 3), (1, 3))
            having grouping(vault_id) = 1 or vault_id is not null
            order by 1, 2, 3
            """;

    private static final String HOURS = """
            select agent_name, vault_id, (extract(epoch from time_window_start)::bigint / 3600)::text as hour,
                total_executions as total, successful_executions as success, abandoned_executions as abandoned,
                case when timed_executions > 0 then sum_duration_ms end as millis, total_llm_calls as calls,
                total_tokens_used as tokens, total_cost_usd::float8 as cost, valid_responses as valid, quality_above_90 as good
            from agent_performance_metrics
            where granularity = 'hour'
            order by 1, 2, 3
            """;

    /** All that is kept but when it was, and the bytes of sketches, whose order of buckets is nobody's business. */
    private static final String EVERYTHING = """
            select (t - 'updated_at' - 'created_at' - 'duration_sketch')::text as line from (
                select to_jsonb(m) as t from agent_performance_metrics m
                union all select to_jsonb(m) from agent_stage_metrics m
                union all select to_jsonb(m) from agent_llm_metrics m) x
            order by 1
            """;

    @BeforeAll
    static void makesTables() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
    }

    @BeforeEach
    void begins() throws Exception {
        database.execute(
                "truncate agent_executions, agent_execution_logs, agent_llm_calls, agent_performance_metrics,"
                        + " agent_stage_metrics, agent_llm_metrics, agent_maintenance",
                EXECUTIONS,
                STAGES,
                CALLS);
    }

    @Test
    void hoursHaveWhatBeganInThemAndHasEnded() throws Exception {
        keep(NOW);

        assertThat(database.query(HOURS))
                .isEqualTo(database.query(EXPECTED_HOURS))
                .isNotEmpty();
        assertThat(database.value("select count(*) from agent_performance_metrics where extract(minute from"
                        + " time_window_start) <> 0 and extract(timezone_minute from time_window_start) = 0"))
                .isEqualTo(0L);
    }

    @Test
    void columnsOfTheContractAreThoseOfTheWindow() throws Exception {
        keep(NOW);

        Map<String, Object> row = database.query("select * from agent_performance_metrics where granularity = 'hour'"
                        + " and vault_id is null and agent_name = 'Ant' and time_window_start = '2026-03-02T10:00Z'")
                .get(0);
        Map<String, Object> exact = database.query("""
                        select avg(duration_ms) as average, percentile_cont(0.95) within group (order by duration_ms) as p95,
                            sum(llm_latency_ms) / sum(llm_calls) as latency,
                            (count(*) filter (where status in ('failed', 'timeout')))::float8 / count(*) as errors
                        from agent_executions where agent_name = 'Ant' and status <> 'running'
                          and created_at >= '2026-03-02T10:00Z' and created_at < '2026-03-02T11:00Z'
                        """).get(0);
        assertThat((Double) row.get("avg_duration_ms")).isCloseTo((Double) exact.get("average"), withPercentage(1e-7));
        assertThat((Double) row.get("p95_duration_ms")).isCloseTo((Double) exact.get("p95"), withPercentage(1));
        assertThat((Double) row.get("avg_llm_latency_ms"))
                .isCloseTo((Double) exact.get("latency"), withPercentage(1e-7));
        assertThat((Double) row.get("error_rate")).isCloseTo((Double) exact.get("errors"), withPercentage(1e-7));
        assertThat((String) row.get("common_errors"))
                .startsWith("[{\"count\": ")
                .contains("\"error_type\": \"Error");
        assertThat(row.get("time_window_end")).isEqualTo(database.value("select timestamptz '2026-03-02T11:00Z'"));
    }

    @Test
    void daysHaveWhatTheirHoursHave() throws Exception {
        keep(NOW);

        String sums = " select agent_name, vault_id, date_trunc('day', time_window_start at time zone 'UTC') as day,"
                + " sum(total_executions), sum(sum_duration_ms), sum(total_cost_usd), sum(invalid_responses)"
                + " from agent_performance_metrics where granularity = '%s' and time_window_start < '2026-03-04T00:00Z'"
                + " group by 1, 2, 3 order by 1, 2, 3";
        assertThat(database.query(sums.formatted("day")))
                .isEqualTo(database.query(sums.formatted("hour")))
                .hasSize(18);
        assertThat(database.value("select count(*) from agent_performance_metrics where granularity = 'day'"
                        + " and time_window_start >= '2026-03-04T00:00Z'"))
                .as("a day that is not over has none")
                .isEqualTo(0L);
    }

    @Test
    void whatIsDoneTwiceComesToTheSame() throws Exception {
        keep(NOW);
        List<Map<String, Object>> once = database.query(EVERYTHING);

        touch("true");
        keep(NOW);
        assertThat(database.query(EVERYTHING)).isEqualTo(once);

        database.execute("delete from agent_maintenance");
        keep(NOW);
        assertThat(database.query(EVERYTHING)).isEqualTo(once);
    }

    @Test
    void anHourIsCountedWhenItHasBeenOverForAQuarterOfAnHour() throws Exception {
        keep(Instant.parse("2026-03-01T22:14:59Z"));
        assertThat(newest()).isEqualTo("2026-03-01T20:00Z");

        keep(Instant.parse("2026-03-01T22:15:00Z"));
        assertThat(newest()).isEqualTo("2026-03-01T21:00Z");
    }

    @Test
    void hourByHourComesToTheSameAsAllAtOnce() throws Exception {
        for (Instant now = Instant.parse("2026-03-01T20:00:00Z"); now.isBefore(NOW); now = now.plusSeconds(2_400)) {
            keep(now);
        }
        keep(NOW);
        List<Map<String, Object>> byAndBy = database.query(EVERYTHING);

        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");
        keep(NOW);
        assertThat(byAndBy).isEqualTo(database.query(EVERYTHING));
    }

    @Test
    void rowsThatComeLateAreCountedAgainWithTheirDay() throws Exception {
        database.execute("create table late as select * from agent_executions where agent_name = 'Ant' and"
                + " created_at between '2026-03-02T10:30Z' and '2026-03-02T12:30Z'");
        database.execute("delete from agent_executions where id in (select id from late)");
        try {
            keep(NOW);
            database.execute(
                    "update late set updated_at = clock_timestamp()", "insert into agent_executions table late");
            letTimePass();
            keep(NOW);
        } finally {
            database.execute("drop table late");
        }

        assertThat(database.query(HOURS)).isEqualTo(database.query(EXPECTED_HOURS));
        assertThat(database.value(
                        "select total_executions from agent_performance_metrics where granularity = 'day' and vault_id is null"
                                + " and agent_name = 'Ant' and time_window_start = '2026-03-02T00:00Z'"))
                .isEqualTo(
                        database.value(
                                "select count(*) from agent_executions where agent_name = 'Ant' and"
                                        + " status <> 'running' and created_at >= '2026-03-02T00:00Z' and created_at < '2026-03-03T00:00Z'"));
    }

    @Test
    void anAgentWhoseExecutionsAreErasedLeavesWhatIsCountedAgain() throws Exception {
        keep(NOW);
        database.execute("delete from agent_executions where agent_name = 'Bee'");
        touch("created_at between '2026-03-02T00:00Z' and '2026-03-03T00:00Z'");
        letTimePass();
        keep(NOW);

        assertThat(database.query("select distinct granularity from agent_performance_metrics where agent_name = 'Bee'"
                        + " and time_window_start >= '2026-03-02T00:00Z' and time_window_end <= '2026-03-03T00:00Z'"))
                .isEmpty();
        assertThat(database.query("select from agent_stage_metrics where agent_name = 'Bee' and granularity = 'day'"
                        + " and time_window_start = '2026-03-02T00:00Z'"))
                .isEmpty();
    }

    @Test
    void whatIsLeftOfDaysThatAreDroppedIsNotCountedAgain() throws Exception {
        keep(NOW);
        List<Map<String, Object>> all = database.query(HOURS);
        database.execute("delete from agent_executions where created_at < '2026-03-02T00:00Z' and agent_name = 'Ant'");
        touch("created_at < '2026-03-02T00:00Z'");
        letTimePass();

        keep(NOW, RollupWork.withRetention(Duration.ofDays(2), System::nanoTime), database.dataSource());
        assertThat(database.query(HOURS)).isEqualTo(all);

        letTimePass();
        keep(NOW, RollupWork.withRetention(Duration.ofDays(3), System::nanoTime), database.dataSource());
        assertThat(database.query(HOURS))
                .isEqualTo(database.query(EXPECTED_HOURS))
                .isNotEqualTo(all);
    }

    @Test
    void whatIsDroppedAfterItWasFoundToHaveComeLateIsNotCountedAgain() throws Exception {
        keep(NOW);
        List<Map<String, Object>> all = database.query(HOURS);
        touch("created_at < '2026-03-02T00:00Z'");
        letTimePass();
        Instant midnight = Instant.parse("2026-03-04T00:00:00Z");
        RollupWork work = RollupWork.withRetention(Duration.ofDays(2), System::nanoTime);
        try (RollupConnection session = new RollupConnection(database.dataSource())) {
            assertThat(work.step(session, midnight.minusSeconds(1), Duration.ZERO))
                    .isEqualTo(RollupWork.State.MORE);
        }
        database.execute("delete from agent_executions where created_at < '2026-03-02T00:00Z'");

        keep(midnight.plusSeconds(1), work, database.dataSource());
        assertThat(database.query(HOURS)).isEqualTo(all);
    }

    @Test
    void whoeverGoesOnAfterAProcessThatDiedComesToTheSame() throws Exception {
        keep(NOW);
        List<Map<String, Object>> whole = database.query(EVERYTHING);
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");

        int died = 0;
        boolean done = false;
        while (!done) {
            try (RollupConnection session =
                    new RollupConnection(database.dataSource()).breakingOffAfter(3 + died % 11)) {
                done = work().step(session, NOW, Duration.ofMinutes(5)) == RollupWork.State.DONE;
            } catch (SQLException e) {
                assertThat(e.getMessage()).isEqualTo("killed");
                died++;
            }
        }

        assertThat(died).isGreaterThan(10);
        assertThat(database.query(EVERYTHING)).containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void severalAtOnceComeToTheSame() throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> instances = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Thread instance = new Thread(() -> {
                try {
                    keep(NOW);
                } catch (Throwable e) {
                    failures.add(e);
                }
            });
            instances.add(instance);
            instance.start();
        }
        for (Thread instance : instances) {
            instance.join();
        }

        assertThat(failures).isEmpty();
        assertThat(database.query(HOURS)).isEqualTo(database.query(EXPECTED_HOURS));
    }

    @Test
    void anHourThatIsTooMuchForOneStatementIsCutIntoSlices() throws Exception {
        keep(NOW);
        List<Map<String, Object>> whole = database.query(EVERYTHING);
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");

        limitRows(40);
        try {
            keep(NOW, work(), database.dataSource("counts"));
        } finally {
            liftLimit();
        }

        assertThat(database.query(EVERYTHING)).containsExactlyInAnyOrderElementsOf(whole);
    }

    @Test
    void aMinuteThatIsTooMuchIsAnError() throws Exception {
        limitRows(1);
        try {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> keep(NOW, work(), database.dataSource("counts")))
                    .withMessageContaining("too long");
        } finally {
            liftLimit();
        }
        assertThat(database.value("select count(*) from agent_performance_metrics"))
                .isEqualTo(0L);
    }

    /** A transaction that looks at more executions is ended as by its time limit. */
    private static void limitRows(int rows) throws SQLException {
        database.execute(
                "create role counts login password '" + TestDatabase.PASSWORD + "'",
                "grant select, insert, update, delete on all tables in schema public to counts",
                "create function counted() returns boolean language plpgsql volatile as $$ begin"
                        + " perform set_config('test.rows', (coalesce(nullif(current_setting('test.rows', true), ''), '0')::int"
                        + " + 1)::text, true); if current_setting('test.rows')::int > " + rows
                        + " then raise exception 'too long' using errcode = 'query_canceled'; end if; return true; end $$",
                "create policy counts on agent_executions to counts using (counted())",
                "alter table agent_executions enable row level security");
    }

    private static void liftLimit() throws SQLException {
        database.execute(
                "alter table agent_executions disable row level security",
                "drop policy counts on agent_executions",
                "drop function counted",
                "drop owned by counts",
                "drop role counts");
    }

    private static Object newest() throws SQLException {
        return database.value("select to_char(max(time_window_start) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI\"Z\"')"
                + " from agent_performance_metrics");
    }

    /** As if executions had just been stored. */
    private static void touch(String which) throws SQLException {
        database.execute("update agent_executions set updated_at = clock_timestamp() where " + which);
        letTimePass();
    }

    /** It is looked for what came late when some time has passed. */
    private static void letTimePass() throws SQLException {
        database.execute("update agent_maintenance set looked_at = looked_at - interval '15 minutes'");
    }

    private static RollupWork work() {
        return RollupWork.withRetention(null, System::nanoTime);
    }

    private static void keep(Instant now) throws SQLException {
        keep(now, work(), database.dataSource());
    }

    private static void keep(Instant now, RollupWork work, DataSource dataSource) throws SQLException {
        try (RollupConnection session = new RollupConnection(dataSource)) {
            RollupWork.State state;
            do {
                state = work.step(session, now, Duration.ofMinutes(5));
            } while (state != RollupWork.State.DONE);
        }
    }
}
