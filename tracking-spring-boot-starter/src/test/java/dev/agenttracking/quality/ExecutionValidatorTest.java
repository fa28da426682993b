// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.testing.Recordings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ExecutionValidatorTest {

    private static final TrackedStage PREPARE = new NamedStage("prepare", ExecutionStage.PRE_PROCESS);
    private static final TrackedStage CHECK = new NamedStage("check", ExecutionStage.POST_PROCESS);
    private static final TrackedStage PARSE = new NamedStage("parse", ExecutionStage.LLM_PARSE);

    private final Recordings recordings = new Recordings();
    private final List<String> heard = new ArrayList<>();
    private final List<ValidationHooks> own = new ArrayList<>();
    private final Faults faults = new Faults();
    private final ExecutionValidator validator = new ExecutionValidator(
            new Surroundings() {
                @Override
                public List<ValidationHooks> hooks(String agent) {
                    return own;
                }
            },
            new ResponseChecks(QualitySettings.DEFAULTS),
            (agent, kind, count) -> heard.add(agent + " " + kind + " " + count),
            QualityListener.NONE,
            faults);

    @Test
    void findsStagesOutOfOrderAndRequiredOnesThatNeverRan() {
        assertThat(violations(() -> {
                    Tracking.current().stage(CHECK, () -> {});
                    Tracking.current().stage(PREPARE, () -> {});
                    return null;
                }))
                .containsExactly(
                        new Violation(Violation.STAGE_ORDER, "stage 'prepare' after 'check'"),
                        new Violation(Violation.MISSING_STAGE, "missing required stage 'parse'"));
        assertThat(heard).containsExactly("Agent stage_order 1", "Agent missing_stage 1");
    }

    @Test
    void findsNothingWhereAllIsAsDeclared() {
        assertThat(violations(() -> {
                    Tracking.current().stage(PREPARE, () -> Tracking.current().stage("other", () -> {}));
                    Tracking.current().stage(PARSE, () -> {});
                    Tracking.current().stage(CHECK, () -> {});
                    return null;
                }))
                .isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void anExecutionThatFailedNeedNotHaveRunAllStages() {
        assertThat(violations(() -> {
                    throw new IllegalStateException("no");
                }))
                .isEmpty();
    }

    @Test
    void findsIdsThatTheMethodDeclaresAndNobodyGave() {
        TrackedMethod method = Recordings.method("Agent")
                .parameter("vault", TrackedMethod.Role.VAULT_ID, false)
                .parameter("talk", TrackedMethod.Role.CONVERSATION_ID, false)
                .build();
        Execution bad = recordings.run(method, new ContextIds("v", " ", null), null, Map.of(), () -> null);
        Execution good = recordings.run(method, new ContextIds("v", "c", null), null, Map.of(), () -> null);
        TrackedMethod optional = Recordings.method("Agent")
                .optionalParameter("vault", TrackedMethod.Role.VAULT_ID, false)
                .build();
        Execution free = recordings.run(optional, new ContextIds(null, null, null), null, Map.of(), () -> null);
        validator.accept(bad);
        validator.accept(good);
        validator.accept(free);

        assertThat(bad.findings().violations())
                .containsExactly(new Violation(Violation.MISSING_ID, "no conversation in 'talk'"));
        assertThat(good.findings().violations()).isEmpty();
        assertThat(free.findings().violations()).isEmpty();
    }

    @Test
    void aContractHasARowThatNamesTheLastCallInsideItsStage() {
        Execution execution = run(() -> {
            ask("An answer of some words.");
            Tracking.current().stage(PARSE, () -> {
                ask("Another answer of some words.");
                ask("Sorry");
                return "{}";
            });
            Tracking.current().stage(PARSE, () -> "fine");
            return null;
        });

        assertThat(execution.findings().evaluations())
                .filteredOn(row -> row.name().equals("contract"))
                .extracting(Evaluation::llmCall, Evaluation::label, Evaluation::score, Evaluation::explanation)
                .containsExactly(
                        tuple(2, Evaluation.Label.FAIL, 0.0, "stage 'parse': $.name: is missing"),
                        tuple(null, Evaluation.Label.PASS, 1.0, null));
        ResponseQuality quality = execution.findings().quality();
        assertThat(quality.isValid()).isFalse();
        assertThat(quality.errors()).containsExactly("$.name: is missing");
        assertThat(quality.warnings()).containsExactly("length: 1 word, fewer than 5");
        assertThat(quality.score()).isZero();
        assertThat(quality.metrics().meanScore()).isEqualTo(2.6 / 3, within(1e-9));
    }

    private static void ask(String answer) {
        Tracking.current().llmRequest("model", "Who?");
        Tracking.current().llmResponse(answer, null);
    }

    @Test
    void namesTheFaultsOfATextThatBreaksItsContract() {
        Execution execution = run(() -> {
            Tracking.current().stage(PREPARE, () -> {});
            Tracking.current().stage(PARSE, () -> "{}");
            Tracking.current().stage(PARSE, () -> "fine");
            Tracking.current().stage(CHECK, () -> "not looked at");
            return null;
        });

        assertThat(execution.findings().violations())
                .containsExactly(new Violation(Violation.RESPONSE, "stage 'parse': $.name: is missing"));
        assertThat(execution.findings().quality().errors()).containsExactly("$.name: is missing");
    }

    @Test
    void saysThatAllTextsKeptTheirContracts() {
        Execution execution = run(() -> {
            Tracking.current().stage(PREPARE, () -> {});
            Tracking.current().stage(PARSE, () -> "fine");
            Tracking.current().stage(CHECK, () -> {});
            return null;
        });

        assertThat(execution.findings().violations()).isEmpty();
        assertThat(execution.findings().quality().errors()).isEmpty();
    }

    @Test
    void asksTheApplicationsOwnHooks() {
        own.add(new Own("Agent") {
            @Override
            public List<String> check(EndedCall call) {
                return call.citations() == 0
                        ? List.of(call.agent() + "." + call.method() + " " + call.status() + " " + call.stages()
                                + " cites nothing")
                        : List.of();
            }
        });

        assertThat(violations(() -> {
                    Tracking.current().stage(PREPARE, () -> {});
                    Tracking.current().stage(PARSE, () -> "fine");
                    Tracking.current().stage(CHECK, () -> {});
                    return null;
                }))
                .containsExactly(
                        new Violation(Violation.HOOK, "Agent.run SUCCESS [prepare, parse, check] cites nothing"));
    }

    @Test
    void aHookThatFailsCostsItsOwnFindingsAlone() {
        own.add(new Own("Agent") {
            @Override
            public List<String> check(EndedCall call) {
                throw new StackOverflowError();
            }

            @Override
            public List<TrackedStage> requiredStages() {
                throw new IllegalStateException("hostile");
            }
        });
        own.add(new Own(ValidationHooks.ALL_AGENTS) {
            @Override
            public List<String> check(EndedCall call) {
                return List.of("found");
            }
        });

        assertThat(violations(() -> {
                    Tracking.current().stage(PREPARE, () -> {});
                    Tracking.current().stage(PARSE, () -> "fine");
                    Tracking.current().stage(CHECK, () -> {});
                    return null;
                }))
                .containsExactly(new Violation(Violation.HOOK, "found"));
        assertThat(faults.count()).isEqualTo(2);
    }

    @Test
    void keepsSoManyViolationsOfAKindAndCountsTheRest() {
        own.add(new Own("Agent") {
            @Override
            public List<String> check(EndedCall call) {
                return Collections.nCopies(10_000, "x".repeat(1_000));
            }
        });
        List<Violation> violations = violations(() -> {
            throw new IllegalStateException("no");
        });

        assertThat(violations).hasSize(21).last().isEqualTo(new Violation(Violation.HOOK, "… and 9980 more"));
        assertThat(violations.get(0).message()).hasSize(501);
        assertThat(heard).containsExactly("Agent hook 10000");
    }

    @Test
    void saysThatATextWasTooLongToBeKeptAndLetsGoOfTheOthers() {
        Execution execution = run(() -> {
            Tracking.current().stage(PREPARE, () -> {});
            Tracking.current().stage(PARSE, () -> "fine");
            Tracking.current().stage(PARSE, () -> "x".repeat(200_000));
            Tracking.current().stage(CHECK, () -> {});
            return null;
        });

        assertThat(execution.findings().quality().errors())
                .containsExactly("was not checked: with 200000 characters it is too long to be kept");
        assertThat(execution.responses()).isEmpty();
    }

    @Test
    void logsTheFirstOfEachKindOnce(CapturedOutput output) {
        for (int i = 0; i < 3; i++) {
            run(() -> {
                Tracking.current().stage(CHECK, () -> {});
                Tracking.current().stage(PREPARE, () -> {});
                Tracking.current().stage(PARSE, () -> "fine");
                return null;
            });
        }

        assertThat(output.getOut().lines().filter(line -> line.contains("(stage_order)")))
                .hasSize(1)
                .allSatisfy(line -> assertThat(line).contains("WARN", "Agent.run: stage 'prepare' after 'check'"));
        assertThat(heard)
                .filteredOn(violation -> violation.endsWith("stage_order 1"))
                .hasSize(3);
    }

    private List<Violation> violations(Callable<?> body) {
        return run(body).findings().violations();
    }

    private Execution run(Callable<?> body) {
        TrackedMethod method =
                Recordings.method("Agent").hooks(new Declarations()).build();
        Execution execution = recordings.run(method, new ContextIds(null, null, null), null, Map.of(), body);
        validator.accept(execution);
        return execution;
    }

    private abstract static class Own implements ValidationHooks {

        private final String agent;

        Own(String agent) {
            this.agent = agent;
        }

        @Override
        public String agent() {
            return agent;
        }
    }

    /** Stages in the order of their kinds; what is parsed must be "fine". */
    private static final class Declarations implements ValidationHooks {

        @Override
        public String agent() {
            return "Agent";
        }

        @Override
        public List<TrackedStage> stages() {
            return List.of(PREPARE, PARSE, CHECK);
        }

        @Override
        public List<TrackedStage> requiredStages() {
            return List.of(PREPARE, PARSE, CHECK);
        }

        @Override
        public boolean mayFollow(@Nullable TrackedStage previous, TrackedStage next) {
            return previous == null || previous.kind().compareTo(next.kind()) <= 0;
        }

        @Override
        public boolean checksResponse(TrackedStage stage) {
            return stage.stageName().equals("parse");
        }

        @Override
        public List<String> responseFaults(TrackedStage stage, CharSequence response) {
            return response.toString().equals("fine") ? List.of() : List.of("$.name: is missing");
        }
    }
}
