// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TrackingSwitches;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has used how much of one budget. That of a tree hangs on the tree's root and goes with it; agents, vaults and users are kept
 * here, the {@value #MAX_KEYS} that called last.
 *
 * <p><b>Threading</b>: thread-safe; its lock is held for one look into a map.
 */
final class BudgetAccounts {

    static final int MAX_KEYS = 10_000;

    private final Budget budget;
    private final Map<String, Spending> byKey = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Spending> eldest) {
            return size() > MAX_KEYS;
        }
    };

    BudgetAccounts(Budget budget) {
        this.budget = budget;
    }

    Budget budget() {
        return budget;
    }

    /** Who pays for the calls of an execution, null where the budget is none of its concern. */
    @Nullable
    String keyOf(Execution execution) {
        String agent = execution.method().agent();
        if (!budget.agents().isEmpty() && !budget.agents().contains(TrackingSwitches.plainName(agent))) {
            return null;
        }
        return switch (budget.scope()) {
            case EXECUTION_TREE -> execution.rootId().toString();
            case AGENT -> agent;
            case VAULT -> execution.vaultId();
            case USER -> execution.userId();
        };
    }

    Spending of(Execution execution, String key) {
        if (budget.scope() == Budget.Scope.EXECUTION_TREE) {
            return execution.root().attachment(this, Spending.class, () -> new Spending(budget));
        }
        synchronized (byKey) {
            return byKey.computeIfAbsent(key, absent -> new Spending(budget));
        }
    }

    int size() {
        synchronized (byKey) {
            return byKey.size();
        }
    }
}
