// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

public abstract class Ancestor {

    @TrackExecution
    public String run() {
        return prepare();
    }

    @TrackExecution
    public String inherited() {
        return "inherited";
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    private String prepare() {
        return "prepared";
    }
}
