// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.test.story.PsychologistAgent;
import dev.agenttracking.test.story.RouterAgent;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** A context of a few beans, without auto-configuration, as those of slices are. */
@SpringJUnitConfig({RouterAgent.class, PsychologistAgent.class})
@RecordExecutions
class RecordExecutionsWithoutBootTest {

    private final RecordedExecutions recorded;

    @Autowired
    RecordExecutionsWithoutBootTest(RecordedExecutions recorded) {
        this.recorded = recorded;
    }

    @Test
    void recordsAllTheSame(@Autowired RouterAgent router) {
        router.route("ada", "why?");

        assertThat(recorded).agents("RouterAgent", "PsychologistAgent");
    }
}
