// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two executions beside each other, without their content. Differences are what the second has more than the first; null where one
 * of the two values is not known.
 *
 * @param a the first
 * @param b the second
 * @param sameInput whether their inputs are equal as far as they are stored; null where neither has one
 * @param sameOutput whether their outputs are equal as far as they are stored; null where neither has one
 * @param stages their stages, in the order of the first, each of the second's own at its place in that
 * @param llmCalls their own calls of models, the first beside the first, and so on
 */
public record SideBySide(
        ExecutionSummary a,
        ExecutionSummary b,
        @Nullable Double differenceMillis,
        @Nullable Boolean sameInput,
        @Nullable Boolean sameOutput,
        List<StagePair> stages,
        List<LlmCallPair> llmCalls) {

    /**
     * A stage in both, or in one of them.
     *
     * @param occurrence the how-manieth run of a stage of this name, from 1
     * @param a null where the first did not get there
     * @param b null where the second did not get there
     */
    public record StagePair(
            String stage,
            int occurrence,
            @Nullable StageSpan a,
            @Nullable StageSpan b,
            @Nullable Double differenceMillis) {}

    /**
     * A call of a model in both, or in one of them.
     *
     * @param sequence its position among the calls of its execution, from 0
     * @param a null where the first made none
     * @param b null where the second made none
     * @param sameRequest whether what was sent is equal as far as it is stored; null where neither is
     * @param sameResponse whether what came back is equal as far as it is stored; null where neither is
     */
    public record LlmCallPair(
            int sequence,
            @Nullable ModelCall a,
            @Nullable ModelCall b,
            @Nullable Double differenceMillis,
            @Nullable Boolean sameRequest,
            @Nullable Boolean sameResponse) {}

    /**
     * A call of a model without its content.
     *
     * @param operation {@code chat} or {@code embedding}
     * @param model the one that answered, or else the one that was asked
     * @param latencyMillis null where it was not answered
     * @param costUsd null where it is not known
     */
    public record ModelCall(
            String operation,
            @Nullable String model,
            LlmInteraction.Tokens tokens,
            @Nullable Double latencyMillis,
            @Nullable BigDecimal costUsd,
            @Nullable String finishReason,
            @Nullable String errorType) {}
}
