// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.agents;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

/** Declares the tracked method that its subclasses inherit. */
public abstract class BaseAgent implements Answering {

    @TrackExecution
    public String run(String question) {
        return think(question);
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    protected abstract String think(String question);
}
