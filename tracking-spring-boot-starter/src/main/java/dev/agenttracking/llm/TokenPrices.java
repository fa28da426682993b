// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.LlmCall;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost.
 *
 * <p><b>Units</b>: US dollars a million tokens.
 *
 * @param input of the prompt
 * @param cachedInput of the prompt, read from a cache; null: as input
 * @param cacheWrite of the prompt, written to a cache; null: as input
 * @param output of the answer; null: there is none to pay for, so that an answer's price is unknown
 * @param reasoning of the answer, spent on reasoning; null: as output
 */
public record TokenPrices(
        BigDecimal input,
        @Nullable BigDecimal cachedInput,
        @Nullable BigDecimal cacheWrite,
        @Nullable BigDecimal output,
        @Nullable BigDecimal reasoning) {

    private static final int DIGITS_OF_A_MILLION = 6;

    /** The exact cost: a price of six decimal places gives twelve; nothing is rounded. Null where there is no price for it. */
    @Nullable
    BigDecimal cost(LlmCall.Usage usage) {
        if (output == null && usage.output() > 0) {
            return null;
        }
        long sent = Math.max(0, usage.input());
        long read = Math.min(sent, Math.max(0, usage.cacheRead()));
        long came = Math.max(0, usage.output());
        long reasoned = Math.min(came, Math.max(0, usage.reasoning()));
        BigDecimal outputPrice = output == null ? BigDecimal.ZERO : output;
        BigDecimal cost = times(input, sent - read)
                .add(times(cachedInput == null ? input : cachedInput, read))
                .add(times(cacheWrite == null ? input : cacheWrite, Math.max(0, usage.cacheWrite())))
                .add(times(outputPrice, came - reasoned))
                .add(times(reasoning == null ? outputPrice : reasoning, reasoned))
                .movePointLeft(DIGITS_OF_A_MILLION)
                .stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0) : cost;
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
