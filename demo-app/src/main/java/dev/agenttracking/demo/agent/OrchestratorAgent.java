// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Decision;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Relevance;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.demo.agent.AgentAnswer.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks every agent whether a message is its business, lets the best of them answer, and makes one answer of theirs. An agent
 * that fails does not keep the others from answering.
 */
@Component
public class OrchestratorAgent {

    private static final Logger LOG = LoggerFactory.getLogger(OrchestratorAgent.class);
    private static final int LONGEST_REASON = 200;

    private final Map<String, StoryAgent> agents = new LinkedHashMap<>();
    private final ExecutionTracker tracker;

    OrchestratorAgent(List<StoryAgent> agents, ExecutionTracker tracker) {
        agents.forEach(agent -> this.agents.put(agent.name(), agent));
        this.tracker = tracker;
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
        Route route = route(message);
        List<AgentAnswer> answers = new ArrayList<>();
        for (Decision.Candidate candidate : route.candidates()) {
            answers.add(
                    candidate.isChosen()
                            ? call(candidate, vaultId, conversationId, message)
                            : AgentAnswer.notCalled(candidate));
        }
        answers.addAll(route.failures());
        return new OrchestratorReply(combine(answers), Tracking.current().id(), List.copyOf(answers));
    }

    /** Asks every agent, and decides whom to call. The tracker is told about those that are not called, too. */
    @Stage(value = ExecutionStage.PRE_PROCESS, name = "route")
    protected Route route(String message) {
        Map<String, Relevance> bids = new LinkedHashMap<>();
        List<AgentAnswer> failures = new ArrayList<>();
        agents.forEach((name, agent) -> {
            try {
                bids.put(name, agent.shouldRespond(message));
            } catch (RuntimeException failure) {
                failures.add(failed(name, failure));
            }
        });
        if (bids.isEmpty()) {
            return new Route(List.of(), failures);
        }
        Decision decision = Routing.among(bids);
        tracker.decision(decision);
        LOG.info("Asked {} agents, calling {}", agents.size(), decision.chosen());
        return new Route(decision.candidates(), failures);
    }

    /** One text of all answers, which names the agents that failed, and says so where nobody answers. */
    @Stage(value = ExecutionStage.POST_PROCESS, name = "combine")
    protected String combine(List<AgentAnswer> answers) {
        String text = answers.stream()
                .filter(answer -> answer.outcome() == Outcome.ANSWERED || answer.outcome() == Outcome.FAILED)
                .map(OrchestratorAgent::paragraph)
                .collect(Collectors.joining("\n\n"));
        if (!text.isEmpty()) {
            return text;
        }
        return "No agent takes this as a question about the story. Name a character, a place or an event, or ask about plot,"
                + " dialogue, time, continuity or style.";
    }

    private AgentAnswer call(
            Decision.Candidate chosen, @Nullable String vaultId, @Nullable String conversationId, String message) {
        StoryAgent agent = agents.get(chosen.agent());
        try {
            return agent.run(vaultId, conversationId, "rank " + chosen.rank() + ": " + chosen.reason(), message);
        } catch (RuntimeException failure) {
            return failed(chosen.agent(), failure);
        }
    }

    private static AgentAnswer failed(String agent, RuntimeException failure) {
        LOG.warn("{} failed: {}", agent, failure.toString());
        return AgentAnswer.failed(agent, reason(failure));
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

    /**
     * Whom to call.
     *
     * @param candidates the agents that said whether they want to answer
     * @param failures those that failed when they were asked
     */
    record Route(List<Decision.Candidate> candidates, List<AgentAnswer> failures) {}
}
