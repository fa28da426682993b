// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.test.story.PsychologistAgent;
import dev.agenttracking.test.story.RouterAgent;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Spring comes without an annotation, as it does by auto-detection. */
@ContextConfiguration(classes = {RouterAgent.class, PsychologistAgent.class})
@RecordExecutions
class RecordExecutionsRegisteredTest {

    @RegisterExtension
    static final SpringExtension SPRING = new SpringExtension();

    @Autowired
    private RouterAgent router;

    @Test
    void recordsWhatTheContextRuns(RecordedExecutions recorded, @Autowired RecordedExecutions bean) {
        router.route("ada", "why?");

        assertThat(recorded).isSameAs(bean).agents("RouterAgent", "PsychologistAgent");
    }

    @Nested
    class Inside {

        @Test
        void recordsTheSame(RecordedExecutions recorded) {
            router.route("ada", "why?");

            assertThat(recorded).hasSize(2);
        }
    }
}
