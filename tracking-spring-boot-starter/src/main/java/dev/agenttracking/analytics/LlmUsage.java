// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How much was used of models: by one agent, in one vault, and so on, as far as was asked for ({@link By}); what was not asked for is
 * null, and so is what is not known.
 *
 * @param model the one that was asked for, which another may have answered for
 * @param vaultId null also for calls without a vault
 * @param day in UTC, on which the executions began
 * @param calls of models, failed ones included
 * @param failedCalls those that ended with an exception
 * @param costUsd of the calls whose cost is known; null where none is
 * @param unpricedCalls how many have no known cost, so that the sum is too low
 * @param averageLatencyMillis of the calls that have ended; null where none has
 */
public record LlmUsage(
        @Nullable String agentName,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String vaultId,
        @Nullable LocalDate day,
        long calls,
        long failedCalls,
        Tokens tokens,
        @Nullable BigDecimal costUsd,
        long unpricedCalls,
        @Nullable Double averageLatencyMillis) {

    /** The newest day first, and what costs most. */
    static final Comparator<LlmUsage> ORDER = Comparator.comparing(
                    LlmUsage::day, Comparator.nullsLast(Comparator.<LocalDate>reverseOrder()))
            .thenComparing(LlmUsage::costUsd, Comparator.nullsLast(Comparator.<BigDecimal>reverseOrder()))
            .thenComparing(Comparator.comparingLong(LlmUsage::calls).reversed())
            .thenComparing(LlmUsage::agentName, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(LlmUsage::provider, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(LlmUsage::model, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(LlmUsage::vaultId, Comparator.nullsLast(Comparator.naturalOrder()));

    /** What usage is told apart by. */
    public enum By {
        /** The agent that called. */
        AGENT,

        /** Who runs the model. */
        PROVIDER,

        /** The model that was asked for. */
        MODEL,

        /** The vault of the execution that called. */
        VAULT,

        /** The day in UTC on which that execution began. */
        DAY
    }

    /**
     * Sums of tokens, as far as models said how many.
     *
     * @param input those read from a cache included
     * @param output those of reasoning included
     * @param cacheRead a part of the input
     * @param cacheWrite written to a cache
     * @param reasoning a part of the output
     */
    public record Tokens(long input, long output, long cacheRead, long cacheWrite, long reasoning) {}
}
