// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a span of time.
 *
 * @param from the first moment, null for the beginning
 * @param to the first moment after it, null for now
 * @param vaultId null for all vaults
 * @param totals over all agents
 * @param quality how the answers were rated
 * @param agents the same per agent, the busiest first, at most 1,000
 * @param commonErrors the ten most frequent
 */
public record TrackingStatistics(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String vaultId,
        @JsonUnwrapped Totals totals,
        Quality quality,
        List<AgentStatistics> agents,
        List<ErrorCount> commonErrors) {

    /**
     * Sums over some executions.
     *
     * @param executions how many there were
     * @param byStatus how many of each status, without those that did not occur
     * @param llmCalls calls of models
     * @param tokensUsed input and output
     * @param costUsd null where no cost is known
     */
    public record Totals(
            long executions,
            Map<String, Long> byStatus,
            Durations durations,
            long llmCalls,
            long tokensUsed,
            @Nullable BigDecimal costUsd) {}

    /** How long the ended ones took; null where none has ended. */
    public record Durations(
            @Nullable Double averageMillis,
            @Nullable Double p50Millis,
            @Nullable Double p95Millis,
            @Nullable Double p99Millis) {}

    /**
     * Answers by their quality score.
     *
     * @param rated how many have one
     * @param average null where none has one
     * @param above90 better than 0.9
     * @param from70To90 0.7 to 0.9
     * @param from50To70 0.5 to less than 0.7
     * @param below50 less than 0.5
     */
    public record Quality(
            long rated, @Nullable Double average, long above90, long from70To90, long from50To70, long below50) {}

    /** One agent's part. */
    public record AgentStatistics(
            String agentName, @JsonUnwrapped Totals totals, Quality quality) {}

    /** How often executions failed with one class of exception. */
    public record ErrorCount(String errorType, long count) {}
}
