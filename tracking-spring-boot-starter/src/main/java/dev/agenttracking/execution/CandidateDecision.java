// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * What a deciding execution decided about one candidate agent.
 *
 * @param agent the candidate
 * @param score its score, NaN for none
 * @param threshold what the score had to reach, NaN for none
 * @param rank its place, from 1; null for none
 * @param chosen whether it was chosen
 * @param reasonCode why, as a short code
 * @param reason why, in words
 * @param atNanos when, on the monotonic clock
 */
public record CandidateDecision(
        String agent,
        double score,
        double threshold,
        @Nullable Integer rank,
        boolean chosen,
        String reasonCode,
        @Nullable String reason,
        long atNanos) {}
