// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A run of a stage, or an event.
 *
 * @param sequence its position in the execution, from 0
 * @param parentSequence that of the stage around it
 * @param stage the stage's name; an event's is that of the stage around it
 * @param stageStatus {@code started}, {@code completed}, {@code failed} or {@code event}
 * @param timestamp when it began
 * @param durationMillis null for an event and for a stage that has not ended
 */
public record ExecutionLog(
        int sequence,
        @Nullable Integer parentSequence,
        @Nullable String stage,
        @Nullable String stageKind,
        String stageStatus,
        Instant timestamp,
        @Nullable Double durationMillis,
        @Nullable String logLevel,
        @Nullable String message,
        @Nullable JsonNode data) {

    /** Whether it is an event and no stage. */
    public boolean isEvent() {
        return stageStatus.equals("event");
    }
}
