// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

/** Has a generated subclass. */
public class Scanned extends Ancestor {

    @TrackExecution
    public String look() {
        return see();
    }

    @Stage(ExecutionStage.LLM_CALL)
    protected String see() {
        return "seen";
    }
}
