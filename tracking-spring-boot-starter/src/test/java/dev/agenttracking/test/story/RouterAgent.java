// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import dev.agenttracking.Decision;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.UserId;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Calls the psychologist, and says why no other. */
@Component
public class RouterAgent {

    private final PsychologistAgent psychologist;
    private final ExecutionTracker tracker;

    public RouterAgent(PsychologistAgent psychologist, ExecutionTracker tracker) {
        this.psychologist = psychologist;
        this.tracker = tracker;
    }

    @TrackExecution(tags = "entry")
    public @Nullable String route(@UserId String user, String message) {
        tracker.decision(Decision.ranked(0.5, 1)
                .candidate("PsychologistAgent", 0.81)
                .candidate("ArchitectAgent", 0.42)
                .build());
        Tracking.current().event("INFO", "routed", Map.of("candidates", 2));
        Tracking.current().cite("book", "moby-dick", "Call me Ishmael.", 0.9);
        return psychologist.run("v1", "c1", message);
    }

    @Stage(value = ExecutionStage.INIT, required = true)
    void never() {}
}
