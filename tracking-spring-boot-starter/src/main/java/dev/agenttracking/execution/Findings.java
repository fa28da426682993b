// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found about an ended execution.
 *
 * @param violations what is not as it is declared
 * @param evaluations what each check says of each answer
 * @param quality how good its answer is; null where there was none to judge
 */
public record Findings(
        List<Violation> violations,
        List<Evaluation> evaluations,
        @Nullable ResponseQuality quality) {

    /** Nothing was looked for. */
    public static final Findings NONE = new Findings(List.of(), List.of(), null);

    /** Whether the answer is so bad that the execution is kept. */
    public boolean isPoor() {
        return quality != null && quality.poor();
    }
}
