// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;

class RetriesTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);

    @Test
    void eachAttemptOfAWovenBeanIsAnExecutionUnderOneParent() {
        contexts.withUserConfiguration(Woven.class)
                .run(context -> callOnce(context.getBean(ExecutionTracker.class), context.getBean(Unsteady.class)));

        threeAttempts();
    }

    @Test
    void eachAttemptOfAnAdvisedBeanIsAnExecutionUnderOneParent() {
        contexts.withUserConfiguration(Advised.class)
                .run(context -> callOnce(context.getBean(ExecutionTracker.class), context.getBean(Unsteady.class)));

        threeAttempts();
    }

    private static void callOnce(ExecutionTracker tracker, Unsteady agent) throws Exception {
        assertThat(tracker.track(ExecutionSpec.of("Caller", "run"), agent::answer))
                .isEqualTo("at last");
    }

    private void threeAttempts() {
        List<Execution> executions = sink.executions(4);
        Execution caller = executions.get(3);
        assertThat(executions.subList(0, 3)).allSatisfy(attempt -> {
            assertThat(attempt.method().agent()).isEqualTo("Unsteady");
            assertThat(attempt.parent()).isSameAs(caller);
        });
        assertThat(executions)
                .extracting(Execution::status)
                .containsExactly(
                        ExecutionStatus.FAILED,
                        ExecutionStatus.FAILED,
                        ExecutionStatus.SUCCESS,
                        ExecutionStatus.SUCCESS);
        assertThat(executions.subList(0, 3)).extracting(Execution::sequence).containsExactly(0, 1, 2);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    @Import(Unsteady.class)
    static class Woven {}

    @Configuration(proxyBeanMethods = false)
    @EnableResilientMethods
    static class Advised {

        @Bean
        static Unsteady unsteady() {
            return new Unsteady();
        }
    }

    static class Unsteady {

        private int attempts;

        @Retryable(maxRetries = 3, delay = 1)
        @TrackExecution
        public String answer() {
            if (++attempts < 3) {
                throw new IllegalStateException("attempt " + attempts);
            }
            return "at last";
        }
    }
}
