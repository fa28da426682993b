// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.writer.ExecutionWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** T11, T12, T21: starts, pauses and ends as the application does, and keeps none alive. */
class LifecycleTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
            .withBean(HostAgent.class);

    @Test
    void recordsInALazyApplicationWhoseBeansStayLazy() {
        AtomicInteger made = new AtomicInteger();
        SpringApplication application = new SpringApplicationBuilder(Lazy.class)
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                .build("--spring.main.banner-mode=off");
        application.addInitializers(context -> {
            context.getBeanFactory().registerSingleton("made", made);
            context.getBeanFactory().registerSingleton("sink", sink);
        });
        try (ConfigurableApplicationContext context = application.run("--spring.main.banner-mode=off")) {
            assertThat(context.getBean(ExecutionWriter.class).isRunning()).isTrue();
            assertThat(made).hasValue(0);
            context.getBean(HostAgent.class).run("x");
            assertThat(sink.executions(1)).hasSize(1);
            assertThat(made).hasValue(1);
        }
    }

    /** What Spring's tests do with a context while another one is in use. */
    @Test
    void pausesAndGoesOnWithTheContextAndLosesNothing() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        runner.withBean(CollectingSink.class, () -> sink).run(context -> {
            ConfigurableApplicationContext paused = context.getSourceApplicationContext();
            HostAgent agent = context.getBean(HostAgent.class);
            agent.run("before");
            sink.executions(1);
            for (int pause = 0; pause < 2; pause++) {
                assertThat(startedSince(before)).extracting(Thread::getName).contains("tracking-writer");
                paused.pause();
                assertThat(startedSince(before)).extracting(Thread::getName).doesNotContain("tracking-writer");
                agent.run("meanwhile");
                paused.restart();
                agent.run("after");
                sink.executions(3 + 2 * pause);
            }
            paused.stop();
            agent.run("stopped");
            paused.start();
            assertThat(sink.executions(6)).hasSize(6);
            assertThat(context.getBean(ExecutionWriter.class).counts().droppedTotal())
                    .isZero();
        });
    }

    @Test
    void hasDaemonThreadsAloneAndNoneAfterwards() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        runner.withPropertyValues(
                        "tracking.datasource.url=jdbc:postgresql://localhost:1/nowhere",
                        "tracking.writer.shutdown-timeout=100ms")
                .run(context -> {
                    context.getBean(HostAgent.class).run("x");
                    await().until(() -> startedSince(before).size() > 1);
                    assertThat(startedSince(before)).extracting(Thread::getName).contains("tracking-writer");
                    assertThat(startedSince(before))
                            .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue());
                });
        await().untilAsserted(() -> assertThat(startedSince(before)).isEmpty());
    }

    /** A JVM of its own, whose end is that of {@code main}. */
    @Test
    void letsAnApplicationEndWithItsMainMethodAndStoresWhatItDid(@TempDir Path directory) throws Exception {
        assertThat(ChildJvm.run(directory, ShortApplication.class))
                .contains("main has ended")
                .contains("HostAgent.run success");
    }

    @Test
    void closesWithADatabaseThatNeverAnswers() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> closed = new CompletableFuture<>();
            runner.withPropertyValues(
                            "tracking.datasource.url=jdbc:postgresql://localhost:" + silent.getLocalPort() + "/silent",
                            "tracking.writer.shutdown-timeout=200ms")
                    .run(context -> {
                        context.getBean(HostAgent.class).run("x");
                        ConfigurableApplicationContext closing = context.getSourceApplicationContext();
                        Thread thread = new Thread(() -> {
                            closing.close();
                            closed.complete(null);
                        });
                        thread.start();
                        // The driver itself would wait for ever.
                        await().atMost(Duration.ofSeconds(30)).until(closed::isDone);
                    });
        }
    }

    private static List<Thread> startedSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.getName().contains("tracking"))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    static class Lazy {

        @Bean
        HostAgent agent(AtomicInteger made) {
            made.incrementAndGet();
            return new HostAgent();
        }
    }

    /** Has nothing that keeps it alive. */
    static final class ShortApplication {

        private ShortApplication() {}

        public static void main(String[] arguments) {
            ConfigurableApplicationContext context = new SpringApplicationBuilder(Short.class)
                    .web(WebApplicationType.NONE)
                    .run(
                            "--tracking.store=log",
                            "--tracking.writer.flush-interval=1m",
                            "--spring.main.banner-mode=off");
            context.getBean(HostAgent.class).run("x");
            System.out.println("main has ended");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    static class Short {

        @Bean
        HostAgent agent() {
            return new HostAgent();
        }
    }
}
