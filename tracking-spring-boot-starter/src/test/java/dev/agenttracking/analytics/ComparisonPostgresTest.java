// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.analytics.Comparison.AgentDifferences;
import dev.agenttracking.analytics.Comparison.Difference;
import dev.agenttracking.analytics.Comparison.Differences;
import dev.agenttracking.analytics.Comparison.Verdict;
import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Comparisons from PostgreSQL and from memory, beside what the generated rows give. */
@Tag("postgres")
class ComparisonPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final ExecutionFilter ALL = ExecutionFilter.all().withLimit(1);
    private static final ExecutionFilter FIRST = ALL.withServiceVersion("1");
    private static final ExecutionFilter SECOND = ALL.withServiceVersion("2");

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @Test
    void valuesAreThoseOfBothSides() throws Exception {
        GeneratedTables tables = GeneratedTables.of(700, 41);
        tables.store(database);
        Instant half = GeneratedTables.START.plus(Duration.ofHours(2));
        agree(tables, FIRST, isVersion("1"), SECOND, isVersion("2"));
        agree(
                tables,
                ALL.between(null, half).withVaultId("v1"),
                row -> "v1".equals(row.get("vault_id")) && begin(row).isBefore(half),
                ALL.between(half, null),
                row -> !begin(row).isBefore(half));
    }

    private void agree(
            GeneratedTables tables,
            ExecutionFilter a,
            Predicate<Map<String, @Nullable Object>> isA,
            ExecutionFilter b,
            Predicate<Map<String, @Nullable Object>> isB) {
        for (ExecutionAnalytics analytics : both(tables)) {
            Comparison comparison = analytics.compare(a, b);
            same(comparison.total(), ended(tables, isA), ended(tables, isB));
            assertThat(comparison.agents())
                    .extracting(AgentDifferences::agentName)
                    .containsExactlyInAnyOrder("Psychologist", "Architect", "architect", "Zoë");
            for (AgentDifferences agent : comparison.agents()) {
                Predicate<Map<String, @Nullable Object>> isAgent =
                        row -> agent.agentName().equals(row.get("agent_name"));
                same(agent.differences(), ended(tables, isAgent.and(isA)), ended(tables, isAgent.and(isB)));
            }
        }
        assertThat(rounded(fromPostgres.compare(a, b)))
                .isEqualTo(rounded(ExecutionAnalytics.inMemory(() -> tables).compare(a, b)));
    }

    private static void same(
            Differences differences, List<Map<String, @Nullable Object>> a, List<Map<String, @Nullable Object>> b) {
        assertThat(a).as("enough to be compared").hasSizeGreaterThan(Comparison.LEAST);
        same(differences.errorRate(), mean(a, row -> failed(row)), mean(b, row -> failed(row)), a.size(), b.size());
        double[] durationsA = numbers(a, row -> (Double) row.get("duration_ms"));
        double[] durationsB = numbers(b, row -> (Double) row.get("duration_ms"));
        same(differences.p95Millis(), p95(durationsA), p95(durationsB), durationsA.length, durationsB.length);
        Function<Map<String, @Nullable Object>, @Nullable Double> quality =
                row -> (Double) row.get("response_quality_score");
        same(differences.quality(), mean(a, quality), mean(b, quality), count(a, quality), count(b, quality));
        same(
                differences.costUsd(),
                mean(a, ComparisonPostgresTest::cost),
                mean(b, ComparisonPostgresTest::cost),
                count(a, ComparisonPostgresTest::cost),
                count(b, ComparisonPostgresTest::cost));
    }

    private static void same(Difference difference, double a, double b, long countA, long countB) {
        assertThat(difference.a()).isCloseTo(a, within(1e-9));
        assertThat(difference.b()).isCloseTo(b, within(1e-9));
        assertThat(difference.difference()).isCloseTo(b - a, within(1e-9));
        assertThat(difference.countA()).isEqualTo(countA);
        assertThat(difference.countB()).isEqualTo(countB);
    }

    @Test
    void ofNothingThereIsNothingToTell() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        tables.store(database);

        Difference none = new Difference(null, null, 0, 0, null, null, null, Verdict.TOO_FEW);
        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.compare(FIRST, SECOND))
                    .as(analytics.source())
                    .isEqualTo(new Comparison(new Differences(none, none, none, none), List.of()));
        }
    }

    @Test
    void oneExecutionHasValuesAndNoVerdict() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> row = tables.execution(GeneratedTables.START, null);
        row.put("status", "failed");
        row.put("duration_ms", 12.5);
        row.put("response_quality_score", 0.5);
        row.put("llm_calls", 1);
        row.put("llm_cost_usd", new BigDecimal("0.25"));
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            Differences only = analytics.compare(FIRST, SECOND).total();
            assertThat(only)
                    .as(analytics.source())
                    .isEqualTo(new Differences(onlyFirst(1), onlyFirst(12.5), onlyFirst(0.5), onlyFirst(0.25)));
        }
    }

    private static Difference onlyFirst(double value) {
        return new Difference(value, null, 1, 0, null, null, null, Verdict.TOO_FEW);
    }

    @Test
    void onlyFailuresOnBothSidesAreNoDifference() throws Exception {
        GeneratedTables tables = GeneratedTables.ofFailures(200);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            Difference errorRate = analytics.compare(FIRST, SECOND).total().errorRate();
            assertThat(errorRate.a()).isEqualTo(1);
            assertThat(errorRate.difference()).isZero();
            assertThat(errorRate.pValue()).isEqualTo(1);
            assertThat(errorRate.verdict()).isEqualTo(Verdict.NOISE);
        }
    }

    @Test
    void whatHasNotEndedDoesNotCount() throws Exception {
        GeneratedTables tables = GeneratedTables.ofNulls(50);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.compare(FIRST, SECOND).agents()).isEmpty();
        }
    }

    @Test
    void equalValuesAreNoDifferenceHoweverTheyAreAddedUp() throws Exception {
        GeneratedTables tables = GeneratedTables.of(200, 43);
        for (Map<String, @Nullable Object> row : tables.executions()) {
            row.put("response_quality_score", 0.9);
            row.put("llm_calls", 1);
            row.put("llm_cost_usd", new BigDecimal("0.1"));
        }
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            Differences differences = analytics.compare(FIRST, SECOND).total();
            assertThat(differences.quality().verdict()).isEqualTo(Verdict.NOISE);
            assertThat(differences.costUsd().verdict()).isEqualTo(Verdict.NOISE);
        }
    }

    @Test
    void saysWhichIsBetterAndWhichIsWorse() throws Exception {
        GeneratedTables tables = GeneratedTables.of(300, 42);
        int i = 0;
        for (Map<String, @Nullable Object> row : tables.executions()) {
            boolean second = "2".equals(row.get("service_version"));
            row.put("agent_name", "Only");
            row.put("status", i % (second ? 20 : 4) == 0 ? "failed" : "success");
            row.put("duration_ms", second ? 100.0 + i % 50 : 50.0 + i % 50);
            row.put("response_quality_score", second ? 0.9 : 0.75);
            row.put("llm_calls", 1);
            row.put("llm_cost_usd", new BigDecimal(second ? "0.02" : "0.01"));
            i++;
        }
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            Comparison comparison = analytics.compare(FIRST, SECOND);
            assertThat(comparison.total()).isEqualTo(comparison.agents().get(0).differences());
            assertThat(comparison.total().errorRate().verdict()).isEqualTo(Verdict.BETTER);
            assertThat(comparison.total().p95Millis().verdict()).isEqualTo(Verdict.WORSE);
            assertThat(comparison.total().quality().verdict()).isEqualTo(Verdict.BETTER);
            assertThat(comparison.total().costUsd().verdict()).isEqualTo(Verdict.WORSE);
        }
    }

    private List<ExecutionAnalytics> both(GeneratedTables tables) {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private static Predicate<Map<String, @Nullable Object>> isVersion(String version) {
        return row -> version.equals(row.get("service_version"));
    }

    private static Instant begin(Map<String, @Nullable Object> row) {
        return (Instant) row.get("started_at");
    }

    private static List<Map<String, @Nullable Object>> ended(
            GeneratedTables tables, Predicate<Map<String, @Nullable Object>> condition) {
        return tables.executions().stream()
                .filter(condition)
                .filter(row -> !"running".equals(row.get("status")))
                .toList();
    }

    private static double failed(Map<String, @Nullable Object> row) {
        return List.of("failed", "timeout").contains(row.get("status")) ? 1 : 0;
    }

    private static @Nullable Double cost(Map<String, @Nullable Object> row) {
        if ((Integer) row.get("llm_calls") == 0) {
            return 0.0;
        }
        BigDecimal cost = (BigDecimal) row.get("llm_cost_usd");
        return cost == null ? null : (Double) cost.doubleValue();
    }

    private static double[] numbers(
            List<Map<String, @Nullable Object>> rows, Function<Map<String, @Nullable Object>, @Nullable Double> value) {
        return rows.stream()
                .map(value)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
    }

    private static double mean(
            List<Map<String, @Nullable Object>> rows, Function<Map<String, @Nullable Object>, @Nullable Double> value) {
        double sum = 0;
        for (double number : numbers(rows, value)) {
            sum += number;
        }
        return sum / numbers(rows, value).length;
    }

    private static long count(
            List<Map<String, @Nullable Object>> rows, Function<Map<String, @Nullable Object>, @Nullable Double> value) {
        return numbers(rows, value).length;
    }

    /** On a line through all values that begins at 0 and ends at 100 percent. */
    private static double p95(double[] sorted) {
        int hundredths = 95 * (sorted.length - 1);
        int below = hundredths / 100;
        double part = hundredths % 100 / 100.0;
        return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }

    private static List<String> rounded(Comparison comparison) {
        return Stream.concat(
                        Stream.of(comparison.total()),
                        comparison.agents().stream().map(AgentDifferences::differences))
                .flatMap(differences -> Stream.of(
                        differences.errorRate(), differences.p95Millis(), differences.quality(), differences.costUsd()))
                .map(difference -> "%s %.9f %.9f"
                        .formatted(difference.verdict(), difference.pValue(), difference.adjustedPValue()))
                .toList();
    }
}
