// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.agents;

import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.UserId;

/** An annotated interface. */
public interface Answering {

    @TrackExecution
    default String answer(@UserId String user, String question) {
        return user + ": " + question;
    }
}
