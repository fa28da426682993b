// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about one candidate agent.
 *
 * @param score null for none
 * @param threshold what the score had to reach, null for none
 * @param rank its place, from 1; null for none
 * @param chosen whether it was chosen
 * @param reasonCode why, as a code
 * @param reason why, in words
 */
public record CandidateVerdict(
        String agent,
        @Nullable Double score,
        @Nullable Double threshold,
        @Nullable Integer rank,
        boolean chosen,
        @Nullable String reasonCode,
        @Nullable String reason,
        Instant decidedAt) {}
