// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agenttracking.testing.ClassPathWithout;
import dev.agenttracking.weaving.agents.AlphaAgent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Contexts that tests make themselves, and applications without a test's libraries. */
class RecordedContextsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
            .withUserConfiguration(RecordedExecutionsConfiguration.class)
            .withBean(AlphaAgent.class);

    @Test
    void recordsInAnApplicationContextRunner() {
        runner.withPropertyValues("tracking.store=postgres").run(context -> {
            RecordedExecutions recorded = context.getBean(RecordedExecutions.class);
            context.getBean(AlphaAgent.class).run("a");

            assertThat(recorded).execution("AlphaAgent").succeeded();
        });
    }

    @Test
    void saysThatTheContextIsClosed() {
        RecordedExecutions[] recorded = new RecordedExecutions[1];
        runner.run(context -> recorded[0] = context.getBean(RecordedExecutions.class));

        assertThatIllegalStateException()
                .isThrownBy(() -> recorded[0].all())
                .withMessageContaining("the context does not run");
    }

    @Test
    void leavesApplicationsAloneThatHaveNoTestLibraries() throws Exception {
        assertThat(ClassPathWithout.call(
                        ApplicationWithoutTests.class,
                        "run",
                        List.of(),
                        "assertj",
                        "junit",
                        "spring-test",
                        "spring-boot-test",
                        "opentest4j",
                        "awaitility",
                        "mockito"))
                .isEqualTo("Alpha thinks a: 1 from memory: the newest 1,000 executions of this process");
    }
}
