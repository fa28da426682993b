// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.TrackExecution;

/** An agent that nobody made a bean. */
public class LostAgent {

    /** Never called. */
    @TrackExecution
    public String run() {
        return "lost";
    }
}
