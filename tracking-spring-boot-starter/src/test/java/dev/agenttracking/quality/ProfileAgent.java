// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.NonNull;

/** An agent whose model must answer with a profile. */
public class ProfileAgent {

    /** Answers with what the model is told to say. */
    @TrackExecution
    public int run(String answer) {
        return ask(answer).length();
    }

    /** The same, later. */
    @TrackExecution
    public CompletableFuture<String> runLater(CompletableFuture<String> answer) {
        return askLater(answer);
    }

    @Stage(value = ExecutionStage.LLM_CALL, response = Profile.class)
    String ask(String answer) {
        return answer;
    }

    /** Answers with what nobody is to see. */
    @TrackExecution
    public int runSecretly(String answer) {
        return askSecretly(answer).length();
    }

    @Sensitive
    @Stage(value = ExecutionStage.LLM_CALL, response = Profile.class)
    String askSecretly(String answer) {
        return answer;
    }

    @Stage(value = ExecutionStage.LLM_CALL, response = Profile.class)
    CompletableFuture<String> askLater(CompletableFuture<String> answer) {
        return answer;
    }

    record Profile(@NonNull String name, List<Trait> traits) {}

    record Trait(@NonNull String label, double weight) {}
}
