// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** T10, T21: beside a real web server, its shutdown and its management port. */
class WebServerTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void recordsTheRequestsAndTasksThatEndWhileTheApplicationStops() throws Exception {
        ConfigurableApplicationContext context = start(
                "--server.shutdown=graceful",
                "--spring.lifecycle.timeout-per-shutdown-phase=1m",
                "--spring.task.execution.shutdown.await-termination=true",
                "--spring.task.execution.shutdown.await-termination-period=1m");
        CollectingSink sink = context.getBean(CollectingSink.class);
        SlowAgent agent = context.getBean(SlowAgent.class);
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request(context, "local.server.port", "/slow"), HttpResponse.BodyHandlers.ofString());
        CompletableFuture<Void> task = context.getBean(Tasks.class).later();
        agent.entered.await();

        Thread closing = new Thread(context::close);
        closing.start();
        await().until(() -> isRefused(context));
        assertThat(context.getBean(ExecutionWriter.class).isRunning()).isTrue();
        agent.released.countDown();

        assertThat(answer.get().body()).isEqualTo("done");
        closing.join();
        assertThat(task).isCompleted();
        assertThat(sink.executions(2))
                .extracting(execution -> execution.status().name())
                .containsOnly("SUCCESS");
    }

    @Test
    void goesOnBesideAManagementPortOfItsOwn() throws Exception {
        CollectingSink sink;
        try (ConfigurableApplicationContext context = start("--management.server.port=0")) {
            sink = context.getBean(CollectingSink.class);
            context.getBean(SlowAgent.class).released.countDown();
            assertThat(context.getEnvironment().getProperty("local.management.port"))
                    .isNotEqualTo(context.getEnvironment().getProperty("local.server.port"));
            assertThat(client.send(
                                    request(context, "local.management.port", "/actuator/health"),
                                    HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("UP");
            assertThat(client.send(request(context, "local.server.port", "/slow"), HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo("done");
            sink.executions(1);

            // As the management context does when it ends before the application.
            context.publishEvent(new ContextClosedEvent(new GenericApplicationContext(context)));
            context.getBean(SlowAgent.class).run();
            assertThat(sink.executions(2)).hasSize(2);
            context.getBean(SlowAgent.class).run();
        }
        assertThat(sink.executions(3)).extracting(Execution::parentId).containsOnlyNulls();
    }

    private boolean isRefused(ConfigurableApplicationContext context) {
        try {
            client.send(request(context, "local.server.port", "/"), HttpResponse.BodyHandlers.ofString());
            return false;
        } catch (IOException refused) {
            return true;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpRequest request(ConfigurableApplicationContext context, String port, String path) {
        return HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + context.getEnvironment().getProperty(port) + path))
                .build();
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        return new SpringApplicationBuilder(Shop.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "spring.main.banner-mode=off")
                .properties(Hosts.openExcluding(Hosts.JDBC, Hosts.R2DBC, Hosts.LIQUIBASE, Hosts.FLYWAY))
                .run(arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    @Import({SlowAgent.class, Tasks.class, Doors.class})
    static class Shop {

        @Bean
        CollectingSink sink() {
            return new CollectingSink();
        }
    }

    static class SlowAgent {

        final CountDownLatch entered = new CountDownLatch(2);
        final CountDownLatch released = new CountDownLatch(1);

        @TrackExecution
        public String run() throws InterruptedException {
            entered.countDown();
            released.await();
            return "done";
        }
    }

    static class Tasks {

        private final SlowAgent agent;

        Tasks(SlowAgent agent) {
            this.agent = agent;
        }

        @Async
        public CompletableFuture<Void> later() throws InterruptedException {
            agent.run();
            return CompletableFuture.completedFuture(null);
        }
    }

    @RestController
    static class Doors {

        private final SlowAgent agent;

        Doors(SlowAgent agent) {
            this.agent = agent;
        }

        @GetMapping("/slow")
        String slow() throws InterruptedException {
            return agent.run();
        }
    }
}
