// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.math.BigDecimal;

/** Hears of budgets that are exceeded, on the thread that called or would have called the model: must be quick. */
@FunctionalInterface
public interface BudgetListener {

    /** A budget is exceeded: a soft one once an execution, a hard one at each call that it keeps from being made. */
    void exceeded(Exceeded exceeded);

    /**
     * A budget that is exceeded.
     *
     * @param budget its name and what it allows
     * @param key the id of the tree's root, the agent's name, or the id of the vault or user
     * @param limit the property that says how much: {@code max-tokens}, {@code max-cost-usd}, {@code max-calls} or {@code max-depth}
     * @param allowed how much that is
     * @param used how much of it is used
     */
    record Exceeded(Budget budget, String key, String limit, BigDecimal allowed, BigDecimal used) {}
}
