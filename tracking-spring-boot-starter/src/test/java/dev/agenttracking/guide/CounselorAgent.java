// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.Relevance;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.TrackedExecution;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.CallReason;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions about motives. */
@Component
public class CounselorAgent {

    private final LibrarianAgent librarian;
    private final StoryModel model;

    CounselorAgent(LibrarianAgent librarian, StoryModel model) {
        this.librarian = librarian;
        this.model = model;
    }

    @TrackExecution(tags = "story")
    public @Nullable String run(
            @VaultId String vault,
            @ConversationId String conversation,
            @CallReason @Nullable String reason,
            String message) {
        if (!shouldRespond(message).respond()) {
            return null;
        }
        String notes = librarian.find("motives", message);
        return ask(message + "\n" + notes);
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    Relevance shouldRespond(String message) {
        return message.startsWith("Why")
                ? new Relevance(true, 0.9, "asks for a motive")
                : new Relevance(false, 0.2, "asks for no motive");
    }

    @Stage(ExecutionStage.LLM_CALL)
    String ask(String prompt) {
        TrackedExecution execution = Tracking.current();
        execution.llmRequest("story-1", prompt);
        String answer = model.answer(prompt);
        execution.llmResponse(answer, TokenUsage.of(120, 30));
        return answer;
    }
}
