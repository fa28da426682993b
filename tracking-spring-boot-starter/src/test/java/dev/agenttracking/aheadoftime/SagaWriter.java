// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Proxied by Spring, which takes its generated subclass for the target. */
@Component
class SagaWriter {

    private final Bystander bystander;

    SagaWriter(Bystander bystander) {
        this.bystander = bystander;
    }

    @Async
    @Transactional
    @TrackExecution
    public CompletableFuture<String> write(String hero) {
        return CompletableFuture.completedFuture(prepare(hero));
    }

    @Stage(ExecutionStage.LLM_PREPARE)
    String prepare(String hero) {
        return hero + " " + bystander.watch("feast");
    }
}
