// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.expert;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/** Answers other services. */
@Component
public class ExpertAgent {

    /** Answers at once. */
    @TrackExecution
    public String look() {
        return "seen";
    }

    /** Takes longer than its process lives. */
    @TrackExecution
    public String ponder() {
        prepare();
        return call();
    }

    @Stage(ExecutionStage.LLM_PREPARE)
    void prepare() {}

    @Stage(ExecutionStage.LLM_CALL)
    String call() {
        Tracking.current().llmRequest("model", "why?");
        LockSupport.parkNanos(TimeUnit.MINUTES.toNanos(10));
        return "never";
    }
}
