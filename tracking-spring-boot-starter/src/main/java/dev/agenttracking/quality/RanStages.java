// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
import java.util.List;

/**
 * The stages that an execution ran, in the order in which they began.
 *
 * @param firstLevel those that are inside no other
 * @param names the names of all
 */
record RanStages(List<TrackedStage> firstLevel, List<String> names) {

    static RanStages of(Execution execution) {
        List<TrackedStage> firstLevel = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run && !run.isParked()) {
                names.add(run.stage().stageName());
                StageRun around = run.parent();
                if (around == null || around.isParked()) {
                    firstLevel.add(run.stage());
                }
            }
        }
        return new RanStages(firstLevel, names);
    }
}
