// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sums over the trees in memory, as the queries of {@link TreeQuestions} count them. */
final class MemoryHeavyTrees {

    private MemoryHeavyTrees() {}

    static List<HeavyTree> heaviest(MemoryTables now, ExecutionFilter filter, TreeMeasure measure) throws SQLException {
        Map<UUID, List<MemoryRow>> byRoot = new HashMap<>();
        for (MemoryRow row : MemoryAnalytics.executions(now)) {
            byRoot.computeIfAbsent(row.id("root_execution_id"), id -> new ArrayList<>())
                    .add(row);
        }
        List<HeavyTree> trees = new ArrayList<>();
        for (MemoryRow row : MemoryExecutions.matching(now, filter)) {
            if (row.id("id").equals(row.id("root_execution_id"))) {
                HeavyTree tree = tree(Rows.summary(row), byRoot.getOrDefault(row.id("id"), List.of()));
                if (value(tree, measure) != null) {
                    trees.add(tree);
                }
            }
        }
        trees.sort(Comparator.comparing((HeavyTree tree) -> value(tree, measure))
                .thenComparing(tree -> tree.root().id(), MemoryExecutions::compareIds)
                .reversed());
        return List.copyOf(trees.subList(0, Math.min(filter.limit(), trees.size())));
    }

    private static HeavyTree tree(ExecutionSummary root, List<MemoryRow> executions) throws SQLException {
        long calls = 0;
        Long tokens = null;
        BigDecimal cost = null;
        for (MemoryRow row : executions) {
            calls += row.integer("llm_calls");
            Long own = row.numberOrNull("llm_tokens_used");
            if (own != null) {
                tokens = tokens == null ? own : (Long) (tokens + own);
            }
            BigDecimal ownCost = row.decimalOrNull("llm_cost_usd");
            if (ownCost != null) {
                cost = cost == null ? ownCost : cost.add(ownCost);
            }
        }
        return new HeavyTree(root, executions.size(), calls, tokens, cost, elapsedMillis(executions));
    }

    private static @Nullable Double elapsedMillis(List<MemoryRow> executions) throws SQLException {
        Instant first = null;
        Instant last = null;
        for (MemoryRow row : executions) {
            Instant begin = row.time("started_at");
            first = first == null || begin.isBefore(first) ? begin : first;
            Double millis = row.realOrNull("duration_ms");
            if (millis != null) {
                Instant end = ChildTime.end(begin, millis);
                last = last == null || end.isAfter(last) ? end : last;
            }
        }
        return last == null
                ? null
                : (Double)
                        (Duration.between(Objects.requireNonNull(first), last).toNanos() / 1e6);
    }

    private static @Nullable BigDecimal value(HeavyTree tree, TreeMeasure measure) {
        return switch (measure) {
            case COST -> tree.costUsd();
            case TOKENS -> tree.tokensUsed() == null ? null : BigDecimal.valueOf(tree.tokensUsed());
            case LLM_CALLS -> BigDecimal.valueOf(tree.llmCalls());
            case EXECUTIONS -> BigDecimal.valueOf(tree.executions());
            case TIME -> tree.elapsedMillis() == null ? null : BigDecimal.valueOf(tree.elapsedMillis());
        };
    }
}
