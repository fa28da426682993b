// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.MemoryTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Brings executions into the order in which they began, callers before those that they called. */
final class RecordedTree {

    private final Map<UUID, ExecutionReport> byId = new LinkedHashMap<>();
    private final List<ExecutionReport> ordered = new ArrayList<>();

    private RecordedTree() {}

    /** Those that have ended. */
    static List<ExecutionReport> reports(MemoryTables tables, ExecutionAnalytics analytics) {
        RecordedTree tree = new RecordedTree();
        tables.rows("agent_executions").stream()
                .map(row -> (UUID) row.get("id"))
                .flatMap(id -> analytics.report(id).stream())
                .filter(report -> report.execution().summary().completedAt() != null)
                .forEach(report -> tree.byId.put(summary(report).id(), report));
        // Stored in the order of their ends: of those that began in one millisecond the first to end was the first to
        // begin.
        tree.byId.values().stream()
                .filter(report -> !tree.byId.containsKey(summary(report).parentExecutionId()))
                .sorted(Comparator.comparing(report -> summary(report).startedAt()))
                .forEach(tree::place);
        return tree.ordered;
    }

    private void place(ExecutionReport report) {
        ordered.add(report);
        for (CallChain.Call call : callsOf(report)) {
            ExecutionReport called = byId.get(call.executionId());
            if (called != null) {
                place(called);
            }
        }
    }

    /** What an execution called itself, in the order in which it did. */
    static List<CallChain.Call> callsOf(ExecutionReport report) {
        UUID id = summary(report).id();
        return report.callChain().calls().stream()
                .filter(call -> id.equals(call.parentExecutionId()))
                .toList();
    }

    static ExecutionSummary summary(ExecutionReport report) {
        return report.execution().summary();
    }
}
