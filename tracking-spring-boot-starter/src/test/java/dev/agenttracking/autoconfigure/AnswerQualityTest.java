// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.AnswerEvaluation;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.quality.CheckResult;
import dev.agenttracking.quality.JudgedResponse;
import dev.agenttracking.quality.ResponseCheck;
import dev.agenttracking.quality.ResponseJudge;
import dev.agenttracking.writer.ExecutionWriter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** What an application sees of how its agents' answers are judged. */
@ExtendWith(OutputCaptureExtension.class)
class AnswerQualityTest {

    private static final String GOOD = "Maren is afraid of the sea.";
    private static final String REFUSAL =
            "I'm sorry, but I can't assist with that request. It would be against my guidelines.";

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withPropertyValues("tracking.store=memory");

    @Test
    void eachCheckHasARowAndTheExecutionAScore() {
        contexts.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            ExecutionReport report = report(context, answer(context, "PoetAgent", REFUSAL));

            assertThat(report.evaluations())
                    .extracting(AnswerEvaluation::name)
                    .containsExactly("empty", "error", "refusal", "length", "self_correction");
            assertThat(report.evaluations()).allSatisfy(row -> {
                assertThat(row.source()).isEqualTo("rule");
                assertThat(row.llmCallSequence()).isZero();
            });
            assertThat(report.evaluations().get(2).label()).isEqualTo("warn");
            assertThat(report.execution().summary().responseQualityScore()).isEqualTo(0.5);
            assertThat(report.execution().response().valid()).isTrue();
            assertThat(report.execution().response().warnings())
                    .singleElement()
                    .asString()
                    .startsWith("refusal: ");
            assertThat(report.execution().response().metrics().toString()).contains("\"json_valid\":null");
            assertThat(context.getBean(MeterRegistry.class)
                            .get("agent.response.quality")
                            .tags("agent", "PoetAgent")
                            .summary()
                            .mean())
                    .isEqualTo(0.5);
        });
    }

    @Test
    void settingsChooseChecksScoringAndLimits() {
        contexts.withPropertyValues(
                        "tracking.quality.scoring=mean",
                        "tracking.quality.disabled-checks=self_correction,error",
                        "tracking.quality.min-words=7",
                        "tracking.agents.quiet-agent.checks=empty,short_answer",
                        "tracking.agents.mute-agent.checks=")
                .withBean("own", ResponseCheck.class, ShortAnswer::new)
                .run(context -> {
                    ExecutionReport all = report(context, answer(context, "PoetAgent", GOOD));
                    ExecutionReport chosen = report(context, answer(context, "QuietAgent", GOOD));
                    ExecutionReport none = report(context, answer(context, "MuteAgent", GOOD));

                    assertThat(names(all)).containsExactly("empty", "refusal", "length", "short_answer");
                    assertThat(all.execution().summary().responseQualityScore()).isEqualTo(2.1 / 3, within(1e-9));
                    assertThat(names(chosen)).containsExactly("empty", "short_answer");
                    assertThat(names(none)).isEmpty();
                    assertThat(none.execution().response().valid()).isNull();
                });
    }

    @Test
    void aNameThatNoCheckHasStopsTheStartAndNamesThoseThatThereAre() {
        contexts.withPropertyValues("tracking.quality.disabled-checks=refusals")
                .run(context ->
                        assertThat(context).getFailure().hasMessageContaining("tracking.quality.disabled-checks"));
        contexts.withPropertyValues("tracking.agents.quiet-agent.checks=short-answer")
                .withBean("own", ResponseCheck.class, ShortAnswer::new)
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasMessageContaining("tracking.agents.quiet-agent.checks")
                        .hasMessageContaining("empty, error, refusal, length, json, self_correction, short_answer"));
    }

    @Test
    void poorAnswersAreStoredWhateverTheSamplingSays() {
        contexts.withPropertyValues("tracking.sampling.rate=0").run(context -> {
            ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
            answer(context, "Good", GOOD);
            tracker.track(ExecutionSpec.of("Caller", "run"), () -> answer(context, "Poor", REFUSAL));
            flush(context);

            assertThat(context.getBean(ExecutionAnalytics.class).recentExecutions(ExecutionFilter.all()))
                    .extracting(execution -> execution.agentName())
                    .containsExactlyInAnyOrder("Poor", "Caller");
        });
    }

    @Test
    void aJudgeIsAskedOnlyWhereTheSettingsSaySo() {
        contexts.withBean(ResponseJudge.class, () -> response -> CheckResult.warning(0.3, "vague"))
                .run(context -> {
                    UUID id = answer(context, "PoetAgent", GOOD);
                    flush(context);
                    assertThat(names(report(context, id))).doesNotContain("judge");
                });
        contexts.withBean(ResponseJudge.class, () -> response -> CheckResult.warning(0.3, "vague"))
                .withPropertyValues("tracking.quality.judge.enabled=true", "tracking.quality.judge.sampling-rate=1")
                .run(context -> {
                    UUID id = answer(context, "PoetAgent", GOOD);
                    flush(context);
                    await().until(() -> names(report(context, id)).contains("judge"));
                    ExecutionReport report = report(context, id);
                    AnswerEvaluation said =
                            report.evaluations().get(report.evaluations().size() - 1);

                    assertThat(said.source()).isEqualTo("judge");
                    assertThat(said.label()).isEqualTo("warn");
                    assertThat(said.score()).isEqualTo(0.3);
                    assertThat(said.explanation()).isEqualTo("vague");
                    assertThat(report.execution().summary().responseQualityScore())
                            .isEqualTo(1);
                });
    }

    @Test
    void saysThatThereIsNoJudge(CapturedOutput output) {
        contexts.withPropertyValues("tracking.quality.judge.enabled=true")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("tracking.quality.judge.enabled is true, but there is not one bean");
    }

    @Test
    void asksNoJudgeOfANameThatNoCheckMayHave(CapturedOutput output) {
        contexts.withBean(ResponseJudge.class, MisnamedJudge::new)
                .withPropertyValues("tracking.quality.judge.enabled=true", "tracking.quality.judge.sampling-rate=1")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("MisnamedJudge is not used", "its name 'my judge' is not of letters");
    }

    private static UUID answer(ApplicationContext context, String agent, String text) {
        try {
            return context.getBean(ExecutionTracker.class).track(ExecutionSpec.of(agent, "run"), () -> {
                Tracking.current().llmRequest("model", "What is she afraid of?");
                Tracking.current().llmResponse(text, null);
                return Tracking.current().id();
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flush(ApplicationContext context) throws InterruptedException {
        assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofMinutes(1)))
                .isTrue();
    }

    private static ExecutionReport report(ApplicationContext context, UUID id) throws InterruptedException {
        flush(context);
        return context.getBean(ExecutionAnalytics.class).report(id).orElseThrow();
    }

    private static List<String> names(ExecutionReport report) {
        return report.evaluations().stream().map(AnswerEvaluation::name).toList();
    }

    private static final class ShortAnswer implements ResponseCheck {

        @Override
        public String name() {
            return "short_answer";
        }

        @Override
        public CheckResult check(JudgedResponse response) {
            return CheckResult.passed(response.text().length() < 100 ? 0.5 : 1, null);
        }
    }

    private static final class MisnamedJudge implements ResponseJudge {

        @Override
        public CheckResult judge(JudgedResponse response) {
            return CheckResult.passed();
        }

        @Override
        public String name() {
            return "my judge";
        }
    }
}
