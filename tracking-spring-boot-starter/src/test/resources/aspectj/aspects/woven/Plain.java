// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Methods that neither a subclass nor a proxy could override. */
public class Plain {

    @TrackExecution
    public String run(@VaultId String vault, String question) {
        return prepare(question);
    }

    @Stage(ExecutionStage.LLM_PREPARE)
    private String prepare(String question) {
        return question + "!";
    }

    public String callHidden() {
        return hidden();
    }

    @TrackExecution
    private String hidden() {
        return "hidden";
    }

    @TrackExecution
    public final String last() {
        return "last";
    }

    @TrackExecution
    public void fail() throws IOException {
        throw new IOException("no");
    }

    @TrackExecution
    public CompletableFuture<String> promise(CompletableFuture<String> result) {
        return result;
    }
}
