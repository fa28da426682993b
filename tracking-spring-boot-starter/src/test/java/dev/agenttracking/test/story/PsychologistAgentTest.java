// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.test.RecordExecutions;
import dev.agenttracking.test.RecordedExecutions;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
@RecordExecutions
class PsychologistAgentTest {

    @Autowired
    PsychologistAgent psychologist;

    @Test
    void asksTheModelForMotives(RecordedExecutions recorded) {
        psychologist.run("vault-1", "chat-7", "why does she stay?");

        assertThat(recorded)
                .execution("PsychologistAgent")
                .succeeded()
                .stages("should_respond", "llm_call")
                .inVault("vault-1")
                .hasInput("message", "why does she stay?")
                .usedTokens(17);
    }

    @Test
    void leavesSmallTalkToOthers(RecordedExecutions recorded) {
        psychologist.run("vault-1", "chat-7", "hello");

        assertThat(recorded).execution("PsychologistAgent").skipped("no motive asked for");
        assertThat(recorded).hasNoExecutionsOf("ArchitectAgent");
    }
}
