// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.demo.agent.AgentAnswer.Outcome;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Puts a message before every agent and makes one answer of theirs. An agent that fails does not keep the others from
 * answering.
 */
@Component
public class OrchestratorAgent {

    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorAgent.class);
    private static final int LONGEST_REASON = 200;
    private static final String CALL_REASON = "every agent is asked";

    private final List<StoryAgent> agents;

    OrchestratorAgent(List<StoryAgent> agents) {
        this.agents = List.copyOf(agents);
    }

    /**
     * Answers a message.
     *
     * @param vaultId the story's vault, null for none
     * @param conversationId null for a message on its own
     */
    @TrackExecution(tags = "chat")
    public OrchestratorReply answer(
            @VaultId @Nullable String vaultId, @ConversationId @Nullable String conversationId, String message) {
        List<AgentAnswer> answers = agents.stream()
                .map(agent -> ask(agent, vaultId, conversationId, message))
                .toList();
        return new OrchestratorReply(combine(answers), Tracking.current().id(), answers);
    }

    /** One text of all answers, which names the agents that failed, and says so where nobody answers. */
    @Stage(value = ExecutionStage.POST_PROCESS, name = "combine")
    protected String combine(List<AgentAnswer> answers) {
        String text = answers.stream()
                .filter(answer -> answer.outcome() != Outcome.SKIPPED)
                .map(OrchestratorAgent::paragraph)
                .collect(Collectors.joining("\n\n"));
        if (!text.isEmpty()) {
            return text;
        }
        return "No agent takes this as a question about the story. Name a character, a place or an event, or ask about plot,"
                + " dialogue, time, continuity or style.";
    }

    private static AgentAnswer ask(
            StoryAgent agent, @Nullable String vaultId, @Nullable String conversationId, String message) {
        try {
            return agent.run(vaultId, conversationId, CALL_REASON, message);
        } catch (RuntimeException failure) {
            LOG.warn("{} failed: {}", agent.name(), failure.toString());
            return AgentAnswer.failed(agent.name(), reason(failure));
        }
    }

    private static String paragraph(AgentAnswer answer) {
        return answer.outcome() == Outcome.FAILED
                ? answer.agent() + " could not answer: " + answer.reason()
                : answer.agent() + ": " + answer.text();
    }

    private static String reason(RuntimeException failure) {
        String message =
                String.valueOf(failure.getMessage()).replaceAll("\\s+", " ").strip();
        return message.length() <= LONGEST_REASON ? message : message.substring(0, LONGEST_REASON) + "…";
    }
}
