// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.MemoryReports;
import dev.agenttracking.analytics.MemoryTables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Brings executions into the order in which they began, callers before those that they called. */
final class RecordedTree {

    private RecordedTree() {}

    /** Those that have ended, all of them. */
    static List<ExecutionReport> reports(MemoryTables tables) {
        List<ExecutionReport> ended = MemoryReports.of(tables).stream()
                .filter(report -> summary(report).completedAt() != null)
                .toList();
        Set<UUID> ids = ended.stream().map(report -> summary(report).id()).collect(Collectors.toSet());
        // Stored in the order of their ends: of those that began in one millisecond the first to end was the first to
        // begin.
        List<ExecutionReport> tops = new ArrayList<>();
        Map<UUID, List<ExecutionReport>> byCaller = new HashMap<>();
        for (ExecutionReport report : ended) {
            UUID caller = summary(report).parentExecutionId();
            if (caller != null && ids.contains(caller)) {
                byCaller.computeIfAbsent(caller, id -> new ArrayList<>()).add(report);
            } else {
                tops.add(report);
            }
        }
        tops.sort(Comparator.comparing(report -> summary(report).startedAt()));
        Map<UUID, Integer> positions = positions(tables);
        byCaller.values()
                .forEach(called -> called.sort(Comparator.comparing(
                        report -> positions.getOrDefault(summary(report).id(), Integer.MAX_VALUE))));
        return ordered(tops, byCaller);
    }

    /** Of each execution among the calls of its caller. */
    private static Map<UUID, Integer> positions(MemoryTables tables) {
        Map<UUID, Integer> positions = new HashMap<>();
        tables.rows("agent_call_chains")
                .forEach(call -> positions.put((UUID) call.get("child_execution_id"), (Integer) call.get("sequence")));
        return positions;
    }

    /** Without recursion: a tree may be deeper than a stack. */
    private static List<ExecutionReport> ordered(
            List<ExecutionReport> tops, Map<UUID, List<ExecutionReport>> byCaller) {
        List<ExecutionReport> ordered = new ArrayList<>();
        Deque<ExecutionReport> next = new ArrayDeque<>(tops);
        while (!next.isEmpty()) {
            ExecutionReport report = next.pop();
            ordered.add(report);
            List<ExecutionReport> called = byCaller.getOrDefault(summary(report).id(), List.of());
            for (int i = called.size(); i-- > 0; ) {
                next.push(called.get(i));
            }
        }
        return ordered;
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
