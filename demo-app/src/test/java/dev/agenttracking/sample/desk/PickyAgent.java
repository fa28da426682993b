// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.Relevance;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import org.springframework.stereotype.Component;

/** An agent that decides whether to answer: when it runs, and when somebody asks it before. */
@Component
public class PickyAgent {

    /** Answers questions. */
    @TrackExecution
    public String run(String message) {
        return shouldRespond(message).respond() ? "since you ask" : null;
    }

    /** Whether this is a question. */
    @Stage(ExecutionStage.SHOULD_RESPOND)
    public Relevance shouldRespond(String message) {
        return message.endsWith("?")
                ? new Relevance(true, 0.9, "a question")
                : new Relevance(false, 0.2, "no question");
    }
}
