// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The trees of calls in memory. */
final class MemoryTrees {

    private MemoryTrees() {}

    /** The tree of a root, as long as one from the database. */
    static CallChain of(MemoryTables now, UUID root) throws SQLException {
        return of(now, root, chainsByRoot(now).getOrDefault(root, List.of()), SqlAnalytics.MAX_CALLS);
    }

    /** The rows of {@code agent_call_chains}. */
    static Map<UUID, List<MemoryRow>> chainsByRoot(MemoryTables now) {
        return MemoryRow.all(now.rows("agent_call_chains")).stream()
                .collect(Collectors.groupingBy(
                        chain -> Objects.requireNonNull(chain.get("root_execution_id", UUID.class))));
    }

    /**
     * The tree of a root.
     *
     * @param chains its rows in {@code agent_call_chains}
     * @param longest how many calls are listed at most
     */
    static CallChain of(MemoryTables now, UUID root, List<MemoryRow> chains, int longest) throws SQLException {
        List<MemoryRow> calls = new ArrayList<>();
        calls.add(call(now, root, Map.of("depth", 0, "sequence", 0)));
        for (MemoryRow chain : chains) {
            calls.add(call(now, Objects.requireNonNull(chain.get("child_execution_id", UUID.class)), chain.columns()));
        }
        calls.sort(Comparator.comparing((MemoryRow call) -> call.get("depth", Integer.class))
                .thenComparing(call -> call.get("sequence", Integer.class))
                .thenComparing(call -> call.get("execution_id", UUID.class), MemoryExecutions::compareIds));
        List<CallChain.Call> found = new ArrayList<>();
        for (MemoryRow call : calls.subList(0, Math.min(calls.size(), longest))) {
            found.add(Rows.call(call));
        }
        return CallTree.ordered(root, found);
    }

    private static MemoryRow call(MemoryTables now, UUID id, Map<String, ? extends @Nullable Object> chain) {
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        MemoryRow.all(now.rows(MemoryExecutions.TABLE, id)).forEach(execution -> call.putAll(execution.columns()));
        call.put("execution_id", id);
        for (String column : List.of("parent_execution_id", "depth", "sequence", "call_reason")) {
            call.put(column, chain.get(column));
        }
        return new MemoryRow(call);
    }
}
