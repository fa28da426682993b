// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How good the answers of a span of time were.
 *
 * @param from the first moment, null for the beginning
 * @param to the first moment after it, null for now
 * @param vaultId null for all vaults
 * @param quality the scores, in bands
 * @param valid answers without errors
 * @param invalid answers with errors
 * @param commonErrors the ten most frequent
 * @param commonWarnings the ten most frequent
 */
public record ResponseQualityReport(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String vaultId,
        TrackingStatistics.Quality quality,
        long valid,
        long invalid,
        List<FindingCount> commonErrors,
        List<FindingCount> commonWarnings) {

    /**
     * How often the checks of answers said one thing.
     *
     * @param finding in their words
     */
    public record FindingCount(String finding, long count) {}
}
