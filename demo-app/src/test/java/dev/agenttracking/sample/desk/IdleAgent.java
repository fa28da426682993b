// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.TrackExecution;
import org.springframework.stereotype.Component;

/** An agent that nobody calls. */
@Component
public class IdleAgent {

    /** Never called. */
    @TrackExecution
    public String run() {
        return "idle";
    }
}
