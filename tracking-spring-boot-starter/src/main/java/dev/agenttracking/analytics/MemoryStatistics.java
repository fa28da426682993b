// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts rows in memory as the queries {@code STATISTICS}, {@code PERFORMANCE} and {@code RESPONSE_QUALITY} do. */
final class MemoryStatistics {

    private static final int MAX_COMMON = 10;

    private MemoryStatistics() {}

    static TrackingStatistics of(List<MemoryRow> executions, ExecutionFilter filter) {
        Map<String, List<MemoryRow>> byAgent = new TreeMap<>();
        for (MemoryRow row : executions) {
            String agent = Objects.requireNonNull(row.get("agent_name", String.class));
            byAgent.computeIfAbsent(agent, name -> new ArrayList<>()).add(row);
        }
        return new TrackingStatistics(
                filter.from(),
                filter.to(),
                filter.vaultId(),
                totals(executions),
                quality(executions),
                byAgent.entrySet().stream()
                        .sorted(Comparator.comparing((Map.Entry<String, List<MemoryRow>> agent) ->
                                        agent.getValue().size())
                                .reversed())
                        .limit(SqlAnalytics.MAX_AGENTS)
                        .map(agent -> new TrackingStatistics.AgentStatistics(
                                agent.getKey(), totals(agent.getValue()), quality(agent.getValue())))
                        .toList(),
                errors(executions));
    }

    /**
     * How an agent did.
     *
     * @param executions its own
     */
    static AgentPerformance performance(String agent, List<MemoryRow> executions, ExecutionFilter filter) {
        return AgentPerformance.of(
                agent,
                filter,
                totals(executions),
                averageLlmLatencyMillis(executions),
                quality(executions),
                errors(executions));
    }

    /** How good the answers were. */
    static ResponseQualityReport responseQuality(List<MemoryRow> executions, ExecutionFilter filter)
            throws SQLException {
        List<Boolean> validity = values(executions, "response_valid", Boolean.class);
        return new ResponseQualityReport(
                filter.from(),
                filter.to(),
                filter.vaultId(),
                quality(executions),
                validity.stream().filter(valid -> valid).count(),
                validity.stream().filter(valid -> !valid).count(),
                findings(executions, "response_validation_errors"),
                findings(executions, "response_warnings"));
    }

    private static List<TrackingStatistics.ErrorCount> errors(List<MemoryRow> executions) {
        return commonest(values(executions, "error_type", String.class), TrackingStatistics.ErrorCount::new);
    }

    private static List<ResponseQualityReport.FindingCount> findings(List<MemoryRow> executions, String column)
            throws SQLException {
        List<String> findings = new ArrayList<>();
        for (MemoryRow row : executions) {
            findings.addAll(row.jsonTexts(column));
        }
        return commonest(findings, ResponseQualityReport.FindingCount::new);
    }

    private static <T> List<T> commonest(List<String> texts, BiFunction<String, Long, T> counted) {
        Map<String, Long> counts = new TreeMap<>();
        texts.forEach(text -> counts.merge(text, 1L, Long::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MAX_COMMON)
                .map(text -> counted.apply(text.getKey(), text.getValue()))
                .toList();
    }

    private static @Nullable Double averageLlmLatencyMillis(List<MemoryRow> executions) {
        double millis = 0;
        long calls = 0;
        for (MemoryRow row : executions) {
            Double latency = row.get("llm_latency_ms", Double.class);
            if (latency != null) {
                millis += latency;
                calls += Objects.requireNonNullElse(row.get("llm_calls", Integer.class), 0);
            }
        }
        return calls == 0 ? null : (Double) (millis / calls);
    }

    private static TrackingStatistics.Totals totals(List<MemoryRow> rows) {
        Map<String, Long> byStatus = new LinkedHashMap<>();
        for (ExecutionStatus status : ExecutionStatus.values()) {
            long count = rows.stream()
                    .filter(row -> status.storedName().equals(row.get("status", String.class)))
                    .count();
            if (count > 0) {
                byStatus.put(status.storedName(), count);
            }
        }
        return new TrackingStatistics.Totals(
                rows.size(),
                byStatus,
                durations(rows),
                values(rows, "llm_calls", Integer.class).stream()
                        .mapToLong(Integer::longValue)
                        .sum(),
                values(rows, "llm_tokens_used", Long.class).stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                values(rows, "llm_cost_usd", BigDecimal.class).stream()
                        .reduce(BigDecimal::add)
                        .orElse(null));
    }

    /** How long rows took that have ended. */
    static TrackingStatistics.Durations durations(List<MemoryRow> rows) {
        List<Double> durations = values(rows, "duration_ms", Double.class);
        durations.sort(null);
        return new TrackingStatistics.Durations(
                average(durations),
                percentile(durations, 0.5),
                percentile(durations, 0.95),
                percentile(durations, 0.99));
    }

    private static TrackingStatistics.Quality quality(List<MemoryRow> rows) {
        List<Double> scores = values(rows, "response_quality_score", Double.class);
        return new TrackingStatistics.Quality(
                scores.size(),
                average(scores),
                count(scores, score -> score > 0.9),
                count(scores, score -> score >= 0.7 && score <= 0.9),
                count(scores, score -> score >= 0.5 && score < 0.7),
                count(scores, score -> score < 0.5));
    }

    private static long count(List<Double> values, Predicate<Double> condition) {
        return values.stream().filter(condition).count();
    }

    static @Nullable Double average(List<Double> values) {
        return values.isEmpty()
                ? null
                : (Double) values.stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow();
    }

    /** As {@code percentile_cont}: between two values in proportion. */
    static @Nullable Double percentile(List<Double> sorted, double part) {
        if (sorted.isEmpty()) {
            return null;
        }
        double position = part * (sorted.size() - 1);
        int below = (int) Math.floor(position);
        int above = (int) Math.ceil(position);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }

    /** What stands in a column, without nulls. */
    static <T> List<T> values(List<MemoryRow> rows, String column, Class<T> type) {
        List<T> values = new ArrayList<>();
        for (MemoryRow row : rows) {
            T value = row.get(column, type);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }
}
