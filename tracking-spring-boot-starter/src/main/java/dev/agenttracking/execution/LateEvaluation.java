// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said of an answer when its execution is stored already.
 *
 * @param id of the row; a UUIDv7, so that a row which comes twice is there once
 * @param llmCall the position of the call that was answered; null where it is about none
 * @param explanation what was found, null where nothing was
 * @param source {@code judge} or {@code human}
 * @param epochMillis when it was said, in milliseconds since 1970
 */
public record LateEvaluation(
        UUID executionId,
        UUID id,
        @Nullable Integer llmCall,
        String name,
        Evaluation.Label label,
        double score,
        @Nullable String explanation,
        String source,
        long epochMillis) {

    /** The source of what a judge says. */
    public static final String JUDGE = "judge";

    /** A judge's word, of now. */
    public static LateEvaluation ofJudge(
            UUID executionId,
            @Nullable Integer llmCall,
            String name,
            Evaluation.Label label,
            double score,
            @Nullable String explanation) {
        long now = System.currentTimeMillis();
        return new LateEvaluation(
                executionId,
                new UUID(ExecutionIds.high(now), ExecutionIds.low()),
                llmCall,
                name,
                label,
                score,
                explanation,
                JUDGE,
                now);
    }

    /** The same in other words. */
    public LateEvaluation withExplanation(@Nullable String words) {
        return new LateEvaluation(executionId, id, llmCall, name, label, score, words, source, epochMillis);
    }
}
