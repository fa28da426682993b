// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class TrackingPropertiesTest {

    private static final UUID VAULT = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(PoetAgent.class);

    @ParameterizedTest
    @CsvSource({
        "tracking.enabled, perhaps",
        "tracking.store, mysql",
        "tracking.writer.queue-capacity, 0",
        "tracking.writer.batch-size, many",
        "tracking.writer.flush-interval, 3 parsecs",
        "tracking.writer.shutdown-timeout, -1s",
        "tracking.writer.buffer-size, 1023KB",
        "tracking.writer.buffer-size, 17GB",
        "tracking.writer.buffer-size, plenty",
        "tracking.writer.connections, 0",
        "tracking.writer.connections, 17",
        "tracking.writer.overflow, explode",
        "tracking.writer.block-timeout, -1ms",
        "tracking.writer.block-timeout, 61s",
        "tracking.writer.spill.max-size, 1000KB",
        "tracking.writer.durability, eternal",
        "tracking.capture.max-value-size, 1GB",
        "tracking.heartbeat.grace-time, 0s",
        "tracking.heartbeat.interval, 0s",
        "tracking.heartbeat.timeout, 25s",
        "tracking.agents.poet.enabled, maybe",
        "tracking.quality.enabled, perhaps",
        "tracking.quality.scoring, median",
        "tracking.quality.min-words, -1",
        "tracking.quality.max-words, 4",
        "tracking.quality.poor-threshold, 1.1",
        "tracking.quality.judge.sampling-rate, NaN",
        "tracking.quality.judge.timeout, 0s",
        "tracking.quality.judge.queue-capacity, 0",
        "tracking.agents.poet.timeout, -5s",
        "tracking.capture.content, some",
        "tracking.redaction.disabled-detectors, passports",
        "tracking.redaction.member-names, --",
        "tracking.redaction.patterns.own, (",
        "tracking.redaction.patterns.own, x*",
        "tracking.redaction.patterns.own, \\b",
        "tracking.datasource.url, jdbc:mysql://x/y",
        "tracking.retention.executions, 5h",
        "tracking.retention.executions, for ever",
        "tracking.retention.payloads, 0s",
    })
    void stopsTheStartAtABadValueAndNamesTheProperty(String property, String value) {
        runner.withPropertyValues(property + "=" + value)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .satisfiesAnyOf(
                                failure -> assertThat(failure).hasMessageContaining(value),
                                failure -> assertThat(failure).hasMessageContaining(property)));
    }

    @Test
    void stopsTheStartWhereContentIsToStayLongerThanItsExecution() {
        runner.withPropertyValues("tracking.retention.executions=30d", "tracking.retention.payloads=31d")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("tracking.retention.executions")
                        .extracting(failure -> ((InvalidConfigurationPropertyValueException) failure).getName())
                        .isEqualTo("tracking.retention.payloads"));
        runner.withPropertyValues("tracking.retention.executions=30d", "tracking.retention.payloads=30d")
                .run(context -> assertThat(context.getBean(RetentionProperties.class))
                        .isEqualTo(new RetentionProperties(Duration.ofDays(30), Duration.ofDays(30))));
        runner.run(context -> assertThat(context.getBean(RetentionProperties.class))
                .as("kept for ever")
                .isEqualTo(new RetentionProperties(null, null)));
    }

    @Test
    void describesEachPropertyToEditors() throws IOException {
        JsonNode metadata;
        try (InputStream generated =
                TrackingProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = JsonMapper.shared().readTree(generated);
        }
        List<String> names = new ArrayList<>();
        for (JsonNode property : metadata.at("/properties")) {
            String name = property.at("/name").asString();
            names.add(name);
            assertThat(property.at("/description").asString()).as(name).isNotBlank();
        }
        assertThat(names)
                .contains(
                        "tracking.writer.queue-capacity",
                        "tracking.writer.buffer-size",
                        "tracking.writer.connections",
                        "tracking.writer.overflow",
                        "tracking.writer.block-timeout",
                        "tracking.writer.spill.directory",
                        "tracking.writer.spill.max-size",
                        "tracking.writer.durability",
                        "tracking.retention.executions",
                        "tracking.retention.payloads",
                        "management.health.tracking.enabled",
                        "management.endpoint.tracking.access",
                        "management.endpoint.agentexecutions.show-values",
                        "management.endpoint.agentdebug.roles");
    }

    @Test
    void givesAPoolOfItsOwnAConnectionForEachThatStoresAndOneForQuestions() {
        runner.withPropertyValues(
                        "tracking.datasource.url=jdbc:postgresql://localhost:1/none", "tracking.writer.connections=4")
                .run(context -> assertThat(
                                context.getBean(TrackingDatabase.class).find())
                        .isInstanceOfSatisfying(
                                HikariDataSource.class,
                                pool -> assertThat(pool.getMaximumPoolSize()).isEqualTo(5)));
    }

    @Test
    void takesABlankUrlForNone(CapturedOutput output) {
        runner.withPropertyValues("tracking.datasource.url=")
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("the application has no DataSource");
    }

    @Test
    void stopsTheStartWherePostgresIsAskedForAndThereIsNone() {
        runner.withPropertyValues("tracking.store=postgres")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("tracking.store"));
    }

    @Test
    void keepsRecordsInMemoryWithOneWarningWhereThereIsNoDatabase(CapturedOutput output) {
        runner.run(context -> {
            context.getBean(PoetAgent.class).run(VAULT, "c", "x");
            await().until(() -> context.getBean(ExecutionWriter.class).counts().written() == 1);
        });
        assertThat(output.toString().split("Tracking keeps")).hasSize(2);
        assertThat(output).contains("the application has no DataSource");
    }

    @Test
    void keepsRecordsInMemoryWithOneWarningWhereTheDatabaseIsAnother(CapturedOutput output) {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:other")
                .run(context -> {
                    context.getBean(PoetAgent.class).run(VAULT, "c", "x");
                    await().until(() ->
                            context.getBean(ExecutionWriter.class).counts().written() == 1);
                });
        assertThat(output.toString().split("Tracking keeps")).hasSize(2);
        assertThat(output).contains("H2");
    }

    @Test
    void switchesSingleAgentsAndTheirContent() {
        CollectingSink sink = new CollectingSink();
        runner.withBean(CollectingSink.class, () -> sink)
                .withPropertyValues("tracking.agents.poet-agent.capture-input=false", "tracking.capture.output=false")
                .run(context -> {
                    context.getBean(PoetAgent.class).run(VAULT, "c", "x");
                    assertThat(sink.executions(1).get(0).input()).isNull();
                    assertThat(sink.executions(1).get(0).output()).isNull();
                    assertThat(sink.executions(1).get(0).vaultId()).isEqualTo(VAULT.toString());
                });
        CollectingSink nothing = new CollectingSink();
        runner.withBean(CollectingSink.class, () -> nothing)
                .withPropertyValues("tracking.agents.PoetAgent.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(PoetAgent.class).run(VAULT, "c", "x"))
                            .isEqualTo("plain about x");
                    assertThat(context.getBean(ExecutionWriter.class).counts().accepted())
                            .isZero();
                });
    }
}
