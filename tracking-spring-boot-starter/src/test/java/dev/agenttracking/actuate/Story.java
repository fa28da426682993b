// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.Decision;
import dev.agenttracking.Decision.Candidate;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.TrackedExecution;
import dev.agenttracking.Tracking;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ApplicationContext;

/** Two executions with all kinds of content, each of which begins with {@value #SAID}. */
final class Story {

    static final String SAID = "said-";

    /** What the report of a {@code Router} has of it. */
    static final List<String> SAID_BY_ROUTER = List.of(
            "said-question",
            "said-output ü",
            "said-message",
            "said-data",
            "said-prompt",
            "said-answer",
            "said-quote",
            "said-reason",
            "said-call",
            "said-relevance");

    /** What the report of a {@code Poet} has of it. */
    static final List<String> SAID_BY_POET = List.of("said-error", "said-call", "said-relevance");

    private Story() {}

    /** Tells it; the id of the router's execution. */
    static UUID tell(ApplicationContext context) throws Exception {
        ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
        UUID[] router = new UUID[1];
        tracker.track(
                ExecutionSpec.of("Router", "route")
                        .withIds("vault-1", "conversation-1", "user-1")
                        .withInput(Map.of("question", "said-question")),
                () -> {
                    router[0] = Tracking.current().id();
                    route(Tracking.current(), tracker);
                    return "said-output ü";
                });
        return router[0];
    }

    private static void route(TrackedExecution current, ExecutionTracker tracker) throws Exception {
        current.event("INFO", "said-message", Map.of("key", "said-data"));
        current.llmRequest("model-1", "said-prompt");
        current.llmResponse("said-answer", new TokenUsage(10, 5, 0, 0, 0));
        current.cite("note", "note-1", "said-quote", 0.5);
        tracker.decision(Decision.of(List.of(
                new Candidate("Painter", 0.2, 0.5, null, false, Decision.BELOW_THRESHOLD, "said-reason"),
                new Candidate("Poet", 0.9, 0.5, 1, true, Decision.CHOSEN, null))));
        try {
            tracker.track(ExecutionSpec.of("Poet", "write").withCallReason("said-call"), () -> {
                Tracking.current().relevance(true, 0.7, "said-relevance");
                throw new IllegalStateException("said-error");
            });
        } catch (IllegalStateException expected) {
            // The story goes on.
        }
    }
}
