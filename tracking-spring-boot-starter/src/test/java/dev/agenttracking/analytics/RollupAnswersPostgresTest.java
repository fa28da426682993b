// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.TrackingStatistics.Durations;
import dev.agenttracking.rollup.RollupConnection;
import dev.agenttracking.rollup.RollupWork;
import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers that are put together from rollups and executions, beside those that adding up all executions gives. The days that are
 * generated have the end of summer time in them, in the time zone that sessions have.
 */
@Tag("postgres")
class RollupAnswersPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = GeneratedTables.START;
    private static final Duration SPAN = Duration.ofHours(75);

    /** In the middle of an hour of the last day: some hours are not in any day, some executions in no hour. */
    private static final Instant NOW = START.plus(Duration.ofHours(72)).plusSeconds(40 * 60);

    private final ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
        database.execute("alter database " + database.name() + " set timezone = 'Pacific/Chatham'");
    }

    @BeforeEach
    void forgetsAll() throws Exception {
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");
    }

    @Test
    void answersAreThoseOfAllExecutions() throws Exception {
        GeneratedTables tables = GeneratedTables.of(400, 21, SPAN).withStagesAndCalls();
        tables.store(database);
        keep();

        for (ExecutionFilter filter : filters()) {
            same(tables, filter);
        }
        assertThat(database.query("select distinct granularity from agent_performance_metrics"))
                .hasSize(2);
    }

    @Test
    void answersAreThoseOfAllExecutionsBeforeAnythingIsSummedUp() throws Exception {
        GeneratedTables tables = GeneratedTables.of(60, 22).withStagesAndCalls();
        tables.store(database);

        for (ExecutionFilter filter : someFilters()) {
            same(tables, filter);
        }
    }

    @Test
    void answersAreThoseOfFailuresOnlyOfNullsAndOfNothing() throws Exception {
        for (GeneratedTables tables : List.of(
                GeneratedTables.ofFailures(40).withStagesAndCalls(),
                GeneratedTables.ofNulls(40).withStagesAndCalls(),
                GeneratedTables.empty())) {
            forgetsAll();
            tables.store(database);
            keep();

            for (ExecutionFilter filter : someFilters()) {
                same(tables, filter);
            }
        }
    }

    @Test
    void answersOfOneExecutionAreThatExecution() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> row = tables.execution(START, null);
        row.put("status", "success");
        row.put("duration_ms", 12.5);
        row.put("vault_id", "v1");
        tables.withStagesAndCalls().store(database);
        keep();

        for (ExecutionFilter filter : someFilters()) {
            same(tables, filter);
        }
    }

    @Test
    void executionsThatStillRunCountAsWhatTheyAre() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> row = tables.execution(START, null);
        row.put("status", "llm_request");
        row.remove("duration_ms");
        tables.withStagesAndCalls().store(database);
        keep();

        assertThat(analytics.statistics(ExecutionFilter.all()).totals().byStatus())
                .isEqualTo(Map.of("llm_request", 1L));
        same(tables, ExecutionFilter.all());
    }

    @Test
    void whatEndedHoursLaterIsCountedWhenItIsLookedFor() throws Exception {
        GeneratedTables tables = GeneratedTables.of(60, 23, SPAN).withStagesAndCalls();
        Map<String, @Nullable Object> running = tables.execution(START.plusSeconds(7), null);
        running.put("status", "running");
        running.remove("duration_ms");
        tables.store(database);
        keep();

        running.put("status", "success");
        running.put("duration_ms", 7_200_000.0);
        running.put("updated_at", Instant.now());
        Map<String, @Nullable Object> late = tables.execution(START.minus(Duration.ofDays(3)), null);
        late.put("status", "failed");
        late.put("updated_at", Instant.now());
        tables.store(database);
        letTimePass();
        keep();

        for (ExecutionFilter filter : someFilters()) {
            same(tables, filter);
        }
        assertThat(database.value("select sum(successful_executions + failed_executions + timeout_executions"
                        + " + skipped_executions + cancelled_executions) from agent_performance_metrics"
                        + " where granularity = 'day' and vault_id is null"))
                .isEqualTo(database.value("select count(*)::numeric from agent_executions where status <> 'running'"
                        + " and created_at < '2026-04-07T00:00Z'"));
    }

    @Test
    void backfillSaysHowFarItIsAndComesToTheSame() throws Exception {
        GeneratedTables tables = GeneratedTables.of(80, 24, SPAN).withStagesAndCalls();
        tables.store(database);
        List<RollupState> states = new ArrayList<>();

        RollupState end;
        try (RollupBackfill backfill =
                RollupBackfill.connect(database.url(), TestDatabase.USERNAME, TestDatabase.PASSWORD)) {
            end = backfill.run(states::add);
        }

        assertThat(states.get(0).part()).isZero();
        assertThat(end.part()).isGreaterThan(0.99);
        assertThat(end.reached()).isAfterOrEqualTo(states.get(0).due());
        assertThat(analytics.rollupState().orElseThrow().reached()).isEqualTo(end.reached());
        for (ExecutionFilter filter : someFilters()) {
            same(tables, filter);
        }
    }

    @Test
    void answersAboutWholeHoursStayWhenTheExecutionsAreGone() throws Exception {
        GeneratedTables tables = GeneratedTables.of(120, 26, SPAN).withStagesAndCalls();
        tables.executions().removeIf(row -> row.get("status").equals("running"));
        tables.withStagesAndCalls().store(database);
        keep();
        database.execute("truncate agent_executions, agent_execution_logs, agent_llm_calls");

        ExecutionFilter filter = ExecutionFilter.all().between(START, START.plusSeconds(70 * 3600));
        ExecutionAnalytics expected = ExecutionAnalytics.inMemory(() -> tables);
        same(analytics.statistics(filter), expected.statistics(filter), filter);
        same(analytics.agentPerformance("Zoë", filter), expected.agentPerformance("Zoë", filter), filter);
        same(analytics.stageStatistics(filter), expected.stageStatistics(filter), filter);
        Set<LlmUsage.By> by = EnumSet.allOf(LlmUsage.By.class);
        same(analytics.llmUsage(filter, by), expected.llmUsage(filter, by), filter);
    }

    @Test
    void usageIsWrittenAsOneObjectForEachGroup() throws Exception {
        GeneratedTables tables = GeneratedTables.of(20, 27).withStagesAndCalls();

        JsonNode usage = new JsonMapper()
                .readTree(AnalyticsJson.write(ExecutionAnalytics.inMemory(() -> tables)
                        .llmUsage(ExecutionFilter.all(), EnumSet.of(LlmUsage.By.DAY))))
                .get(0);
        assertThat(usage.path("day").stringValue()).isEqualTo("2026-04-04");
        assertThat(usage.path("model").isNull()).isTrue();
        assertThat(usage.path("tokens").path("cacheRead").longValue()).isPositive();
    }

    @Test
    void withoutTheTablesOfRollupsAllComesFromExecutions() throws Exception {
        GeneratedTables tables = GeneratedTables.of(30, 25).withStagesAndCalls();
        tables.store(database);
        database.execute("alter table agent_stage_metrics rename to agent_stage_metrics_away");
        try {
            for (ExecutionFilter filter : someFilters()) {
                same(tables, filter);
            }
            assertThat(analytics.rollupState().orElseThrow().reached()).isNull();
        } finally {
            database.execute("alter table agent_stage_metrics_away rename to agent_stage_metrics");
        }
    }

    private void same(GeneratedTables tables, ExecutionFilter filter) {
        ExecutionAnalytics expected = ExecutionAnalytics.inMemory(() -> tables);
        same(analytics.statistics(filter), expected.statistics(filter), filter);
        same(analytics.agentPerformance("Architect", filter), expected.agentPerformance("Architect", filter), filter);
        same(analytics.responseQuality(filter), expected.responseQuality(filter), filter);
        same(analytics.stageStatistics(filter), expected.stageStatistics(filter), filter);
        for (Set<LlmUsage.By> by : List.of(
                EnumSet.noneOf(LlmUsage.By.class),
                EnumSet.of(LlmUsage.By.MODEL),
                EnumSet.of(LlmUsage.By.VAULT, LlmUsage.By.DAY),
                EnumSet.allOf(LlmUsage.By.class))) {
            same(analytics.llmUsage(filter, by), expected.llmUsage(filter, by), filter);
        }
    }

    private static void same(Object actual, Object expected, ExecutionFilter filter) {
        assertThat(actual)
                .as("%s", filter)
                .usingRecursiveComparison()
                .withEqualsForType(RollupAnswersPostgresTest::near, Durations.class)
                .withEqualsForType((a, b) -> near(a, b, 1e-9), Double.class)
                .withEqualsForType((a, b) -> a.compareTo(b) == 0, BigDecimal.class)
                .isEqualTo(expected);
    }

    private static boolean near(Durations a, Durations b) {
        return near(a.averageMillis(), b.averageMillis(), 1e-9)
                && near(a.p50Millis(), b.p50Millis(), 0.0101)
                && near(a.p95Millis(), b.p95Millis(), 0.0101)
                && near(a.p99Millis(), b.p99Millis(), 0.0101);
    }

    private static boolean near(@Nullable Double a, @Nullable Double b, double relative) {
        return a == null || b == null ? a == b : Math.abs(a - b) <= Math.abs(b) * relative;
    }

    /** One in seven, of each kind one. */
    private static List<ExecutionFilter> someFilters() {
        List<ExecutionFilter> all = filters();
        return IntStream.iterate(0, i -> i < all.size(), i -> i + 7)
                .mapToObj(all::get)
                .toList();
    }

    private static List<ExecutionFilter> filters() {
        List<ExecutionFilter> filters = new ArrayList<>();
        for (ExecutionFilter filter : List.of(
                ExecutionFilter.all(),
                ExecutionFilter.all().withAgent("Zoë"),
                ExecutionFilter.all().withVaultId("v2"),
                ExecutionFilter.all().withAgent("architect").withVaultId("v1"),
                ExecutionFilter.all().withAgent("Nobody"),
                ExecutionFilter.all().withUserId("u1"))) {
            for (Instant from : new @Nullable Instant[] {
                null, START, START.plusSeconds(12 * 3600), START.plusMillis(1), START.plusSeconds(27 * 3600 + 1234)
            }) {
                for (Instant to : new @Nullable Instant[] {
                    null, NOW, START.plusSeconds(60 * 3600), START.plusSeconds(3600), START.plusSeconds(29 * 3600 + 77)
                }) {
                    filters.add(filter.between(from, to));
                }
            }
        }
        return filters;
    }

    /** It is looked for what came late when some time has passed. */
    private static void letTimePass() throws Exception {
        database.execute("update agent_maintenance set looked_at = looked_at - interval '15 minutes'");
    }

    private static void keep() throws Exception {
        try (RollupConnection session = new RollupConnection(database.dataSource())) {
            RollupWork work = RollupWork.withRetention(null, System::nanoTime);
            assertThat(work.step(session, NOW, Duration.ofMinutes(5))).isEqualTo(RollupWork.State.DONE);
        }
    }
}
