// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import dev.agenttracking.annotation.TrackExecution;

/** An agent of an application that has the starter. */
public class HostAgent {

    @TrackExecution
    public String run(String question) {
        return "answer to " + question;
    }
}
