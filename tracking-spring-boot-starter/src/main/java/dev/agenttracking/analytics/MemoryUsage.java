// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.LlmKey;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sums up stages and calls of models in memory, as {@link RollupAnswers} and {@link LlmUsages} do from the database. */
final class MemoryUsage {

    private MemoryUsage() {}

    static List<StageStatistics> stages(MemoryTables now, List<MemoryRow> executions) throws SQLException {
        Map<String, Map<String, List<MemoryRow>>> byAgent = new HashMap<>();
        for (MemoryRow execution : executions) {
            for (MemoryRow row : rows(now, "agent_execution_logs", execution)) {
                String stage = row.textOrNull("stage");
                if (stage != null && !row.has("stage_status", "event")) {
                    byAgent.computeIfAbsent(execution.text("agent_name"), name -> new HashMap<>())
                            .computeIfAbsent(stage, name -> new ArrayList<>())
                            .add(row);
                }
            }
        }
        List<StageStatistics> statistics = new ArrayList<>();
        byAgent.forEach((agent, stages) -> {
            double ofAll =
                    stages.values().stream().mapToDouble(MemoryUsage::millis).sum();
            stages.forEach((stage, runs) -> statistics.add(new StageStatistics(
                    agent,
                    stage,
                    runs.size(),
                    runs.stream()
                            .filter(run -> run.has("stage_status", "failed"))
                            .count(),
                    millis(runs),
                    StageStatistics.share(millis(runs), ofAll),
                    MemoryStatistics.durations(runs))));
        });
        return statistics.stream()
                .sorted(StageStatistics.ORDER)
                .limit(ExecutionFilter.MAX_LIMIT)
                .toList();
    }

    static List<LlmUsage> llm(MemoryTables now, List<MemoryRow> executions, Set<LlmUsage.By> by) throws SQLException {
        Map<LlmUsages.Group, List<MemoryRow>> groups = new HashMap<>();
        for (MemoryRow execution : executions) {
            for (MemoryRow call : rows(now, "agent_llm_calls", execution)) {
                groups.computeIfAbsent(LlmUsages.Group.of(key(execution, call), by), group -> new ArrayList<>())
                        .add(call);
            }
        }
        return groups.entrySet().stream()
                .map(group -> usage(group.getKey(), group.getValue()))
                .sorted(LlmUsage.ORDER)
                .limit(ExecutionFilter.MAX_LIMIT)
                .toList();
    }

    private static LlmKey key(MemoryRow execution, MemoryRow call) throws SQLException {
        return new LlmKey(
                execution.text("agent_name"),
                call.textOrNull("provider"),
                call.textOrNull("request_model"),
                false,
                execution.textOrNull("vault_id"),
                LocalDate.ofInstant(execution.time("created_at"), ZoneOffset.UTC));
    }

    private static LlmUsage usage(LlmUsages.Group group, List<MemoryRow> calls) {
        List<BigDecimal> costs = MemoryStatistics.values(calls, "cost_usd", BigDecimal.class);
        return new LlmUsage(
                group.agent(),
                group.provider(),
                group.model(),
                group.vaultId(),
                group.day(),
                calls.size(),
                MemoryStatistics.values(calls, "error_type", String.class).size(),
                new LlmUsage.Tokens(
                        tokens(calls, "input_tokens"),
                        tokens(calls, "output_tokens"),
                        tokens(calls, "cache_read_tokens"),
                        tokens(calls, "cache_write_tokens"),
                        tokens(calls, "reasoning_tokens")),
                costs.stream().reduce(BigDecimal::add).orElse(null),
                calls.size() - costs.size(),
                MemoryStatistics.average(MemoryStatistics.values(calls, "latency_ms", Double.class)));
    }

    private static long tokens(List<MemoryRow> calls, String column) {
        return MemoryStatistics.values(calls, column, Long.class).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static double millis(List<MemoryRow> runs) {
        return MemoryStatistics.values(runs, "duration_ms", Double.class).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private static List<MemoryRow> rows(MemoryTables now, String table, MemoryRow execution) throws SQLException {
        return now.rows(table, execution.id("id")).stream().map(MemoryRow::new).toList();
    }
}
