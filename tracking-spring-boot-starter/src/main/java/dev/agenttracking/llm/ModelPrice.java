// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.execution.LlmCall;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a model's tokens cost in a span of time.
 *
 * @param prices what they cost
 * @param longContext what they cost in a call with a long prompt, null where that makes no difference
 * @param validFrom the first day, in UTC; null: ever since
 * @param validUntil the first day on which it is no longer known, in UTC; null: until further notice
 * @param version what the record says in {@code price_version}
 */
public record ModelPrice(
        TokenPrices prices,
        @Nullable LongContext longContext,
        @Nullable LocalDate validFrom,
        @Nullable LocalDate validUntil,
        String version) {

    static final Comparator<ModelPrice> LATEST_FIRST =
            Comparator.comparing(ModelPrice::validFrom, Comparator.nullsLast(Comparator.<LocalDate>reverseOrder()));

    boolean isValidOn(LocalDate day) {
        return (validFrom == null || !day.isBefore(validFrom)) && (validUntil == null || day.isBefore(validUntil));
    }

    LlmCall.@Nullable Cost cost(LlmCall.Usage usage) {
        LongContext longer = longContext;
        TokenPrices applied =
                longer != null && usage.input() + usage.cacheWrite() > longer.aboveTokens() ? longer.prices() : prices;
        BigDecimal usd = applied.cost(usage);
        return usd == null ? null : new LlmCall.Cost(usd, version);
    }

    /**
     * Prices of all tokens of a call whose prompt is long.
     *
     * @param aboveTokens the longest prompt, cached tokens included, that is not long
     * @param prices what tokens cost then
     */
    public record LongContext(long aboveTokens, TokenPrices prices) {}
}
