// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.analytics.TrackingStatistics.ErrorCount;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.analytics.TrackingStatistics.Totals;
import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one agent did in a span of time.
 *
 * @param agentName as it is recorded
 * @param from the first moment, null for the beginning
 * @param to the first moment after it, null for now
 * @param vaultId null for all vaults
 * @param totals counts, durations, calls of models and what they cost
 * @param errorRate the part that failed or ran out of time of those that have ended, 0 to 1; null where none has
 * @param averageLlmLatencyMillis of a call of a model, in the executions that had an answer from one; null where none had
 * @param quality how its answers were rated
 * @param commonErrors the ten most frequent
 */
public record AgentPerformance(
        String agentName,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String vaultId,
        @JsonUnwrapped Totals totals,
        @Nullable Double errorRate,
        @Nullable Double averageLlmLatencyMillis,
        Quality quality,
        List<ErrorCount> commonErrors) {

    /** How the agent did that the filter names. */
    static AgentPerformance of(
            String agent,
            ExecutionFilter filter,
            Totals totals,
            @Nullable Double averageLlmLatencyMillis,
            Quality quality,
            List<ErrorCount> commonErrors) {
        return new AgentPerformance(
                agent,
                filter.from(),
                filter.to(),
                filter.vaultId(),
                totals,
                errorRate(totals.byStatus()),
                averageLlmLatencyMillis,
                quality,
                commonErrors);
    }

    private static @Nullable Double errorRate(Map<String, Long> byStatus) {
        long ended = 0;
        for (ExecutionStatus status : ExecutionStatus.values()) {
            ended += status.isTerminal() ? count(byStatus, status) : 0;
        }
        long failed = count(byStatus, ExecutionStatus.FAILED) + count(byStatus, ExecutionStatus.TIMEOUT);
        return ended == 0 ? null : (Double) ((double) failed / ended);
    }

    private static long count(Map<String, Long> byStatus, ExecutionStatus status) {
        return byStatus.getOrDefault(status.storedName(), 0L);
    }
}
