// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.ResponseQualityReport.FindingCount;
import dev.agenttracking.analytics.TrackingStatistics.Durations;
import dev.agenttracking.analytics.TrackingStatistics.ErrorCount;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.analytics.TrackingStatistics.Totals;
import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sums over executions, from PostgreSQL and from memory, beside what adding up the generated rows gives. */
@Tag("postgres")
class ExecutionSumsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> AGENTS = List.of("Psychologist", "Architect", "architect", "Zoë");

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @Test
    void performanceIsThatOfTheAgentsExecutions() throws Exception {
        for (GeneratedTables tables :
                List.of(GeneratedTables.of(120, 7), GeneratedTables.ofFailures(30), GeneratedTables.ofNulls(30))) {
            tables.store(database);
            for (Filtered filtered : filters()) {
                for (String agent : AGENTS) {
                    AgentPerformance expected = performance(agent, filtered, tables);
                    for (ExecutionAnalytics analytics : both(tables)) {
                        same(
                                analytics
                                        .agentPerformance(agent, filtered.filter())
                                        .orElseThrow(),
                                expected,
                                agent + " in " + filtered.filter() + " from " + analytics.source());
                    }
                }
            }
        }
    }

    @Test
    void performanceOfOneExecutionIsThatExecution() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> row = tables.execution(GeneratedTables.START, null);
        row.put("agent_name", "Only");
        row.put("status", "timeout");
        row.put("duration_ms", 12.5);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            AgentPerformance only =
                    analytics.agentPerformance("Only", ExecutionFilter.all()).orElseThrow();
            assertThat(only.totals().durations()).isEqualTo(new Durations(12.5, 12.5, 12.5, 12.5));
            assertThat(only.errorRate()).isEqualTo(1.0);
            assertThat(only.totals().byStatus()).isEqualTo(Map.of("timeout", 1L));
        }
    }

    @Test
    void performanceOfAKnownAgentOutsideOfItsTimeIsZero() throws Exception {
        GeneratedTables tables = GeneratedTables.of(10, 8);
        tables.store(database);
        ExecutionFilter before = ExecutionFilter.all().between(null, GeneratedTables.START.minusSeconds(1));
        String known = (String) tables.executions().get(0).get("agent_name");

        for (ExecutionAnalytics analytics : both(tables)) {
            AgentPerformance none = analytics.agentPerformance(known, before).orElseThrow();
            assertThat(none)
                    .isEqualTo(new AgentPerformance(
                            known,
                            null,
                            before.to(),
                            null,
                            new Totals(0, Map.of(), new Durations(null, null, null, null), 0, 0, null),
                            null,
                            null,
                            new Quality(0, null, 0, 0, 0, 0),
                            List.of()));
        }
    }

    @Test
    void agentsAreFoundWithoutRegardToCaseAndDashesButNotWhereThereIsNone() throws Exception {
        GeneratedTables tables = GeneratedTables.of(30, 9);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.agentPerformance("psycho-logist", ExecutionFilter.all()))
                    .get()
                    .extracting(AgentPerformance::agentName)
                    .isEqualTo("Psychologist");
            assertThat(analytics.agentPerformance(
                            "Architect", ExecutionFilter.all().withAgent("Zoë")))
                    .as("the filter's own agent does not apply")
                    .isEqualTo(analytics.agentPerformance("Architect", ExecutionFilter.all()));
            for (String nobody : List.of("Nobody", "No\0body")) {
                assertThat(analytics.agentPerformance(nobody, ExecutionFilter.all()))
                        .isEmpty();
            }
        }
    }

    @Test
    void performanceIsWrittenAsOneObject() throws Exception {
        GeneratedTables tables = GeneratedTables.of(30, 9);
        JsonNode json = JSON.readTree(AnalyticsJson.write(ExecutionAnalytics.inMemory(() -> tables)
                .agentPerformance("Architect", ExecutionFilter.all())
                .orElseThrow()));

        assertThat(json.propertyNames())
                .containsExactly(
                        "agentName",
                        "from",
                        "to",
                        "vaultId",
                        "executions",
                        "byStatus",
                        "durations",
                        "llmCalls",
                        "tokensUsed",
                        "costUsd",
                        "errorRate",
                        "averageLlmLatencyMillis",
                        "quality",
                        "commonErrors");
    }

    @Test
    void qualityIsThatOfAllAnswers() throws Exception {
        for (GeneratedTables tables : List.of(
                GeneratedTables.of(120, 10),
                GeneratedTables.ofFailures(30),
                GeneratedTables.ofNulls(30),
                GeneratedTables.of(1, 11),
                GeneratedTables.empty())) {
            tables.store(database);
            for (Filtered filtered : filters()) {
                ResponseQualityReport expected = quality(filtered, tables);
                for (ExecutionAnalytics analytics : both(tables)) {
                    same(
                            analytics.responseQuality(filtered.filter()),
                            expected,
                            filtered.filter() + " from " + analytics.source());
                }
            }
        }
    }

    @Test
    void scoresOnABoundBelongToOneBand() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        for (double score : new double[] {0, 0.4999, 0.5, 0.6999, 0.7, 0.9, 0.9001, 1}) {
            tables.execution(GeneratedTables.START, null).put("response_quality_score", score);
        }
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            Quality quality = analytics.responseQuality(ExecutionFilter.all()).quality();
            assertThat(List.of(quality.above90(), quality.from70To90(), quality.from50To70(), quality.below50()))
                    .as(analytics.source())
                    .containsExactly(2L, 2L, 2L, 2L);
        }
    }

    @Test
    void onlyTheTenCommonestAreNamed() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        List<FindingCount> all = new ArrayList<>();
        for (int i = 12; i > 0; i--) {
            for (int j = 0; j < i; j++) {
                Map<String, @Nullable Object> row = tables.execution(GeneratedTables.START, null);
                row.put("response_validation_errors", "[\"e" + i + "\"]");
                row.put("response_warnings", "[\"e" + i + "\"]");
            }
            all.add(new FindingCount("e" + i, i));
        }
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            ResponseQualityReport report = analytics.responseQuality(ExecutionFilter.all());
            assertThat(report.commonErrors()).isEqualTo(all.subList(0, 10));
            assertThat(report.commonWarnings()).isEqualTo(all.subList(0, 10));
        }
    }

    private static void same(Object answer, Object expected, String description) {
        assertThat(answer)
                .as(description)
                .usingRecursiveComparison()
                .withComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : Double.compare(a, b), Double.class)
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(expected);
    }

    /** One of them is the hour in which clocks are set back where tests run. */
    private static List<Filtered> filters() {
        ExecutionFilter all = ExecutionFilter.all().withLimit(1);
        Instant from = GeneratedTables.START.plus(Duration.ofMinutes(90));
        Instant to = from.plus(Duration.ofHours(1));
        return List.of(
                new Filtered(all, row -> true),
                new Filtered(all.withVaultId("v1"), row -> "v1".equals(row.get("vault_id"))),
                new Filtered(all.withModel("small"), row -> "small".equals(row.get("llm_model"))),
                new Filtered(all.between(from, to), row -> {
                    Instant begin = (Instant) row.get("started_at");
                    return begin.compareTo(from) >= 0 && begin.compareTo(to) < 0;
                }));
    }

    private List<ExecutionAnalytics> both(GeneratedTables tables) {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private static AgentPerformance performance(String agent, Filtered filtered, GeneratedTables tables) {
        List<Map<String, @Nullable Object>> rows = tables.executions().stream()
                .filter(filtered.lets())
                .filter(row -> agent.equals(row.get("agent_name")))
                .toList();
        long failed = count(rows, row -> List.of("failed", "timeout").contains(row.get("status")));
        long ended = count(rows, row -> !"running".equals(row.get("status")));
        double latency = 0;
        int calls = 0;
        for (Map<String, @Nullable Object> row : rows) {
            if (row.get("llm_latency_ms") != null) {
                latency += (Double) row.get("llm_latency_ms");
                calls += (Integer) row.get("llm_calls");
            }
        }
        ExecutionFilter filter = filtered.filter();
        return new AgentPerformance(
                agent,
                filter.from(),
                filter.to(),
                filter.vaultId(),
                totals(rows),
                ended == 0 ? null : (Double) (failed / (double) ended),
                calls == 0 ? null : (Double) (latency / calls),
                quality(rows),
                commonest(texts(rows, "error_type"), ErrorCount::new));
    }

    private static Totals totals(List<Map<String, @Nullable Object>> rows) {
        Map<String, Long> byStatus = new HashMap<>();
        long calls = 0;
        long tokens = 0;
        BigDecimal cost = null;
        for (Map<String, @Nullable Object> row : rows) {
            byStatus.merge((String) row.get("status"), 1L, Long::sum);
            calls += row.get("llm_calls") == null ? 0 : (Integer) row.get("llm_calls");
            tokens += row.get("llm_tokens_used") == null ? 0 : (Long) row.get("llm_tokens_used");
            if (row.get("llm_cost_usd") != null) {
                cost = (cost == null ? BigDecimal.ZERO : cost).add((BigDecimal) row.get("llm_cost_usd"));
            }
        }
        double[] durations = numbers(rows, "duration_ms");
        return new Totals(
                rows.size(),
                byStatus,
                new Durations(
                        mean(durations),
                        percentile(durations, 50),
                        percentile(durations, 95),
                        percentile(durations, 99)),
                calls,
                tokens,
                cost);
    }

    private static ResponseQualityReport quality(Filtered filtered, GeneratedTables tables) {
        List<Map<String, @Nullable Object>> rows =
                tables.executions().stream().filter(filtered.lets()).toList();
        ExecutionFilter filter = filtered.filter();
        return new ResponseQualityReport(
                filter.from(),
                filter.to(),
                filter.vaultId(),
                quality(rows),
                count(rows, row -> "[]".equals(row.get("response_validation_errors"))),
                count(
                        rows,
                        row -> String.valueOf(row.get("response_validation_errors"))
                                        .length()
                                > 4),
                commonest(elements(rows, "response_validation_errors"), FindingCount::new),
                commonest(elements(rows, "response_warnings"), FindingCount::new));
    }

    private static Quality quality(List<Map<String, @Nullable Object>> rows) {
        long[] bands = new long[4];
        double[] scores = numbers(rows, "response_quality_score");
        for (double score : scores) {
            bands[score > 0.9 ? 0 : score >= 0.7 ? 1 : score >= 0.5 ? 2 : 3]++;
        }
        return new Quality(scores.length, mean(scores), bands[0], bands[1], bands[2], bands[3]);
    }

    private static long count(
            List<Map<String, @Nullable Object>> rows, Predicate<Map<String, @Nullable Object>> condition) {
        return rows.stream().filter(condition).count();
    }

    private static @Nullable Double mean(double[] sorted) {
        double sum = 0;
        for (double value : sorted) {
            sum += value;
        }
        return sorted.length == 0 ? null : (Double) (sum / sorted.length);
    }

    /** On a line through all values that begins at 0 and ends at 100 percent. */
    private static @Nullable Double percentile(double[] sorted, int percent) {
        if (sorted.length == 0) {
            return null;
        }
        int hundredths = percent * (sorted.length - 1);
        int below = hundredths / 100;
        double part = hundredths % 100 / 100.0;
        return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }

    private static double[] numbers(List<Map<String, @Nullable Object>> rows, String column) {
        return rows.stream()
                .filter(row -> row.get(column) != null)
                .mapToDouble(row -> (Double) row.get(column))
                .sorted()
                .toArray();
    }

    private static List<String> texts(List<Map<String, @Nullable Object>> rows, String column) {
        return rows.stream()
                .filter(row -> row.get(column) != null)
                .map(row -> (String) row.get(column))
                .toList();
    }

    private static List<String> elements(List<Map<String, @Nullable Object>> rows, String column) {
        List<String> elements = new ArrayList<>();
        for (String array : texts(rows, column)) {
            JSON.readTree(array).forEach(element -> elements.add(element.stringValue()));
        }
        return elements;
    }

    private static <T> List<T> commonest(List<String> texts, BiFunction<String, Long, T> counted) {
        return texts.stream()
                .distinct()
                .sorted()
                .sorted(Comparator.comparingLong(
                        text -> -texts.stream().filter(text::equals).count()))
                .map(text ->
                        counted.apply(text, texts.stream().filter(text::equals).count()))
                .toList();
    }

    /** A filter, and what it means. */
    private record Filtered(ExecutionFilter filter, Predicate<Map<String, @Nullable Object>> lets) {}
}
