// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.TrackExecution;

/** An agent that is no component. */
public class AdvisedAgent {

    /** Answers. */
    @TrackExecution
    public String run() {
        return "advised";
    }
}
