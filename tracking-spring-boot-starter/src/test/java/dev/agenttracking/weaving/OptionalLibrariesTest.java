// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.ClassPathWithout;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.AlphaAgent;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

/** An application has neither Kotlin nor Reactor: nothing of the library may ask for them. */
class OptionalLibrariesTest {

    @Test
    void tracksWithoutKotlinAndReactor() throws Exception {
        assertThat(ClassPathWithout.call(
                        OptionalLibrariesTest.class, "track", List.of(), "kotlin", "reactor", "reactive-streams"))
                .isEqualTo("AlphaAgent.run, Lines.lines");
    }

    static String track() {
        assertThat(ClassUtils.isPresent("kotlin.Unit", null)).isFalse();
        assertThat(ClassUtils.isPresent("org.reactivestreams.Publisher", null)).isFalse();
        CollectingSink sink = new CollectingSink();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withBean(CollectingSink.class, () -> sink)
                .withBean(AlphaAgent.class)
                .withBean(Lines.class, Lines::new)
                .run(context -> {
                    context.getBean(AlphaAgent.class).run("a");
                    context.getBean(Lines.class).lines().subscribe(new Cancelling());
                });
        assertThat(sink.executions(2))
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SUCCESS, ExecutionStatus.CANCELLED);
        assertThat(sink.all().get(1).output()).isEqualTo(List.of("first"));
        return String.join(", ", sink.names());
    }

    static class Lines {

        @TrackExecution
        public Flow.Publisher<String> lines() {
            return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    subscriber.onNext("first");
                }

                @Override
                public void cancel() {}
            });
        }
    }

    /** Wants one element. */
    private static final class Cancelling implements Flow.Subscriber<String> {

        private Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(String item) {
            subscription.cancel();
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
