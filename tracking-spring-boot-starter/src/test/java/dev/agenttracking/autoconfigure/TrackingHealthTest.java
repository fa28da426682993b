// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What people and probes read at {@code /actuator/health}. */
class TrackingHealthTest {

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void saysWhatBecameOfTheExecutions() throws Exception {
        try (ConfigurableApplicationContext context =
                start("--tracking.store=memory", "--tracking.writer.spill.directory=" + directory)) {
            run(context);
            await().until(() -> context.getBean(ExecutionWriter.class).counts().written() == 1);
            JsonNode health = health(context, "");
            assertThat(health.at("/status").asString()).isEqualTo("UP");
            assertThat(health.at("/components/tracking"))
                    .isEqualTo(JsonMapper.shared().readTree("""
                            {"status": "UP", "details": {"enabled": true, "store": "memory", "state": "writing",
                             "reachable": true, "accepted": 1, "queued": 0, "spilled": 0, "spilledBytes": 0, "written": 1,
                             "deadLettered": 0, "dropped": {"queue_full": 0, "spill_full": 0, "rejected": 0, "shutdown": 0, "corrupt": 0},
                             "handedOver": 0,
                             "failures": 0, "balanced": true}}"""));
        }
    }

    @Test
    void staysUpWhileTheDatabaseIsAwayAndSaysSo() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (ConfigurableApplicationContext context = start(
                "--tracking.store=postgres",
                "--tracking.datasource.url=jdbc:postgresql://localhost:" + nobody + "/none",
                "--tracking.datasource.username=somebody",
                "--tracking.datasource.password=a-secret",
                "--management.endpoint.health.probes.enabled=true",
                "--tracking.writer.shutdown-timeout=0s",
                "--tracking.writer.spill.directory=" + directory)) {
            run(context);
            await().untilAsserted(() -> {
                JsonNode health = health(context, "");
                assertThat(health.at("/status").asString()).isEqualTo("UP");
                JsonNode details = health.at("/components/tracking/details");
                assertThat(details.at("/store").asString()).isEqualTo("PostgreSQL");
                assertThat(details.at("/state").asString()).isEqualTo("failing");
                assertThat(details.at("/reachable").asBoolean()).isFalse();
                assertThat(details.at("/failures").asInt()).isPositive();
                assertThat(details.at("/queued").asInt()
                                + details.at("/spilled").asInt())
                        .isEqualTo(1);
                assertThat(details.at("/balanced").asBoolean()).isTrue();
                assertThat(health.toString()).doesNotContain("a-secret");
            });
            assertThat(health(context, "/readiness").at("/status").asString()).isEqualTo("UP");
            assertThat(health(context, "/liveness").at("/status").asString()).isEqualTo("UP");
        }
    }

    @Test
    void isLeftOutWhereSettingsSaySo() {
        contexts().run(context -> assertThat(context).hasSingleBean(TrackingHealth.class));
        contexts()
                .withPropertyValues("management.health.tracking.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
        contexts()
                .withPropertyValues("management.health.defaults.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
        contexts()
                .withPropertyValues("tracking.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
    }

    @Test
    void isNotMissedWhereThereIsNoHealth() {
        contexts()
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> {
                    run(context);
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                    assertThat(context).doesNotHaveBean("trackingHealthIndicator");
                });
    }

    /** Each test has a directory of its own: what others have left would count. */
    private ApplicationContextRunner contexts() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(HealthAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withPropertyValues("tracking.store=memory", "tracking.writer.spill.directory=" + directory);
    }

    private static void run(ApplicationContext context) throws Exception {
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Poet", "run"), () -> "a poem");
    }

    private JsonNode health(ConfigurableApplicationContext context, String path) throws IOException {
        URI uri = URI.create("http://localhost:" + context.getEnvironment().getProperty("local.server.port")
                + "/actuator/health" + path);
        try {
            HttpResponse<String> answer =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JsonMapper.shared().readTree(answer.body());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static ConfigurableApplicationContext start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--management.endpoint.health.show-details=always",
                "--spring.autoconfigure.exclude=" + String.join(",", needless())));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .run(all.toArray(String[]::new));
    }

    /** What needs a database of the application's own, or closes its doors. */
    private static List<String> needless() {
        return ImportCandidates.load(AutoConfiguration.class, TrackingHealthTest.class.getClassLoader())
                .getCandidates()
                .stream()
                .filter(name ->
                        name.matches("org\\.springframework\\.boot\\.(security|r2dbc|liquibase|flyway|jdbc)\\..*"))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
