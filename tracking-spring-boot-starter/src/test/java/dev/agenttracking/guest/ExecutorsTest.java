// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** T7: tasks run where, and decorated as, they would without the starter. */
class ExecutorsTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner without = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class));
    private final ApplicationContextRunner with = without.withConfiguration(
                    AutoConfigurations.of(TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(HostAgent.class);

    @Test
    void areThoseThatBootAndTheApplicationMake() {
        for (Class<?> application : List.of(Working.class, OwnExecutor.class)) {
            Set<String> expected = new TreeSet<>();
            without.withUserConfiguration(application).run(context -> expected.addAll(executors(context)));
            with.withUserConfiguration(application)
                    .run(context -> assertThat(executors(context)).isEqualTo(expected));
            assertThat(expected).contains(application == Working.class ? "applicationTaskExecutor" : "own");
        }
    }

    @Test
    void runAsyncAndScheduledMethodsOnTheirThreads() {
        with.withUserConfiguration(Working.class).run(context -> {
            Work work = context.getBean(Work.class);
            assertThat(work.later().join()).startsWith("task-");
            await().until(() -> !work.scheduledOn().isEmpty());
            assertThat(work.scheduledOn().get(0)).startsWith("scheduling-");
        });
    }

    @Test
    void giveTheApplicationsDecoratorsTheTaskItselfOnce() {
        with.withUserConfiguration(Decorating.class).run(context -> {
            Decorating.Seen seen = context.getBean(Decorating.Seen.class);
            CompletableFuture<String> done = new CompletableFuture<>();
            Runnable task = () -> done.complete(String.join(",", seen.around));

            context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class).execute(task);

            assertThat(done.get()).isEqualTo("last,first");
            assertThat(seen.tasks.get(0)).isSameAs(task);
            assertThat(seen.tasks).hasSize(2);
        });
    }

    @Test
    void areInjectedWithTheApplicationsOwnDecorator() {
        with.withUserConfiguration(OneDecorator.class)
                .run(context ->
                        assertThat(context.getBean(TaskDecorator.class)).isSameAs(context.getBean("decorator")));
    }

    @Test
    void makeAgentsInAsyncMethodsChildrenOfTheirCallers() {
        with.withUserConfiguration(Working.class).withBean(Outer.class).run(context -> {
            context.getBean(Outer.class).run();
            List<Execution> ended = sink.executions(2);
            assertThat(ended)
                    .extracting(execution -> execution.method().agent())
                    .containsExactly("HostAgent", "Outer");
            assertThat(ended.get(0).parentId()).isEqualTo(ended.get(1).id());
        });
    }

    private static Set<String> executors(ApplicationContext context) {
        Set<String> names = new TreeSet<>(Set.of(context.getBeanNamesForType(Executor.class)));
        names.addAll(Set.of(context.getBeanNamesForType(TaskScheduler.class)));
        return names;
    }

    static class Outer {

        private final Work work;

        Outer(Work work) {
            this.work = work;
        }

        @TrackExecution
        public String run() {
            return work.later().join();
        }
    }

    static class Work {

        private final List<String> scheduledOn = new CopyOnWriteArrayList<>();
        private final HostAgent agent;

        Work(HostAgent agent) {
            this.agent = agent;
        }

        @Async
        public CompletableFuture<String> later() {
            agent.run("");
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }

        public List<String> scheduledOn() {
            return scheduledOn;
        }

        @Scheduled(fixedDelay = 5)
        public void regularly() {
            scheduledOn.add(Thread.currentThread().getName());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    @EnableScheduling
    static class Working {

        @Bean
        Work work(ObjectProvider<HostAgent> agent) {
            return new Work(agent.getIfAvailable());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {

        @Bean(destroyMethod = "shutdown")
        Executor own() {
            return Executors.newSingleThreadExecutor();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OneDecorator {

        @Bean
        TaskDecorator decorator() {
            return task -> task;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Decorating {

        @Bean
        Seen seen() {
            return new Seen();
        }

        @Bean
        @Order(1)
        TaskDecorator first(Seen seen) {
            return seen.decorator("first");
        }

        @Bean
        TaskDecorator last(Seen seen) {
            return seen.decorator("last");
        }

        static class Seen {

            private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
            private final List<String> around = new CopyOnWriteArrayList<>();

            TaskDecorator decorator(String name) {
                return task -> {
                    tasks.add(task);
                    return () -> {
                        around.add(name);
                        task.run();
                    };
                };
            }
        }
    }
}
