// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one check says of one answer.
 *
 * @param llmCallSequence the position of the call that was answered; null where it is about the execution
 * @param name the check's name
 * @param score 0 to 1
 * @param label {@code pass}, {@code warn} or {@code fail}
 * @param source {@code rule}, {@code judge} or {@code human}
 */
public record AnswerEvaluation(
        @Nullable Integer llmCallSequence,
        String name,
        @Nullable Double score,
        @Nullable String label,
        @Nullable String explanation,
        String source,
        Instant createdAt) {}
