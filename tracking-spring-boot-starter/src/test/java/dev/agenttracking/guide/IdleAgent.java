// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.annotation.TrackExecution;
import org.springframework.stereotype.Component;

/** Is in the application, and nobody calls it. */
@Component
public class IdleAgent {

    @TrackExecution
    public String run() {
        return "";
    }
}
