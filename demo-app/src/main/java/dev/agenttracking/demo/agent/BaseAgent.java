// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.CallReason;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.demo.model.Fact;
import dev.agenttracking.demo.model.ModelReply;
import dev.agenttracking.demo.model.ReplyReader;
import dev.agenttracking.demo.model.StoryPrompt;
import dev.agenttracking.demo.world.StoryWorld;
import dev.agenttracking.demo.world.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * An agent that decides, gathers facts, asks the model and reads the answer. Everything about tracking stands here, once; each
 * subclass is tracked under its own name.
 *
 * <p>The stages call each other through {@code this}; they are neither private nor final, so that the generated subclass can
 * override them.
 */
abstract class BaseAgent implements StoryAgent {

    private static final int MOST_FACTS = 12;

    private final AgentTools tools;

    BaseAgent(AgentTools tools) {
        this.tools = tools;
    }

    @Override
    @TrackExecution
    public AgentAnswer run(
            @VaultId @Nullable String vaultId,
            @ConversationId @Nullable String conversationId,
            @CallReason @Nullable String reason,
            String message) {
        Relevance relevance = shouldRespond(message);
        if (!relevance.respond()) {
            return AgentAnswer.skipped(name(), relevance);
        }
        Inquiry inquiry = Inquiry.of(message, tools.lexicon());
        List<Fact> facts = preProcess(inquiry);
        Prompt prompt = prepare(inquiry, facts);
        String content = call(prompt);
        Draft draft = parse(content);
        return postProcess(relevance, facts, draft);
    }

    /**
     * Whether the message is this agent's business. Called from outside it is a question, and a "no" is the agent's skipped
     * execution; called by {@link #run} it is a stage of that run, so that the agent minds its business whoever calls it.
     */
    @Override
    @Stage(value = ExecutionStage.SHOULD_RESPOND, required = true)
    public Relevance shouldRespond(String message) {
        return relevance(Inquiry.of(message, tools.lexicon()));
    }

    /** Gathers what the story's notes say about it, nearest first. */
    @Stage(ExecutionStage.PRE_PROCESS)
    protected List<Fact> preProcess(Inquiry inquiry) {
        return facts(inquiry).stream().limit(MOST_FACTS).toList();
    }

    /** Builds the messages for the model. */
    @Stage(ExecutionStage.LLM_PREPARE)
    protected Prompt prepare(Inquiry inquiry, List<Fact> facts) {
        return new StoryPrompt(role(), task(), world().title(), facts, inquiry.message()).toPrompt();
    }

    /** Asks the model. What it is asked and what it answers records itself, since the model is a bean. */
    @Stage(value = ExecutionStage.LLM_CALL, response = ModelReply.class)
    protected String call(Prompt prompt) {
        Generation generation = tools.model().call(prompt).getResult();
        String content = generation == null ? null : generation.getOutput().getText();
        if (content == null || content.isBlank()) {
            throw new IllegalStateException("the model's answer holds no text");
        }
        return content;
    }

    /** Reads the model's answer. Models do not always write the JSON they are asked for: then the text is the answer. */
    @Stage(ExecutionStage.LLM_PARSE)
    protected Draft parse(String content) {
        Optional<ModelReply> reply = ReplyReader.read(content);
        if (reply.isEmpty()) {
            Tracking.current().event("WARN", "the model's answer is not the JSON it was asked for", Map.of());
        }
        return reply.map(json -> new Draft(json.answer().strip(), json.sources()))
                .orElseGet(() -> new Draft(content.strip(), List.of()));
    }

    /** Cites the facts that the answer rests on. */
    @Stage(ExecutionStage.POST_PROCESS)
    protected AgentAnswer postProcess(Relevance relevance, List<Fact> facts, Draft draft) {
        List<Fact> used = facts.stream().filter(fact -> rests(draft, fact)).toList();
        for (Fact fact : used) {
            Tracking.current().cite(fact.kind(), fact.id(), fact.text(), fact.score());
        }
        List<String> sources = used.stream().map(Fact::id).distinct().toList();
        return AgentAnswer.answered(name(), relevance, draft.text(), sources);
    }

    /** What the agent is, for the model: {@code psychologist}. */
    abstract String role();

    /** What it is to do, for the model. */
    abstract String task();

    abstract Relevance relevance(Inquiry inquiry);

    abstract List<Fact> facts(Inquiry inquiry);

    final StoryWorld world() {
        return tools.world();
    }

    /** Where the model does not say what it used, a fact counts as used if the answer holds its words. */
    private static boolean rests(Draft draft, Fact fact) {
        return draft.labels().isEmpty()
                ? isQuoted(draft.text(), fact)
                : draft.labels().contains(fact.label());
    }

    private static boolean isQuoted(String text, Fact fact) {
        List<String> telling = Words.of(fact.text()).all();
        Words said = Words.of(text);
        return telling.size() >= 2 && said.all().containsAll(telling.subList(0, 2));
    }
}
