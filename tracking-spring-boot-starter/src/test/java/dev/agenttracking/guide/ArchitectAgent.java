// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.Relevance;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Answers questions about plots. */
@Component
public class ArchitectAgent {

    @TrackExecution
    public @Nullable String run(@VaultId String vault, @ConversationId String conversation, String message) {
        return shouldRespond(message).respond() ? "First act, second act, third act." : null;
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    Relevance shouldRespond(String message) {
        return message.contains("plot")
                ? new Relevance(true, 0.95, "asks for a plot")
                : new Relevance(false, 0.1, "asks for no plot");
    }
}
