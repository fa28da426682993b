// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import org.jspecify.annotations.Nullable;

/**
 * What the detector makes of an answer.
 *
 * @param refused whether the answer refuses, in full or in part
 * @param score how sure that is, from 0 (does what it was asked) to 1 (refuses)
 * @param evidence the sentence that speaks most for a refusal, at most {@value RefusalDetector#MAX_EVIDENCE} characters of it;
 *     null where it is none
 */
public record Refusal(
        boolean refused, double score, @Nullable String evidence) {

    static final Refusal NONE = new Refusal(false, 0, null);
}
