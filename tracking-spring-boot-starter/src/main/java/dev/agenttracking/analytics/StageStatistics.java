// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.TrackingStatistics.Durations;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How one stage of one agent went.
 *
 * @param stage its own name
 * @param runs how often it began; an execution may run it several times
 * @param failed how often it ended with an exception
 * @param totalMillis how long all its runs took that have ended
 * @param shareOfTime which part of the time of all stages of the agent that is, 0 to 1; a stage within another counts in both. Null
 *     where the agent's stages took no time
 * @param durations of the runs that have ended; percentiles are within one percent
 */
public record StageStatistics(
        String agentName,
        String stage,
        long runs,
        long failed,
        double totalMillis,
        @Nullable Double shareOfTime,
        Durations durations) {

    /** By agent, and what takes longest first. */
    static final Comparator<StageStatistics> ORDER = Comparator.comparing(StageStatistics::agentName)
            .thenComparing(
                    Comparator.comparingDouble(StageStatistics::totalMillis).reversed())
            .thenComparing(StageStatistics::stage);

    static @Nullable Double share(double millis, double ofAllStages) {
        return ofAllStages > 0 ? (Double) (millis / ofAllStages) : null;
    }
}
