// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What has been used of one budget by one tree, agent, vault or user.
 *
 * <p><b>Threading</b>: thread-safe; its lock is held for a few additions.
 */
final class Spending {

    private static final String MAX_TOKENS = "max-tokens";
    private static final String MAX_COST = "max-cost-usd";
    private static final String MAX_CALLS = "max-calls";

    private final Budget budget;
    private final long windowMillis;
    private long window;
    private long calls;
    private long tokens;
    private BigDecimal costUsd = BigDecimal.ZERO;

    Spending(Budget budget) {
        this.budget = budget;
        this.windowMillis = budget.window() == null ? 0 : budget.window().toMillis();
    }

    /**
     * Counts a call that begins.
     *
     * @param mayRefuse whether one beyond the budget is not made, and so not counted
     * @return what is exceeded with it, null for nothing
     */
    synchronized @Nullable Excess take(long nowMillis, boolean mayRefuse) {
        roll(nowMillis);
        boolean hard = budget.mode() == Budget.Mode.HARD;
        Excess excess = calls >= limit(budget.maxCalls())
                ? new Excess(
                        MAX_CALLS,
                        BigDecimal.valueOf(limit(budget.maxCalls())),
                        BigDecimal.valueOf(mayRefuse ? calls : calls + 1))
                : hard ? usedUp() : null;
        if (excess == null || !mayRefuse) {
            calls++;
        }
        return excess;
    }

    /** A call that was counted is not made after all. */
    synchronized void giveBack() {
        calls = Math.max(0, calls - 1);
    }

    /**
     * Counts what a call has used.
     *
     * @return what is exceeded with it, null for nothing
     */
    synchronized @Nullable Excess add(long usedTokens, BigDecimal usedUsd, long nowMillis) {
        roll(nowMillis);
        tokens = Math.min(TokenCounts.MAX * 1_000, tokens + usedTokens);
        costUsd = costUsd.add(usedUsd);
        if (tokens > limit(budget.maxTokens())) {
            return tokensExcess();
        }
        BigDecimal maxCost = budget.maxCostUsd();
        return maxCost != null && costUsd.compareTo(maxCost) > 0 ? new Excess(MAX_COST, maxCost, costUsd) : null;
    }

    private @Nullable Excess usedUp() {
        if (tokens >= limit(budget.maxTokens())) {
            return tokensExcess();
        }
        BigDecimal maxCost = budget.maxCostUsd();
        return maxCost != null && costUsd.compareTo(maxCost) >= 0 ? new Excess(MAX_COST, maxCost, costUsd) : null;
    }

    private Excess tokensExcess() {
        return new Excess(MAX_TOKENS, BigDecimal.valueOf(limit(budget.maxTokens())), BigDecimal.valueOf(tokens));
    }

    /** Windows are those of the wall clock, so that all keys of a budget turn over at once, and a clock set back heals. */
    private void roll(long nowMillis) {
        if (windowMillis == 0) {
            return;
        }
        long present = Math.floorDiv(nowMillis, windowMillis);
        if (present != window) {
            window = present;
            calls = 0;
            tokens = 0;
            costUsd = BigDecimal.ZERO;
        }
    }

    private static long limit(@Nullable Long limit) {
        return limit == null ? Long.MAX_VALUE : limit;
    }

    /** Which limit is exceeded. */
    record Excess(String limit, BigDecimal allowed, BigDecimal used) {}
}
