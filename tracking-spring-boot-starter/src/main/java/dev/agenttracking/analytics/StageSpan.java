// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run of a stage on the time line of its execution.
 *
 * @param sequence its position among the stages and events of the execution
 * @param parentSequence that of the stage around it
 * @param status {@code started}, {@code completed} or {@code failed}
 * @param offsetMillis from the begin of the execution to that of the stage
 * @param durationMillis null where it has not ended
 */
public record StageSpan(
        int sequence,
        @Nullable Integer parentSequence,
        String stage,
        @Nullable String stageKind,
        String status,
        Instant startedAt,
        double offsetMillis,
        @Nullable Double durationMillis) {}
