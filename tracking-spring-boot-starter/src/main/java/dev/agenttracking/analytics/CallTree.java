// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts the calls of a tree into the order of the tree. */
final class CallTree {

    private final Map<UUID, List<CallChain.Call>> byParent = new LinkedHashMap<>();
    private final Map<UUID, CallChain.Call> byId = new HashMap<>();
    private final List<CallChain.Call> ordered = new ArrayList<>();
    private final Set<UUID> placed = new HashSet<>();

    private CallTree(List<CallChain.Call> calls) {
        for (CallChain.Call call : calls) {
            byId.put(call.executionId(), call);
            UUID parent = call.parentExecutionId();
            if (parent != null) {
                byParent.computeIfAbsent(parent, id -> new ArrayList<>()).add(call);
            }
        }
    }

    /**
     * Each call followed by its own.
     *
     * @param calls by depth and sequence, the root among them
     */
    static CallChain ordered(UUID root, List<CallChain.Call> calls) {
        CallTree tree = new CallTree(calls);
        tree.place(tree.byId.get(root));
        // A caller in the middle is stored later than what it called; until then its calls stand after the rest.
        calls.forEach(tree::place);
        return new CallChain(root, List.copyOf(tree.ordered));
    }

    /** Without recursion: a tree may be deeper than a stack. */
    private void place(CallChain.@Nullable Call first) {
        Deque<CallChain.Call> next = new ArrayDeque<>();
        for (CallChain.Call call = first; call != null; call = next.poll()) {
            if (placed.add(call.executionId())) {
                ordered.add(call);
                List<CallChain.Call> called = byParent.getOrDefault(call.executionId(), List.of());
                for (int i = called.size(); i-- > 0; ) {
                    next.push(called.get(i));
                }
            }
        }
    }
}
