// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * What a deciding execution decided about one candidate agent.
 *
 * @param agent the candidate
 * @param score its score, NaN for none
 * @param chosen whether it was chosen
 * @param reasonCode why, as a short code
 * @param reason why, in words
 * @param atNanos when, on the monotonic clock
 */
public record CandidateDecision(
        String agent,
        double score,
        boolean chosen,
        String reasonCode,
        @Nullable String reason,
        long atNanos) {}
