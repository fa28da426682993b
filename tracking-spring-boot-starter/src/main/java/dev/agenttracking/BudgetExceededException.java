// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.execution.RefusedLlmCallException;
import java.math.BigDecimal;

/**
 * A call of a model that was not made, since a hard budget ({@code tracking.budgets}) has none left. Whoever would have made the call
 * gets it in place of an answer.
 */
public final class BudgetExceededException extends RefusedLlmCallException {

    private final String budget;
    private final String scope;
    private final String key;
    private final String limit;
    private final BigDecimal allowed;
    private final BigDecimal used;

    /**
     * Makes an exception.
     *
     * @param budget the budget's name
     * @param scope what it is for: {@code execution-tree}, {@code agent}, {@code vault} or {@code user}
     * @param key which of these
     * @param limit the property that says how much: {@code max-tokens}, {@code max-cost-usd}, {@code max-calls} or {@code max-depth}
     * @param allowed how much that is
     * @param used how much of it is used
     */
    public BudgetExceededException(
            String budget, String scope, String key, String limit, BigDecimal allowed, BigDecimal used) {
        super("Budget '" + budget + "' of " + scope + " " + key + " is used up: " + limit + " is "
                + allowed.toPlainString() + ", used are " + used.toPlainString());
        this.budget = budget;
        this.scope = scope;
        this.key = key;
        this.limit = limit;
        this.allowed = allowed;
        this.used = used;
    }

    /** The budget's name. */
    public String budget() {
        return budget;
    }

    /** What it is for: {@code execution-tree}, {@code agent}, {@code vault} or {@code user}. */
    public String scope() {
        return scope;
    }

    /** Which of these: the id of the tree's root, the agent's name, or the id of the vault or user. */
    public String key() {
        return key;
    }

    /** The property that says how much: {@code max-tokens}, {@code max-cost-usd}, {@code max-calls} or {@code max-depth}. */
    public String limit() {
        return limit;
    }

    /** How much that is. */
    public BigDecimal allowed() {
        return allowed;
    }

    /** How much of it is used; at {@code max-depth} the depth of the execution that would have made the call. */
    public BigDecimal used() {
        return used;
    }
}
