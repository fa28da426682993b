// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import dev.agenttracking.Relevance;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers where a motive is asked for. */
@Component
public class PsychologistAgent {

    @TrackExecution
    public @Nullable String run(@VaultId String vault, @ConversationId String conversation, String message) {
        if (!shouldRespond(message).respond()) {
            return null;
        }
        return ask(message);
    }

    @TrackExecution
    public CompletableFuture<String> later(@Sensitive String secret, CompletableFuture<String> answer) {
        return answer;
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    Relevance shouldRespond(String message) {
        return message.contains("why")
                ? new Relevance(true, 0.8, "asks for a motive")
                : new Relevance(false, 0.1, "no motive asked for");
    }

    @Stage(ExecutionStage.LLM_CALL)
    String ask(String message) {
        Tracking.current().llmRequest("gpt-4o-mini", message);
        if (message.contains("broken")) {
            throw new IllegalStateException("the model is away");
        }
        Tracking.current().llmResponse("For the sea.", TokenUsage.of(12, 5));
        return "For the sea.";
    }
}
