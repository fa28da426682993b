// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.Comparison.AgentDifferences;
import dev.agenttracking.analytics.Comparison.Difference;
import dev.agenttracking.analytics.Comparison.Differences;
import dev.agenttracking.analytics.Comparison.Verdict;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How often comparisons see a difference where there is none, and where there is one, in executions made by chance. */
class ComparisonNoiseTest {

    private static final Instant BEGIN = Instant.parse("2026-05-01T00:00:00Z");
    private static final Kind USUAL = new Kind(0.05, normal -> 500 * Math.exp(0.8 * normal), 0.8, 0.01);
    private static final ExecutionFilter A = ExecutionFilter.all().withServiceVersion("a");
    private static final ExecutionFilter B = ExecutionFilter.all().withServiceVersion("b");

    private final Random random = new Random(7);

    @Test
    void eachTestIsWrongAboutAsOftenAsItsLevelSays() {
        int runs = 1_000;
        List<Differences> differences = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            differences.add(compare(1, 250, USUAL, USUAL).total());
        }
        // The exact test is wrong less often than its level where there are few failures.
        assertThat(below(differences, Differences::errorRate)).isBetween(0.01, 0.055);
        assertThat(below(differences, Differences::p95Millis)).isBetween(0.01, 0.055);
        assertThat(below(differences, Differences::quality)).isBetween(0.035, 0.065);
        assertThat(below(differences, Differences::costUsd)).isBetween(0.035, 0.065);
    }

    @Test
    void percentilesThatAreAlikeAreNoDifferenceWhateverElseDiffers() {
        // The same 95th percentile (1.6449 standard deviations), spread otherwise.
        Kind wider = new Kind(0.05, normal -> 500 * Math.exp(0.8 * 1.6449 + 1.2 * (normal - 1.6449)), 0.8, 0.01);
        List<Differences> differences = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            differences.add(compare(1, 400, USUAL, wider).total());
        }
        assertThat(below(differences, Differences::p95Millis)).isLessThan(0.08);
    }

    @Test
    void fiftyAgentsThatDoNotDifferAreSeldomSaidTo() {
        int runs = 30;
        long alarms = 0;
        for (int i = 0; i < runs; i++) {
            alarms += compare(50, 120, USUAL, USUAL).agents().stream()
                            .flatMap(agent -> figures(agent.differences()))
                            .anyMatch(figure -> isFound(figure))
                    ? 1
                    : 0;
        }
        // One or two of thirty are expected at most; without the adjustment it would be every run.
        assertThat(alarms).isLessThanOrEqualTo(4);
    }

    @Test
    void findsTheOneOfFiftyAgentsThatIsWorse() {
        Kind worse = new Kind(0.10, normal -> 800 * Math.exp(0.8 * normal), 0.75, 0.0115);
        List<Executions> executions = new ArrayList<>();
        for (int agent = 0; agent < 50; agent++) {
            executions.add(new Executions("Agent" + agent, "a", USUAL, 1_500));
            executions.add(new Executions("Agent" + agent, "b", agent == 17 ? worse : USUAL, 1_500));
        }
        Comparison comparison = compare(executions);

        List<String> found = comparison.agents().stream()
                .filter(agent -> figures(agent.differences()).anyMatch(ComparisonNoiseTest::isFound))
                .map(AgentDifferences::agentName)
                .toList();
        assertThat(found).containsExactly("Agent17");
        assertThat(comparison.agents().stream()
                        .filter(agent -> agent.agentName().equals("Agent17"))
                        .flatMap(agent -> figures(agent.differences())))
                .extracting(Difference::verdict)
                .containsOnly(Verdict.WORSE);
    }

    @Test
    void aDifferenceThatIsThereIsFoundMostOfTheTime() {
        Kind worse = new Kind(0.08, normal -> 650 * Math.exp(0.8 * normal), 0.78, 0.011);
        List<Differences> differences = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            differences.add(compare(1, 2_000, USUAL, worse).total());
        }
        for (Function<Differences, Difference> figure : List.<Function<Differences, Difference>>of(
                Differences::errorRate, Differences::p95Millis, Differences::quality, Differences::costUsd)) {
            assertThat(differences.stream()
                            .filter(each -> figure.apply(each).verdict() == Verdict.WORSE)
                            .count())
                    .isGreaterThan(40);
        }
    }

    private static double below(List<Differences> differences, Function<Differences, Difference> figure) {
        return differences.stream()
                        .filter(each -> figure.apply(each).pValue() < Comparison.LEVEL)
                        .count()
                / (double) differences.size();
    }

    private static boolean isFound(Difference figure) {
        return figure.verdict() == Verdict.BETTER || figure.verdict() == Verdict.WORSE;
    }

    private static Stream<Difference> figures(Differences differences) {
        return Stream.of(
                differences.errorRate(), differences.p95Millis(), differences.quality(), differences.costUsd());
    }

    private Comparison compare(int agents, int each, Kind a, Kind b) {
        List<Executions> executions = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            executions.add(new Executions("Agent" + agent, "a", a, each));
            executions.add(new Executions("Agent" + agent, "b", b, each));
        }
        return compare(executions);
    }

    private Comparison compare(List<Executions> executions) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Executions some : executions) {
            for (int i = 0; i < some.count(); i++) {
                rows.add(row(some, rows.size()));
            }
        }
        return ExecutionAnalytics.inMemory(() -> new OneTable(rows)).compare(A, B);
    }

    private Map<String, @Nullable Object> row(Executions of, int number) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", new UUID(0, number));
        row.put("created_at", BEGIN);
        row.put("agent_name", of.agent());
        row.put("service_version", of.version());
        row.put("status", random.nextDouble() < of.kind().errorRate() ? "failed" : "success");
        row.put("duration_ms", of.kind().millis().applyAsDouble(random.nextGaussian()));
        row.put("response_quality_score", Math.min(1, Math.max(0, of.kind().quality() + 0.2 * random.nextGaussian())));
        row.put("llm_calls", 1);
        row.put("llm_cost_usd", BigDecimal.valueOf(of.kind().cost() * Math.exp(0.7 * random.nextGaussian())));
        return row;
    }

    /** How executions turn out. */
    private record Kind(double errorRate, DoubleUnaryOperator millis, double quality, double cost) {}

    /** Some executions of one agent in one version. */
    private record Executions(String agent, String version, Kind kind, int count) {}

    /** Executions alone. */
    private record OneTable(List<Map<String, @Nullable Object>> executions) implements MemoryTables {

        @Override
        public List<Map<String, @Nullable Object>> rows(String table) {
            return executions;
        }

        @Override
        public List<Map<String, @Nullable Object>> rows(String table, UUID executionId) {
            return List.of();
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public String describe() {
            return "made by chance";
        }
    }
}
