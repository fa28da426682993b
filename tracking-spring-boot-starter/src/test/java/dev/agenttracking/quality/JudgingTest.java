// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.testing.Recordings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JudgingTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private Recordings recordings = new Recordings();
    private final List<LateEvaluation> said = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();
    private final CountDownLatch never = new CountDownLatch(1);
    private Judging judging = judging(response -> CheckResult.passed(), 1, LONG, 10);

    @AfterEach
    void stop() {
        judging.stop();
    }

    @Test
    void tellsWhatTheJudgeSaysOfTheLastAnswer() {
        judging = judging(response -> CheckResult.warning(0.25, "does not say why: " + response.prompt()), 1, LONG, 10);
        Execution execution = answered("first", "Maren is afraid.");
        judging.offer(execution);

        await().until(() -> said.size() == 1);
        LateEvaluation evaluation = said.get(0);
        assertThat(evaluation.executionId()).isEqualTo(execution.id());
        assertThat(evaluation.llmCall()).isEqualTo(1);
        assertThat(evaluation.name()).isEqualTo("judge");
        assertThat(evaluation.label()).isEqualTo(Evaluation.Label.WARN);
        assertThat(evaluation.score()).isEqualTo(0.25);
        assertThat(evaluation.explanation()).isEqualTo("does not say why: Who?");
        assertThat(evaluation.source()).isEqualTo("judge");
    }

    @Test
    void neverJudgesWhatJudgesDo() {
        judging = judging(
                response -> {
                    Tracking.current().llmRequest("judge-model", "Is this good?");
                    Tracking.current().llmResponse("Yes, it is.", null);
                    recordings.run("Helper", () -> {
                        Tracking.current().llmRequest("judge-model", "Is it?");
                        Tracking.current().llmResponse("It is.", null);
                        return null;
                    });
                    return CheckResult.passed();
                },
                1,
                LONG,
                10);
        judging.offer(answered("Maren is afraid."));
        await().until(() -> said.size() == 1);
        List<Execution> ofJudge = List.copyOf(recordings.ended()).subList(1, 3);
        ofJudge.forEach(judging::offer);
        judging.offer(answered("Done."));

        await().until(() -> said.size() == 2);
        assertThat(ofJudge).extracting(ended -> ended.method().agent()).containsExactly("Helper", "ResponseJudge");
        assertThat(ofJudge).allSatisfy(ended -> {
            assertThat(ended.llmCalls()).hasSize(1);
            new ExecutionValidator(
                            Surroundings.NONE,
                            new ResponseChecks(QualitySettings.DEFAULTS),
                            (agent, kind, count) -> {},
                            QualityListener.NONE,
                            faults)
                    .accept(ended);
            assertThat(ended.findings().quality()).isNull();
        });
        assertThat(said)
                .extracting(LateEvaluation::executionId)
                .doesNotContainAnyElementsOf(ofJudge.stream().map(Execution::id).toList());
    }

    @Test
    void neverJudgesWhatAJudgeDoesOnAnotherThread() {
        judging = judging(
                response -> {
                    Thread other = new Thread(() -> recordings
                            .recorder()
                            .llm()
                            .begin(new LlmRequest(LlmRequest.CHAT, "openai", "judge-model", false, null))
                            .answered(new LlmReply(null, "Yes, it is.", List.of(), null, null, null)));
                    other.start();
                    other.join();
                    return CheckResult.passed();
                },
                1,
                LONG,
                10);
        Execution first = answered("Maren is afraid.");
        judging.offer(first);
        await().until(() -> said.size() == 1);
        Execution ofJudge = recordings.ended().get(1);
        assertThat(ofJudge.method().agent()).isEqualTo("unknown");
        assertThat(ofJudge.llmCalls()).hasSize(1);
        judging.offer(ofJudge);
        Execution second = answered("Done.");
        judging.offer(second);

        await().until(() -> said.size() == 2);
        assertThat(said).extracting(LateEvaluation::executionId).containsExactly(first.id(), second.id());
    }

    @Test
    void getsNothingThatIsSensitive() {
        List<String> texts = new CopyOnWriteArrayList<>();
        judging = judging(
                response -> {
                    texts.add(response.text());
                    return CheckResult.passed();
                },
                1,
                LONG,
                10);
        judging.offer(recordings.run(
                Recordings.method("Agent").sensitiveResult().build(),
                new ContextIds(null, null, null),
                null,
                Map.of(),
                () -> answer("of a sensitive method")));
        judging.offer(recordings.run("Agent", () -> {
            answer("of no stage");
            Object stage = recordings
                    .recorder()
                    .enter(TrackedMethod.of(getClass(), "Agent", "parse")
                            .stage(new NamedStage("llm_parse", ExecutionStage.LLM_PARSE))
                            .sensitiveResult()
                            .build());
            Tracking.current().stage("inner", () -> answer("of a sensitive stage"));
            recordings.recorder().returned(stage, null);
            return null;
        }));
        judging.offer(answered("for all to see"));

        await().until(() -> !said.isEmpty());
        assertThat(texts).containsExactly("for all to see");
    }

    @Test
    void getsWhatIsNotStoredAndMayNotQuoteIt() {
        recordings = new Recordings(
                method -> new AgentPolicy(
                        true, true, true, false, 0, Double.NaN, LoggerFactory.getLogger(JudgingTest.class)),
                value -> value);
        judging = judging(response -> CheckResult.warning(0.5, response.text()), 1, LONG, 10);
        judging.offer(answered("Maren is afraid."));

        await().until(() -> said.size() == 1);
        assertThat(said.get(0).score()).isEqualTo(0.5);
        assertThat(said.get(0).explanation()).isNull();
    }

    @Test
    void isOfANameThatACheckMayHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judging(
                        new ResponseJudge() {
                            @Override
                            public CheckResult judge(JudgedResponse response) {
                                return CheckResult.passed();
                            }

                            @Override
                            public String name() {
                                return "my judge\0";
                            }
                        },
                        1,
                        LONG,
                        10))
                .withMessageContaining("not of letters, digits, _ and -");
    }

    @Test
    void judgesNothingWithoutWords() {
        judging.offer(recordings.run("Agent", () -> null));
        judging.offer(answered(" "));
        Execution good = answered("Maren is afraid.");
        judging.offer(good);

        await().until(() -> !said.isEmpty());
        assertThat(said).extracting(LateEvaluation::executionId).containsExactly(good.id());
    }

    @Test
    void judgesNothingAtARateOfNothing() {
        judging = judging(response -> CheckResult.passed(), 0, LONG, 10);
        for (int i = 0; i < 100; i++) {
            judging.offer(answered("Maren is afraid."));
        }

        assertThat(judging.isRunning()).isFalse();
    }

    @Test
    void interruptsAJudgeThatTakesTooLongAndGoesOn() {
        boolean[] first = {true};
        judging = judging(
                response -> {
                    if (first[0]) {
                        first[0] = false;
                        never.await();
                    }
                    return CheckResult.passed();
                },
                1,
                Duration.ofMillis(20),
                10);
        judging.offer(answered("one"));
        Execution second = answered("two");
        judging.offer(second);

        await().until(() -> said.size() == 1);
        assertThat(said.get(0).executionId()).isEqualTo(second.id());
        assertThat(faults.count()).isEqualTo(1);
        assertThat(recordings.ended())
                .filteredOn(ended -> ended.method().agent().equals(Judging.AGENT))
                .first()
                .satisfies(ended -> assertThat(ended.failure()).hasMessageContaining("longer than PT0.02S"));
    }

    @Test
    void countsWhatItIsTooSlowFor() {
        CountDownLatch begun = new CountDownLatch(1);
        judging = judging(
                response -> {
                    begun.countDown();
                    never.await();
                    return null;
                },
                1,
                LONG,
                1);
        judging.offer(answered("judged"));
        await().until(() -> begun.getCount() == 0);
        judging.offer(answered("waits"));
        judging.offer(answered("dropped"));
        judging.offer(answered("dropped"));

        assertThat(judging.dropped()).isEqualTo(2);
        judging.stop();
        assertThat(judging.dropped()).isEqualTo(3);
    }

    @Test
    void aJudgeThatFailsCostsItsOwnRowAlone() {
        judging = judging(
                response -> {
                    if (response.text().equals("bad")) {
                        throw new StackOverflowError();
                    }
                    return CheckResult.passed();
                },
                1,
                LONG,
                10);
        judging.offer(answered("bad"));
        Execution good = answered("good");
        judging.offer(good);

        await().until(() -> said.size() == 1);
        assertThat(said.get(0).executionId()).isEqualTo(good.id());
    }

    @Test
    void beginsAnewAfterItWasStopped() {
        judging.offer(answered("one"));
        await().until(() -> said.size() == 1);
        judging.stop();
        judging.offer(answered("two"));

        await().until(() -> said.size() == 2);
    }

    private Execution answered(String... answers) {
        return recordings.run("Agent", () -> {
            for (String answer : answers) {
                answer(answer);
            }
            return null;
        });
    }

    private static @Nullable Object answer(String answer) {
        Tracking.current().llmRequest("model", "Who?");
        Tracking.current().llmResponse(answer, null);
        return null;
    }

    private Judging judging(ResponseJudge judge, double rate, Duration timeout, int capacity) {
        return new Judging(
                judge,
                new JudgeSettings(rate, timeout, capacity),
                new ResponseChecks(QualitySettings.DEFAULTS),
                recordings::recorder,
                said::add,
                faults);
    }
}
