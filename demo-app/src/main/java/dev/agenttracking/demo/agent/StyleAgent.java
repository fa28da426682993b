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
import dev.agenttracking.demo.world.Words;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures a passage without a model. It is made by a {@code @Bean} method, so that its calls are tracked by Spring AOP: from
 * outside, {@code shouldRespond} and {@code run}. What it calls on itself no proxy sees; it says its decision by hand.
 */
class StyleAgent implements StoryAgent {

    private static final int PASSAGE = 60;

    private static final Vocabulary STYLE = Vocabulary.of(
            "style",
            "stylist*",
            "wording",
            "prose",
            "adverb*",
            "adjective*",
            "sentence*",
            "readab*",
            "rewrite",
            "wordy",
            "repetit*");

    @Override
    @Stage(ExecutionStage.SHOULD_RESPOND)
    public Relevance shouldRespond(String message) {
        return relevance(Words.of(message));
    }

    @Override
    @TrackExecution
    public AgentAnswer run(
            @VaultId @Nullable String vaultId,
            @ConversationId @Nullable String conversationId,
            @CallReason @Nullable String reason,
            String message) {
        Words words = Words.of(message);
        Relevance relevance = relevance(words);
        Tracking.current()
                .stage(
                        "should_respond",
                        () -> Tracking.current()
                                .relevance(relevance.respond(), relevance.score(), relevance.reasoning()));
        if (!relevance.respond()) {
            return AgentAnswer.skipped(name(), relevance);
        }
        StyleReport report = StyleReport.of(message, words);
        Tracking.current().event("INFO", "measured", Map.of("words", report.words(), "sentences", report.sentences()));
        return AgentAnswer.answered(name(), relevance, report.inWords(), List.of());
    }

    static Relevance relevance(Words words) {
        return new Evidence()
                .words("asks about style:", STYLE.findIn(words), 0.55)
                .when(words.count() >= PASSAGE, "is a passage of " + words.count() + " words", 0.6)
                .decide("style");
    }
}
