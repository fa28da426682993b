// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.execution.Evaluation;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ResponseCheck} says of an answer.
 *
 * @param label {@code PASS}; {@code WARN} lowers the score; {@code FAIL} also makes the answer invalid
 * @param score how good the answer is as far as this check can tell, 0 to 1
 * @param explanation what was found, for people; the first 500 characters are stored. Null where nothing was
 */
public record CheckResult(
        Evaluation.Label label, double score, @Nullable String explanation) {

    private static final CheckResult PASSED = new CheckResult(Evaluation.Label.PASS, 1, null);

    /** Refuses a score that is none. */
    public CheckResult {
        if (!(score >= 0 && score <= 1)) {
            throw new IllegalArgumentException("A score is a number from 0 to 1, not " + score);
        }
    }

    /** Nothing is wrong with the answer. */
    public static CheckResult passed() {
        return PASSED;
    }

    /** Nothing is wrong with the answer, which could be better all the same. */
    public static CheckResult passed(double score, @Nullable String explanation) {
        return new CheckResult(Evaluation.Label.PASS, score, explanation);
    }

    /** The answer is worth less than it could be; its score is this one at most. */
    public static CheckResult warning(double score, String explanation) {
        return new CheckResult(Evaluation.Label.WARN, score, explanation);
    }

    /** The answer is not valid; its score is this one at most. */
    public static CheckResult error(double score, String explanation) {
        return new CheckResult(Evaluation.Label.FAIL, score, explanation);
    }
}
