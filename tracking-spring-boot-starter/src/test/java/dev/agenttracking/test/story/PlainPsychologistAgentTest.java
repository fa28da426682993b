// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.test.RecordExecutions;
import dev.agenttracking.test.RecordedExecutions;
import org.junit.jupiter.api.Test;

@RecordExecutions
class PlainPsychologistAgentTest {

    @Test
    void asksTheModelForMotives(RecordedExecutions recorded) {
        PsychologistAgent psychologist = recorded.track(new PsychologistAgent$$Tracked());

        psychologist.run("vault-1", "chat-7", "why does she stay?");

        assertThat(recorded).execution("PsychologistAgent").succeeded().hasOutput("For the sea.");
    }
}
