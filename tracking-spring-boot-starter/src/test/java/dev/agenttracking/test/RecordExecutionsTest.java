// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.test.story.PsychologistAgent;
import dev.agenttracking.test.story.RouterAgent;
import dev.agenttracking.writer.RecordSink;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;

/** What the annotation does to an application that is set up not to be recorded. */
@SpringBootTest(
        classes = dev.agenttracking.test.story.TestableStory.class,
        properties = {
            "tracking.enabled=false",
            "tracking.store=none",
            "tracking.sampling.rate=0",
            "tracking.agents.psychologist-agent.sampling-rate=0",
            "tracking.writer.flush-interval=1m",
            "tracking.capture.max-value-size=64B"
        })
@RecordExecutions
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RecordExecutionsTest {

    private static CompletableFuture<String> left;

    @Autowired
    private PsychologistAgent psychologist;

    @Autowired
    private RouterAgent router;

    @Autowired
    private RecordedExecutions bean;

    @BeforeEach
    void begins(RecordedExecutions recorded) {
        assertThat(recorded)
                .isSameAs(bean)
                .satisfies(empty -> assertThat(empty.all()).isEmpty());
        psychologist.run("v", "c", "before each");
    }

    @AfterEach
    void staysUntilTheNextTest(RecordedExecutions recorded) {
        assertThat(recorded.of("PsychologistAgent")).isNotEmpty();
    }

    @Test
    @Order(1)
    void recordsAtOnceWhateverTheSettingsSay(RecordedExecutions recorded) {
        router.route("u", "why?");

        assertThat(recorded).agents("PsychologistAgent", "RouterAgent", "PsychologistAgent");
    }

    @Test
    @Order(2)
    void keepsTheSettingsAboutContent(RecordedExecutions recorded) {
        psychologist.run("v", "c", "why " + "x".repeat(1_000));

        assertThat(recorded)
                .executionsOf("PsychologistAgent")
                .last()
                .satisfies(report ->
                        assertThat(report.execution().inputData().toString()).contains("…[+"));
    }

    @Test
    @Order(3)
    void leavesOneRunning() {
        left = new CompletableFuture<>();
        psychologist.later("secret", left);
    }

    @Test
    @Order(4)
    void doesNotSeeWhatAnEarlierTestBegan(RecordedExecutions recorded) {
        left.complete("late");

        assertThat(recorded).hasSize(1);
    }

    @Test
    @Order(5)
    void isWhatAnalyticsAnswerFrom(@Autowired ExecutionAnalytics analytics, @Autowired ApplicationContext context) {
        bean.all();
        assertThat(analytics.recentExecutions(ExecutionFilter.all())).hasSize(1);
        assertThat(analytics.source()).startsWith("memory: ");
        assertThat(context.getBeansOfType(RecordSink.class)).hasSize(1);
    }

    @Nested
    class Inside {

        @Test
        void recordsTheSame(RecordedExecutions recorded, @Autowired RecordedExecutions injected) {
            assertThat(recorded)
                    .isSameAs(injected)
                    .satisfies(kept -> assertThat(kept.all()).hasSize(1));
        }
    }
}
