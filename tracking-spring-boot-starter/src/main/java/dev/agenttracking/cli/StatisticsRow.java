// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.analytics.TrackingStatistics.AgentStatistics;
import dev.agenttracking.analytics.TrackingStatistics.Durations;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent's statistics, all beside each other.
 *
 * @param open what has not ended
 */
record StatisticsRow(
        String agentName,
        long executions,
        long success,
        long failed,
        long timeout,
        long skipped,
        long cancelled,
        long abandoned,
        long open,
        @JsonUnwrapped Durations durations,
        long llmCalls,
        long tokensUsed,
        @Nullable BigDecimal costUsd,
        @JsonUnwrapped Quality quality) {

    static final List<String> COLUMNS = List.of(
            "agentName",
            "executions",
            "success",
            "failed",
            "timeout",
            "skipped",
            "cancelled",
            "abandoned",
            "open",
            "averageMillis",
            "p50Millis",
            "p95Millis",
            "p99Millis",
            "llmCalls",
            "tokensUsed",
            "costUsd",
            "rated",
            "average",
            "above90",
            "from70To90",
            "from50To70",
            "below50");

    static StatisticsRow of(AgentStatistics agent) {
        Map<String, Long> byStatus = agent.totals().byStatus();
        long open = 0;
        for (ExecutionStatus status : ExecutionStatus.values()) {
            open += status.isTerminal() ? 0 : count(byStatus, status);
        }
        return new StatisticsRow(
                agent.agentName(),
                agent.totals().executions(),
                count(byStatus, ExecutionStatus.SUCCESS),
                count(byStatus, ExecutionStatus.FAILED),
                count(byStatus, ExecutionStatus.TIMEOUT),
                count(byStatus, ExecutionStatus.SKIPPED),
                count(byStatus, ExecutionStatus.CANCELLED),
                count(byStatus, ExecutionStatus.ABANDONED),
                open,
                agent.totals().durations(),
                agent.totals().llmCalls(),
                agent.totals().tokensUsed(),
                agent.totals().costUsd(),
                agent.quality());
    }

    private static long count(Map<String, Long> byStatus, ExecutionStatus status) {
        return byStatus.getOrDefault(status.storedName(), 0L);
    }
}
