// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.TrackExecution;
import org.springframework.stereotype.Component;

/** An agent that is switched off by a setting. */
@Component
public class SilentAgent {

    /** Answers, unrecorded. */
    @TrackExecution
    public String run() {
        return "silent";
    }
}
