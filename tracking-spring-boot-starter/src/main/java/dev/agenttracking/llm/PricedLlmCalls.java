// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import org.jspecify.annotations.Nullable;

/** Prices calls, and holds them against budgets where there are any. */
public final class PricedLlmCalls implements LlmAccounting {

    private final ModelPrices prices;
    private final @Nullable LlmBudgets budgets;

    /**
     * Makes it.
     *
     * @param budgets null where there are none
     */
    public PricedLlmCalls(ModelPrices prices, @Nullable LlmBudgets budgets) {
        this.prices = prices;
        this.budgets = budgets;
    }

    @Override
    public void admit(Execution execution, @Nullable String model) {
        if (budgets != null) {
            budgets.admit(execution);
        }
    }

    @Override
    public void admitted(Execution execution, @Nullable String model) {
        if (budgets != null) {
            budgets.admitted(execution);
        }
    }

    @Override
    public LlmCall.@Nullable Cost cost(
            LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
        return prices.cost(sent.provider(), sent.model(), answeredBy, usage, startEpochMillis);
    }

    @Override
    public void ended(Execution execution, LlmCall call) {
        if (budgets != null) {
            budgets.ended(execution, call);
        }
    }
}
