// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

/** Called by {@link LoadAgent} in some of its executions. */
public class LoadHelper {

    /** An execution with one stage. */
    @TrackExecution
    public long help(long number) {
        return think(number);
    }

    @Stage(ExecutionStage.POST_PROCESS)
    protected long think(long number) {
        return number;
    }
}
