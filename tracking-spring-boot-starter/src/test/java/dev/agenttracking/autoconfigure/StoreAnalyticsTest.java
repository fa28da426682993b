// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionLog;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class StoreAnalyticsTest {

    private static final UUID VAULT = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String FROM_MEMORY = "memory: the newest 1,000 executions of this process";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(PoetAgent.class);

    @Test
    void answersFromMemoryWhereThereIsNoDatabaseAndSaysSoOnce(CapturedOutput output) {
        runner.run(context -> {
            run(context, "the sea");
            run(context, " ");
            ExecutionAnalytics analytics = context.getBean(ExecutionAnalytics.class);

            assertThat(analytics.source()).isEqualTo(FROM_MEMORY);
            assertThat(analytics.statistics(ExecutionFilter.all()).totals().byStatus())
                    .containsEntry("success", 1L)
                    .containsEntry("skipped", 1L);
            UUID first =
                    analytics.recentExecutions(ExecutionFilter.all()).get(1).id();
            assertThat(analytics.executionWithLogs(first).orElseThrow().logs())
                    .extracting(ExecutionLog::stage)
                    .containsExactly("should_respond", "llm_prepare");
            assertThat(analytics.debugWhyAgentDidntFire("poet-agent", null, VAULT.toString()))
                    .extracting(AgentDiagnosis::status, AgentDiagnosis::message)
                    .containsExactly(
                            AgentDiagnosis.Status.SKIPPED,
                            "PoetAgent did not want to answer: no theme; before that it ran once");
            assertThat(analytics.debugWhyAgentDidntFire("BetaAgent", null, null).reason())
                    .isEqualTo("not_a_bean");
        });
        assertThat(output).containsOnlyOnce("Questions about executions are answered from " + FROM_MEMORY);
    }

    @Test
    void answersFromMemoryWhereItIsAskedForBesideADatabase() {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:beside", "tracking.store=memory")
                .run(context -> {
                    run(context, "the sea");
                    assertThat(context.getBean(ExecutionAnalytics.class).recentExecutions(ExecutionFilter.all()))
                            .hasSize(1);
                });
    }

    @Test
    void answersFromMemoryWhereTheDatabaseTurnsOutToBeAnother() {
        runner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:another")
                .run(context -> {
                    run(context, "the sea");
                    assertThat(context.getBean(ExecutionAnalytics.class).recentExecutions(ExecutionFilter.all()))
                            .hasSize(1);
                });
    }

    @Test
    void remembersOverAPause() {
        runner.run(context -> {
            run(context, "the sea");
            context.getSourceApplicationContext().stop();
            context.getSourceApplicationContext().start();
            run(context, "the shore");
            assertThat(context.getBean(ExecutionAnalytics.class).recentExecutions(ExecutionFilter.all()))
                    .hasSize(2);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "tracking.store=log, 'Executions go to the log, which cannot be asked'",
        "tracking.store=none, 'Executions go to nowhere, which cannot be asked'",
        "tracking.enabled=false, 'Tracking is off, and there is no database to ask'"
    })
    void saysWhyItHasNoAnswer(String property, String message) {
        runner.withPropertyValues(property).run(context -> {
            ExecutionAnalytics analytics = context.getBean(ExecutionAnalytics.class);
            assertThatExceptionOfType(AnalyticsException.class)
                    .isThrownBy(() -> analytics.recentExecutions(ExecutionFilter.all()))
                    .withMessageStartingWith(message);
            assertThatExceptionOfType(AnalyticsException.class)
                    .isThrownBy(() -> analytics.debugWhyAgentDidntFire("PoetAgent", null, null));
        });
    }

    @Test
    void cannotAskTheApplicationsOwnStore() {
        runner.withBean(CollectingSink.class)
                .run(context -> assertThatExceptionOfType(AnalyticsException.class)
                        .isThrownBy(
                                () -> context.getBean(ExecutionAnalytics.class).source())
                        .withMessageStartingWith("Executions go to a test, which cannot be asked"));
    }

    private static void run(ApplicationContext context, String theme) throws Exception {
        context.getBean(PoetAgent.class).run(VAULT, "c", theme);
        assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofSeconds(30)))
                .isTrue();
    }
}
