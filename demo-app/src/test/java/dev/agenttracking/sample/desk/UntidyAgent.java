// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.util.List;
import org.jspecify.annotations.NonNull;
import org.springframework.stereotype.Component;

/** An agent that does not do as it declares. */
@Component
public class UntidyAgent {

    /** Runs its stages in the wrong order, one of them not at all, for no vault; its model leaves a name out. */
    @TrackExecution
    public String run(@VaultId String vault, @ConversationId String conversation) {
        finish();
        return ask();
    }

    @Stage(value = ExecutionStage.PRE_PROCESS, required = true)
    void prepare() {}

    @Stage(value = ExecutionStage.LLM_CALL, response = Profile.class)
    String ask() {
        return "Sure!\n```json\n{\"traits\": [{\"name\": \"calm\"}, {}]}\n```";
    }

    @Stage(ExecutionStage.POST_PROCESS)
    void finish() {}

    record Profile(List<Trait> traits) {}

    record Trait(@NonNull String name) {}
}
