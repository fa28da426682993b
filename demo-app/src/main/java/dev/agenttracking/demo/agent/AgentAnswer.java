// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agenttracking.Decision;
import dev.agenttracking.Relevance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one agent.
 *
 * @param score how relevant the message is to it, 0 to 1; null where it failed
 * @param reason why it answered, was skipped, was not chosen or failed
 * @param text the answer, null where there is none
 * @param sources ids of the story's entries that the answer rests on
 */
public record AgentAnswer(
        String agent,
        Outcome outcome,
        @Nullable Double score,
        @Nullable String reason,
        @Nullable String text,
        List<String> sources) {

    static AgentAnswer answered(String agent, Relevance relevance, String text, List<String> sources) {
        return new AgentAnswer(agent, Outcome.ANSWERED, relevance.score(), relevance.reasoning(), text, sources);
    }

    static AgentAnswer skipped(String agent, Relevance relevance) {
        return new AgentAnswer(agent, Outcome.SKIPPED, relevance.score(), relevance.reasoning(), null, List.of());
    }

    /** That of an agent which the router did not choose. */
    static AgentAnswer notCalled(Decision.Candidate candidate) {
        boolean declined = candidate.reasonCode().equals(Decision.DECLINED);
        return new AgentAnswer(
                candidate.agent(),
                declined ? Outcome.SKIPPED : Outcome.NOT_CHOSEN,
                candidate.score(),
                candidate.reason(),
                null,
                List.of());
    }

    static AgentAnswer failed(String agent, String reason) {
        return new AgentAnswer(agent, Outcome.FAILED, null, reason, null, List.of());
    }

    /** How it ended for the agent. */
    public enum Outcome {
        @JsonProperty("answered")
        ANSWERED,
        @JsonProperty("skipped")
        SKIPPED,
        @JsonProperty("not_chosen")
        NOT_CHOSEN,
        @JsonProperty("failed")
        FAILED
    }
}
