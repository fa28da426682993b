// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Tracking;
import dev.agenttracking.TrackingContext;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.testing.Recordings;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ThreadPropagationTest {

    private static final int THREADS = Integer.getInteger("tracking.test.threads", 10_000);

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class, TaskExecutionAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withUserConfiguration(Application.class);

    @AfterEach
    void leavesNothingOnThisThread() {
        assertThat(CurrentExecution.capture().isEmpty()).isTrue();
    }

    @Test
    void followsAsyncWorkToTheExecutorsThread() {
        contexts.run(context -> {
            assertThat(context.getBean(Caller.class).call("c1").join()).isEqualTo("heard");
            context.getBean(Caller.class).call("c2").join();
            context.stop();
        });

        assertThat(sink.executions(4)).hasSize(4);
        for (String conversation : List.of("c1", "c2")) {
            Execution caller = only("Caller", conversation);
            Execution listener = only("Listener", conversation);
            assertThat(listener.parent()).isSameAs(caller);
            assertThat(listener.conversationId()).isEqualTo(conversation);
        }
    }

    @Test
    void leavesThePooledThreadAsItWas() {
        contexts.run(context -> {
            context.getBean(Caller.class).call("c1").join();
            Executor executor = context.getBean("applicationTaskExecutor", Executor.class);
            CompletableFuture<@Nullable UUID> seen = new CompletableFuture<>();
            executor.execute(() -> seen.complete(Tracking.current().id()));
            assertThat(seen.join()).isNull();
        });
    }

    @Test
    void leavesTheApplicationsDecoratorTheOneThatIsInjected() {
        contexts.withUserConfiguration(OwnDecorator.class).run(context -> {
            assertThat(context.getBean(TaskDecorator.class)).isNotInstanceOf(ExecutionTaskDecorator.class);
            context.getBean(Caller.class).call("c1").join();
            assertThat(OwnDecorator.decorated).isTrue();
            context.stop();
        });

        sink.executions(2);
        assertThat(only("Listener", "c1").parent()).isSameAs(only("Caller", "c1"));
    }

    @Test
    void isPartOfACapturedContext() {
        Recordings recordings = new Recordings();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            recordings.run("Outer", () -> {
                ContextSnapshot snapshot =
                        ContextSnapshotFactory.builder().build().captureAll();
                return other.submit(snapshot.wrap(() -> {
                            recordings.run("Inner", () -> "");
                        }))
                        .get();
            });
            recordings.run(
                    "Later",
                    () -> other.submit(() -> recordings.run("Orphan", () -> "")).get());
        } finally {
            other.shutdown();
        }

        assertThat(recordings.ended())
                .extracting(execution -> execution.method().agent(), ThreadPropagationTest::parentsAgent)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("Inner", "Outer"),
                        org.assertj.core.groups.Tuple.tuple("Outer", null),
                        org.assertj.core.groups.Tuple.tuple("Orphan", null),
                        org.assertj.core.groups.Tuple.tuple("Later", null));
    }

    @Test
    void followsReactorsOperatorsWhereTheApplicationSwitchesThatOn() {
        Recordings recordings = new Recordings();
        Hooks.enableAutomaticContextPropagation();
        try {
            recordings.run(
                    "Outer",
                    () -> Mono.just("x")
                            .publishOn(Schedulers.parallel())
                            .map(text -> recordings.run("Inner", () -> text))
                            .block());
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }

        assertThat(parentsAgent(recordings.ended().get(0))).isEqualTo("Outer");
    }

    @Test
    void keepsTheParentsOfThousandsOfThreadsApart() throws Exception {
        Recordings recordings = new Recordings();
        ManyThreads threads = ManyThreads.ofThisJdk();
        for (int from = 0; from < THREADS; from += Math.min(THREADS, threads.atOnce())) {
            int until = Math.min(THREADS, from + Math.min(THREADS, threads.atOnce()));
            CountDownLatch done = new CountDownLatch(until - from);
            for (int i = from; i < until; i++) {
                String name = "Agent" + i;
                threads.execute(() -> {
                    nest(recordings, threads, name);
                    done.countDown();
                });
            }
            done.await();
        }

        assertThat(recordings.ended()).hasSize(4 * THREADS);
        assertThat(recordings.ended()).allSatisfy(execution -> {
            Execution parent = execution.parent();
            if (parent != null) {
                assertThat(parent.method().agent()).isEqualTo(execution.method().agent());
            }
            assertThat(execution.depth()).isLessThan(3);
        });
        assertThat(recordings.ended().stream()
                        .filter(execution -> execution.parent() == null)
                        .count())
                .isEqualTo(THREADS);
        recordings.recorder().openExecutions().forEach(execution -> {
            throw new AssertionError("still open: " + execution.method());
        });
    }

    private static void nest(Recordings recordings, Executor threads, String name) {
        recordings.run(name, () -> {
            recordings.run(name, () -> recordings.run(name, () -> ""));
            CompletableFuture<Execution> other = new CompletableFuture<>();
            threads.execute(TrackingContext.wrap(() -> {
                other.complete(recordings.run(name, () -> ""));
            }));
            return other.join();
        });
        assertThat(CurrentExecution.capture().isEmpty()).isTrue();
    }

    private Execution only(String agent, String conversation) {
        List<Execution> found = sink.all().stream()
                .filter(execution ->
                        execution.method().agent().equals(agent) && conversation.equals(execution.conversationId()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static @Nullable String parentsAgent(Execution execution) {
        Execution parent = execution.parent();
        return parent == null ? null : parent.method().agent();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class Application {

        @Bean
        static Caller caller() {
            return new Caller();
        }

        @Bean
        static Listener listener() {
            return new Listener();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecorator {

        static volatile boolean decorated;

        @Bean
        static TaskDecorator ownDecorator() {
            return task -> {
                decorated = true;
                return task;
            };
        }
    }

    static class Caller {

        @Autowired
        private Listener listener = new Listener();

        @TrackExecution
        public CompletableFuture<String> call(@dev.agenttracking.annotation.ConversationId String conversation) {
            return listener.hear();
        }
    }

    static class Listener {

        @Async
        @TrackExecution
        public CompletableFuture<String> hear() {
            return CompletableFuture.completedFuture("heard");
        }
    }
}
