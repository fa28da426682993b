// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.SignificanceTests.Moments;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares executions of two kinds in memory as {@link SqlComparison} does. */
final class MemoryComparison {

    private static final double P95 = 0.95;

    private MemoryComparison() {}

    static Comparison compare(MemoryTables now, ExecutionFilter a, ExecutionFilter b) throws SQLException {
        List<MemoryRow> first = ended(now, a);
        List<MemoryRow> second = ended(now, b);
        List<Comparisons.Part> parts = new ArrayList<>(parts(null, first, second));
        Map<String, List<MemoryRow>> firstByAgent = byAgent(first);
        Map<String, List<MemoryRow>> secondByAgent = byAgent(second);
        Map<String, List<MemoryRow>> all = new TreeMap<>(firstByAgent);
        all.putAll(secondByAgent);
        for (String agent : all.keySet()) {
            parts.addAll(parts(
                    agent, firstByAgent.getOrDefault(agent, List.of()), secondByAgent.getOrDefault(agent, List.of())));
        }
        return Comparisons.of(parts);
    }

    private static List<MemoryRow> ended(MemoryTables now, ExecutionFilter filter) throws SQLException {
        List<MemoryRow> ended = new ArrayList<>();
        for (MemoryRow row : MemoryExecutions.matching(now, filter)) {
            if (row.status("status").isTerminal()) {
                ended.add(row);
            }
        }
        return ended;
    }

    private static Map<String, List<MemoryRow>> byAgent(List<MemoryRow> rows) throws SQLException {
        Map<String, List<MemoryRow>> byAgent = new TreeMap<>();
        for (MemoryRow row : rows) {
            byAgent.computeIfAbsent(row.text("agent_name"), agent -> new ArrayList<>())
                    .add(row);
        }
        return byAgent;
    }

    private static List<Comparisons.Part> parts(@Nullable String agent, List<MemoryRow> a, List<MemoryRow> b) {
        List<MemoryRow> both = new ArrayList<>(a);
        both.addAll(b);
        List<Double> durations = durations(both);
        double slow = durations.isEmpty() ? 0 : durations.get((int) Math.ceil(P95 * durations.size()) - 1);
        return List.of(
                new Comparisons.Part(true, agent, sample(a, slow)),
                new Comparisons.Part(false, agent, sample(b, slow)));
    }

    private static ComparedSample sample(List<MemoryRow> rows, double slow) {
        List<Double> durations = durations(rows);
        return new ComparedSample(
                rows.size(),
                rows.stream().filter(MemoryAnalytics::hasFailed).count(),
                durations.size(),
                durations.stream().filter(millis -> millis > slow).count(),
                MemoryStatistics.percentile(durations, P95),
                moments(rows, row -> row.get("response_quality_score", Double.class)),
                moments(rows, MemoryComparison::cost));
    }

    private static List<Double> durations(List<MemoryRow> rows) {
        List<Double> durations = MemoryStatistics.values(rows, "duration_ms", Double.class);
        durations.sort(null);
        return durations;
    }

    private static @Nullable Double cost(MemoryRow row) {
        Integer calls = row.get("llm_calls", Integer.class);
        BigDecimal cost = row.get("llm_cost_usd", BigDecimal.class);
        return calls == null || calls == 0 ? (Double) 0.0 : cost == null ? null : (Double) cost.doubleValue();
    }

    private static Moments moments(List<MemoryRow> rows, Function<MemoryRow, @Nullable Double> column) {
        double[] values = rows.stream()
                .map(column)
                .filter(value -> value != null)
                .mapToDouble(value -> value)
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = values.length == 0 ? 0 : sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Moments(values.length, mean, values.length < 2 ? 0 : squares / (values.length - 1));
    }
}
