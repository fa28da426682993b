// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.analytics.StageStatistics;
import dev.agenttracking.analytics.TrackingStatistics.Durations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage's statistics, all beside each other. */
record StageRow(
        String agentName,
        String stage,
        long runs,
        long failed,
        double totalMillis,
        @Nullable Double shareOfTime,
        @JsonUnwrapped Durations durations) {

    static final List<String> COLUMNS = List.of(
            "agentName",
            "stage",
            "runs",
            "failed",
            "totalMillis",
            "shareOfTime",
            "averageMillis",
            "p50Millis",
            "p95Millis",
            "p99Millis");

    static StageRow of(StageStatistics stage) {
        return new StageRow(
                stage.agentName(),
                stage.stage(),
                stage.runs(),
                stage.failed(),
                stage.totalMillis(),
                stage.shareOfTime(),
                stage.durations());
    }
}
