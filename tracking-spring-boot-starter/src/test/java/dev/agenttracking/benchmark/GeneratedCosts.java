// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.Surroundings;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One price for all models, in millionths of a dollar. */
final class GeneratedCosts implements Surroundings, LlmAccounting {

    private static final long INPUT = 3;
    private static final long OUTPUT = 15;

    @Override
    public LlmAccounting llmAccounting() {
        return this;
    }

    @Override
    public LlmCall.@Nullable Cost cost(
            LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
        return usage == null
                ? null
                : new LlmCall.Cost(BigDecimal.valueOf(usage.input() * INPUT + usage.output() * OUTPUT, 6), "generated");
    }
}
