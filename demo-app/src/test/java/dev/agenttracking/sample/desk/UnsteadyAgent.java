// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.TrackExecution;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.stereotype.Component;

/** An agent that needs three attempts. */
@Component
public class UnsteadyAgent {

    private final AtomicInteger attempts = new AtomicInteger();

    /** Fails twice. */
    @Retryable(maxRetries = 3, delay = 1)
    @TrackExecution
    public String run() {
        if (attempts.incrementAndGet() < 3) {
            throw new IllegalStateException("not yet");
        }
        return "at last";
    }
}
