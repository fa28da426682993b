// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.testing.Recordings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of the answers of an execution. */
class AnswersTest {

    private static final String GOOD = "Maren is afraid of the sea.";
    private static final String REFUSAL = "I cannot help with that request, since it may harm people.";

    private Recordings recordings = new Recordings();
    private final List<String> heard = new ArrayList<>();
    private final Faults faults = new Faults();
    private QualitySettings settings = QualitySettings.DEFAULTS;
    private List<ResponseCheck> own = List.of();

    @Test
    void aGoodAnswerPassesAllChecksThatApply() {
        Execution execution = judged(() -> answer(GOOD));

        assertThat(rows(execution))
                .containsExactly(
                        "0 empty PASS 1.0",
                        "0 error PASS 1.0",
                        "0 refusal PASS 1.0",
                        "0 length PASS 1.0",
                        "0 self_correction PASS 1.0");
        ResponseQuality quality = quality(execution);
        assertThat(quality.isValid()).isTrue();
        assertThat(quality.score()).isEqualTo(1);
        assertThat(quality.warnings()).isEmpty();
        assertThat(quality.metrics()).isEqualTo(new ResponseQuality.Metrics(GOOD.length(), 6, null, 1));
        assertThat(execution.findings().isPoor()).isFalse();
        assertThat(heard).containsExactly("Agent 1.0");
    }

    @Test
    void aRefusalNeverPassesForAGoodAnswer() {
        Execution longRefusal = judged(() -> answer(REFUSAL));
        Execution shortRefusal = judged(() -> answer("I cannot do that"));

        assertThat(quality(longRefusal).score()).isEqualTo(0.5);
        assertThat(quality(longRefusal).isValid()).isTrue();
        assertThat(quality(longRefusal).warnings()).singleElement().asString().startsWith("refusal: “I cannot help");
        assertThat(quality(longRefusal).metrics().meanScore()).isEqualTo(2.5 / 3, within(1e-9));
        assertThat(quality(shortRefusal).score()).isEqualTo(0.5);
        assertThat(quality(shortRefusal).metrics().meanScore()).isEqualTo(0.7, within(1e-9));
        assertThat(longRefusal.findings().isPoor()).isTrue();
    }

    @Test
    void theMeanIsToBeHadAsItWas() {
        settings = settings(QualitySettings.Scoring.MEAN, Set.of(), Map.of());

        assertThat(quality(judged(() -> answer("I cannot do that"))).score()).isEqualTo(0.7, within(1e-9));
    }

    @Test
    void nothingElseIsSaidOfAnEmptyAnswer() {
        own = List.of(check("own", CheckResult.passed()));
        Execution execution = judged(() -> answer(" \n"));

        assertThat(rows(execution)).containsExactly("0 empty FAIL 0.0");
        assertThat(quality(execution).score()).isZero();
        assertThat(quality(execution).isValid()).isFalse();
        assertThat(quality(execution).errors()).containsExactly("empty: the answer is empty");
        assertThat(quality(execution).metrics()).isEqualTo(new ResponseQuality.Metrics(2, 0, null, 0));
    }

    @Test
    void anErrorCountsAsNothingAmongTheOthers() {
        ResponseQuality quality = quality(judged(() -> answer("Error: 429 Too Many Requests for this key")));

        assertThat(quality.isValid()).isFalse();
        assertThat(quality.score()).isZero();
        assertThat(quality.metrics().meanScore()).isEqualTo(0.75);
    }

    @Test
    void saysWhetherJsonThatWasMeantIsValid() {
        assertThat(quality(judged(() -> answer("{\"a\": \"one two three four five\"}")))
                        .metrics()
                        .jsonValid())
                .isTrue();
        ResponseQuality broken = quality(judged(() -> answer("{\"a\": \"one two three four five\"")));
        assertThat(broken.metrics().jsonValid()).isFalse();
        assertThat(broken.metrics().meanScore()).isEqualTo(0.75);
        assertThat(broken.score()).isZero();
    }

    @Test
    void judgesWhatTheRequestAskedFor() {
        Execution execution = judged(() -> {
            Tracking.current()
                    .llmRequest("m", Map.of("options", Map.of("response_format", Map.of("type", "json_object"))));
            Tracking.current().llmResponse("Here is what you asked for", null);
            return null;
        });

        assertThat(rows(execution)).contains("0 json FAIL 0.0");
    }

    @Test
    void judgesEachAnswerAndRatesTheExecutionByItsLast() {
        Execution execution = judged(() -> {
            answer(REFUSAL);
            answer(GOOD);
            return null;
        });

        assertThat(rows(execution)).hasSize(10).contains("0 refusal WARN 0.5", "1 refusal PASS 1.0");
        assertThat(quality(execution).score()).isEqualTo(1);
        assertThat(quality(execution).warnings()).isEmpty();
    }

    @Test
    void whatOnlyAsksForToolsIsNoAnswer() {
        Map<String, Object> asks = new HashMap<>();
        asks.put("content", null);
        asks.put("tool_calls", List.of(Map.of("id", "1", "name", "search")));
        Execution execution = judged(() -> {
            answer(asks);
            answer(GOOD);
            return null;
        });

        assertThat(rows(execution)).hasSize(5).allMatch(row -> row.startsWith("1 "));
    }

    @Test
    void anAnswerWithoutContentIsEmptyAndOneOfAnotherShapeIsLeftAlone() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("content", null);

        assertThat(rows(judged(() -> answer(nothing)))).containsExactly("0 empty FAIL 0.0");
        assertThat(rows(judged(() -> answer(Map.of("choices", List.of(GOOD)))))).isEmpty();
        assertThat(rows(judged(() -> answer(Map.of("content", List.of(Map.of("text", GOOD)))))))
                .isEmpty();
    }

    @Test
    void doesNotTakeAnAnswerForEmptyOfWhichNothingIsCaptured() {
        AgentPolicy nothing =
                new AgentPolicy(true, true, true, false, 0, Double.NaN, LoggerFactory.getLogger(AnswersTest.class));
        Map<String, Object> empty = new HashMap<>();
        empty.put("content", null);
        recordings = new Recordings(method -> nothing, value -> value);

        assertThat(rows(judged(() -> answer(Map.of("choices", List.of(GOOD)))))).isEmpty();
        assertThat(rows(judged(() -> answer(new Object())))).isEmpty();
        assertThat(rows(judged(() -> answer(GOOD)))).hasSize(5);
        assertThat(rows(judged(() -> answer(Map.of("content", GOOD))))).hasSize(5);
        assertThat(rows(judged(() -> answer(empty)))).containsExactly("0 empty FAIL 0.0");
    }

    @Test
    void doesNotTakeAnAnswerForEmptyThatCannotBeRead() {
        recordings = new Recordings(Recordings.ALL, value -> {
            throw new IllegalStateException("cannot be read");
        });
        Execution execution = judged(() -> answer(Map.of("choices", List.of(GOOD))));

        assertThat(execution.llmCalls().get(0).answer().response()).isNull();
        assertThat(rows(execution)).isEmpty();
    }

    @Test
    void callsThatFailedWereCancelledOrAreNotAnsweredAreNotJudged() {
        Execution execution = judged(() -> {
            begin(LlmRequest.CHAT).failed(new IllegalStateException("429"), LlmReply.NONE);
            begin(LlmRequest.CHAT).cancelled(reply("Maren is"));
            begin(LlmRequest.EMBEDDING).answered(LlmReply.NONE);
            Tracking.current().llmRequest("m", "Who?");
            return null;
        });

        assertThat(execution.llmCalls()).hasSize(4);
        assertThat(execution.findings().quality()).isNull();
        assertThat(heard).isEmpty();
    }

    @Test
    void quotesNothingOfASensitiveMethodsAnswer() {
        Execution open = judged(() -> answer(REFUSAL));
        Execution sensitive =
                judged(Recordings.method("Agent").sensitiveResult().build(), () -> answer(REFUSAL));

        assertThat(rows(sensitive)).isEqualTo(rows(open));
        assertThat(open.findings().evaluations()).anyMatch(row -> row.explanation() != null);
        assertThat(sensitive.findings().evaluations()).allMatch(row -> row.explanation() == null);
        assertThat(quality(sensitive).warnings()).containsExactly("refusal");
    }

    @Test
    void checksOfTheApplicationCount() {
        own = List.of(
                check("own", CheckResult.warning(0.4, "cites nothing")),
                check("none", null),
                check("other", CheckResult.passed()));
        Execution execution = judged(() -> answer(GOOD));

        assertThat(rows(execution)).hasSize(7).contains("0 own WARN 0.4", "0 other PASS 1.0");
        assertThat(quality(execution).score()).isEqualTo(0.4);
        assertThat(quality(execution).warnings()).containsExactly("own: cites nothing");
        assertThat(quality(execution).metrics().meanScore()).isEqualTo(1);
    }

    @Test
    void aCheckThatFailsCostsItsOwnRow() {
        own = List.of(
                new ResponseCheck() {
                    @Override
                    public String name() {
                        return "bad";
                    }

                    @Override
                    public CheckResult check(JudgedResponse response) {
                        throw new StackOverflowError();
                    }
                },
                check("other", CheckResult.passed()));
        Execution execution = judged(() -> answer(GOOD));

        assertThat(rows(execution)).hasSize(6).contains("0 other PASS 1.0");
        assertThat(faults.count()).isEqualTo(1);
    }

    @Test
    void checksWithoutAGoodNameOrWithThatOfAnotherAreNotUsed() {
        own = List.of(
                check("refusal", CheckResult.error(0, "never")),
                check("contract", CheckResult.error(0, "never")),
                check("two words", CheckResult.error(0, "never")),
                check("twice", CheckResult.passed()),
                check("twice", CheckResult.error(0, "never")));

        assertThat(rows(judged(() -> answer(GOOD)))).hasSize(6).allMatch(row -> row.contains("PASS"));
    }

    @Test
    void checksAreChosenByNameAndAgent() {
        own = List.of(new ResponseCheck() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public Set<String> agents() {
                return Set.of("poet-agent");
            }

            @Override
            public CheckResult check(JudgedResponse response) {
                return CheckResult.passed();
            }
        });
        settings = settings(
                QualitySettings.Scoring.CAPPED,
                Set.of("length", "self_correction"),
                Map.of("poetagent", Set.of("length", "own")));

        assertThat(rows(judged("Agent", () -> answer("Two words"))))
                .containsExactly("0 empty PASS 1.0", "0 error PASS 1.0", "0 refusal PASS 1.0");
        assertThat(rows(judged("PoetAgent", () -> answer("Two words"))))
                .containsExactly("0 length WARN 0.6", "0 own PASS 1.0");
    }

    @Test
    void judgesNothingWhereThatIsSwitchedOff() {
        settings = new QualitySettings(false, QualitySettings.Scoring.CAPPED, 5, 5_000, 0.7, Set.of(), Map.of());

        assertThat(judged(() -> answer(REFUSAL)).findings().quality()).isNull();
    }

    @Test
    void tellsChecksWhatIsKnownOfTheAnswer() {
        List<JudgedResponse> seen = new ArrayList<>();
        own = List.of(new ResponseCheck() {
            @Override
            public String name() {
                return "own";
            }

            @Override
            public @Nullable CheckResult check(JudgedResponse response) {
                seen.add(response);
                return null;
            }
        });
        judged(() -> {
            Tracking.current()
                    .llmRequest(
                            "small",
                            Map.of(
                                    "messages",
                                    List.of(
                                            Map.of("role", "user", "content", "Who?"),
                                            Map.of("role", "assistant", "content", "Maren."),
                                            Map.of(
                                                    "role",
                                                    "user",
                                                    "content",
                                                    List.of(Map.of("type", "text", "text", "Why?"))),
                                            Map.of("role", "assistant", "content", "…"))));
            Tracking.current().llmResponse(Map.of("content", GOOD, "finish_reason", "stop"), null);
            return null;
        });

        assertThat(seen)
                .containsExactly(
                        new JudgedResponse(GOOD, "Agent", "run", List.of(), "small", "Why?", false, "stop", 0));
    }

    private Execution judged(Callable<?> body) {
        return judged("Agent", body);
    }

    private Execution judged(String agent, Callable<?> body) {
        return judged(Recordings.method(agent).build(), body);
    }

    private Execution judged(TrackedMethod method, Callable<?> body) {
        ResponseChecks checks = new ResponseChecks(settings);
        checks.use(own);
        Execution execution = recordings.run(method, new ContextIds(null, null, null), null, Map.of(), body);
        new ExecutionValidator(
                        Surroundings.NONE,
                        checks,
                        (name, kind, count) -> {},
                        (name, score) -> heard.add(name + " " + score),
                        faults)
                .accept(execution);
        return execution;
    }

    private static @Nullable Object answer(Object response) {
        Tracking.current().llmRequest("model", "What is she afraid of?");
        Tracking.current().llmResponse(response, null);
        return null;
    }

    private OpenLlmCall begin(String operation) {
        OpenLlmCall call = recordings.recorder().llm().begin(new LlmRequest(operation, "openai", "m", false, null));
        assertThat(call).isNotNull();
        return call;
    }

    private static LlmReply reply(String text) {
        return new LlmReply(Map.of("content", text), text, List.of(), null, null, null);
    }

    private static List<String> rows(Execution execution) {
        return execution.findings().evaluations().stream()
                .map(row -> row.llmCall() + " " + row.name() + " " + row.label() + " " + row.score())
                .toList();
    }

    private static ResponseQuality quality(Execution execution) {
        ResponseQuality quality = execution.findings().quality();
        assertThat(quality).isNotNull();
        return quality;
    }

    private static QualitySettings settings(
            QualitySettings.Scoring scoring, Set<String> disabled, Map<String, Set<String>> ofAgents) {
        return new QualitySettings(true, scoring, 5, 5_000, 0.7, disabled, ofAgents);
    }

    private static ResponseCheck check(String name, @Nullable CheckResult result) {
        return new ResponseCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public @Nullable CheckResult check(JudgedResponse response) {
                return result;
            }
        };
    }
}
