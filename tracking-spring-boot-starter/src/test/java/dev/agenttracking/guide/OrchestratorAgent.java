// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks the architect whether it has something to say, and the counselor to say it. */
@Component
public class OrchestratorAgent {

    private final ArchitectAgent architect;
    private final CounselorAgent counselor;

    OrchestratorAgent(ArchitectAgent architect, CounselorAgent counselor) {
        this.architect = architect;
        this.counselor = counselor;
    }

    @TrackExecution
    public @Nullable String chat(@VaultId String vault, @ConversationId String conversation, String message) {
        if (architect.shouldRespond(message).respond()) {
            return architect.run(vault, conversation, message);
        }
        return counselor.run(vault, conversation, "the architect has nothing to say", message);
    }
}
