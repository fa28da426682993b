// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionRecorderTest {

    private static final TrackedMethod RUN = TrackedMethod.of(ExecutionRecorderTest.class, "Writer", "run")
            .execution()
            .parameter("vault", Role.VAULT_ID, false)
            .parameter("text", Role.INPUT, false)
            .parameter("secret", Role.INPUT, true)
            .build();
    private static final TrackedMethod PREPARE = stage("Writer", ExecutionStage.PRE_PROCESS);
    private static final TrackedMethod CALL = stage("Writer", ExecutionStage.LLM_CALL);
    private static final TrackedMethod ASK = stage("Writer", ExecutionStage.SHOULD_RESPOND);
    private static final TrackedMethod OTHER =
            TrackedMethod.of(String.class, "Other", "run").execution().build();

    private final ManualTime time = new ManualTime();
    private final List<Execution> ended = new ArrayList<>();
    private final Faults faults = new Faults();
    private int faultsExpected;
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            time,
            method -> new AgentPolicy(true, true, true, method.timeoutNanos()),
            value -> value,
            ended::add,
            faults);

    @AfterEach
    void leavesNothingOnTheThreadAndSwallowsNothing() {
        assertThat(CurrentExecution.get()).isNull();
        assertThat(faults.count()).isEqualTo(faultsExpected);
        recorder.openExecutions().forEach(execution -> {
            throw new AssertionError("still open: " + execution.method());
        });
    }

    @Test
    void recordsAnExecutionWithItsTimesIdAndValues() {
        Object call = recorder.enter(RUN);
        recorder.arguments(call, "v1", "hello", "password");
        time.advance(Duration.ofMillis(7));
        recorder.returned(call, "world");

        Execution execution = onlyEnded();
        assertThat(execution.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(execution.id().version()).isEqualTo(7);
        assertThat(execution.id().variant()).isEqualTo(2);
        assertThat(execution.id().getMostSignificantBits() >>> 16).isEqualTo(execution.startEpochMillis());
        assertThat(execution.endNanos() - execution.startNanos()).isEqualTo(7_000_000);
        assertThat(execution.vaultId()).isEqualTo("v1");
        assertThat(execution.input()).containsExactly(entry("text", "hello"), entry("secret", "***"));
        assertThat(execution.output()).isEqualTo("world");
        assertThat(execution.parent()).isNull();
        assertThat(execution.root()).isSameAs(execution);
    }

    @Test
    void isOutOfTimeWhileItStillRunsAndStaysSo() {
        TrackedMethod limited = TrackedMethod.of(String.class, "Slow", "run")
                .execution()
                .timeoutNanos(Duration.ofSeconds(1).toNanos())
                .build();
        Execution execution = (Execution) recorder.enter(limited);
        execution.expire(time.nanos());
        assertThat(execution.status()).isEqualTo(ExecutionStatus.RUNNING);
        time.advance(Duration.ofSeconds(2));
        execution.expire(time.nanos());
        assertThat(execution.status()).isEqualTo(ExecutionStatus.TIMEOUT);
        assertThat(execution.hasEnded()).isFalse();

        recorder.returned(execution, "late");

        assertThat(onlyEnded().status()).isEqualTo(ExecutionStatus.TIMEOUT);
        assertThat(onlyEnded().output()).isEqualTo("late");
    }

    @Test
    void linksChildrenToParentsInTheirOrderAndHandsIdsDown() {
        Object outer = recorder.enter(RUN);
        recorder.arguments(outer, "v1", "a", "b");
        Object first = recorder.enter(OTHER);
        Object grandchild = recorder.enter(OTHER);
        recorder.returned(grandchild, null);
        recorder.returned(first, null);
        Object second = recorder.enter(OTHER);
        recorder.returned(second, null);
        recorder.returned(outer, null);

        assertThat(ended).hasSize(4);
        assertThat(ended).extracting(Execution::depth).containsExactly(2, 1, 1, 0);
        assertThat(ended).extracting(Execution::sequence).containsExactly(0, 0, 1, 0);
        assertThat(ended).extracting(Execution::vaultId).containsOnly("v1");
        assertThat(ended).extracting(Execution::root).containsOnly(ended.get(3));
        assertThat(ended.get(0).parent()).isSameAs(ended.get(1));
    }

    @Test
    void nestsAndRepeatsStages() {
        Object call = recorder.enter(RUN);
        Object prepare = recorder.enter(PREPARE);
        Object inner = recorder.enter(CALL);
        recorder.returned(inner, null);
        recorder.returned(prepare, null);
        Object again = recorder.enter(PREPARE);
        recorder.threw(again, new IllegalStateException("no"));
        recorder.threw(call, new IllegalStateException("no"));

        List<StageRun> stages = stages(onlyEnded());
        assertThat(stages)
                .extracting(run -> run.stage().stageName())
                .containsExactly("pre_process", "llm_call", "pre_process");
        assertThat(stages).extracting(LogEntry::parent).containsExactly(null, stages.get(0), null);
        assertThat(stages.get(2).failure()).hasMessage("no");
        assertThat(onlyEnded().status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void keepsSkippedOnReturnAndGivesItUpOnAnException() {
        for (boolean throwsLater : new boolean[] {false, true}) {
            Object call = recorder.enter(RUN);
            Object ask = recorder.enter(ASK);
            recorder.returned(ask, new Verdict.Plain(false, .2, "not mine"));
            if (throwsLater) {
                recorder.threw(call, new IllegalStateException());
            } else {
                recorder.returned(call, null);
            }
        }
        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SKIPPED, ExecutionStatus.FAILED);
        assertThat(ended.get(0).verdict().reasoning()).isEqualTo("not mine");
    }

    @Test
    void takesAPlainNoAsAVerdictWithoutScore() {
        Object call = recorder.enter(RUN);
        recorder.returned(recorder.enter(ASK), false);
        recorder.returned(call, null);

        assertThat(onlyEnded().status()).isEqualTo(ExecutionStatus.SKIPPED);
        assertThat(onlyEnded().verdict().score()).isNaN();
    }

    @Test
    void recordsAQuestionFromOutsideAsADecisionAndANoAsASkippedChild() {
        Object asker = recorder.enter(OTHER);
        recorder.returned(recorder.enter(ASK), new Verdict.Plain(true, .9, "mine"));
        recorder.returned(recorder.enter(ASK), new Verdict.Plain(false, .1, "not mine"));
        recorder.returned(asker, null);

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SKIPPED, ExecutionStatus.SUCCESS);
        Execution skipped = ended.get(0);
        Execution other = ended.get(1);
        assertThat(skipped.parent()).isSameAs(other);
        assertThat(skipped.method().agent()).isEqualTo("Writer");
        assertThat(stages(skipped)).hasSize(1);
        assertThat(stages(other)).isEmpty();
        assertThat(other.decisions()).extracting(CandidateDecision::chosen).containsExactly(true, false);
        assertThat(other.verdict()).isNull();
    }

    @Test
    void recordsAQuestionOutsideAnyExecution() {
        recorder.returned(recorder.enter(ASK), true);
        assertThat(ended).isEmpty();
        recorder.threw(recorder.enter(ASK), new IllegalStateException());
        assertThat(onlyEnded().status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void ignoresStagesOutsideAnyExecution() {
        assertThat(recorder.enter(PREPARE)).isNull();
    }

    @Test
    void takesTimeoutsByTheirTypeAlsoAsACause() {
        List<Throwable> timeouts = List.of(
                new TimeoutException(),
                new CompletionException(new SocketTimeoutException()),
                new IllegalStateException(new java.sql.SQLTimeoutException()),
                new java.net.http.HttpConnectTimeoutException("slow"));
        timeouts.forEach(failure -> recorder.threw(recorder.enter(OTHER), failure));
        recorder.threw(recorder.enter(OTHER), new IllegalStateException("timeout"));

        assertThat(ended.subList(0, 4)).extracting(Execution::status).containsOnly(ExecutionStatus.TIMEOUT);
        assertThat(ended.get(4).status()).isEqualTo(ExecutionStatus.FAILED);
    }

    @Test
    void isATimeoutPastItsLimitThoughItReturns() {
        TrackedMethod limited = TrackedMethod.of(String.class, "Slow", "run")
                .execution()
                .timeoutNanos(Duration.ofSeconds(1).toNanos())
                .build();
        for (long millis : new long[] {1_000, 1_001}) {
            Object call = recorder.enter(limited);
            time.advance(Duration.ofMillis(millis));
            recorder.returned(call, "late");
        }
        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SUCCESS, ExecutionStatus.TIMEOUT);
    }

    @Test
    void givesContextIdsToRootsAndDirectChildrenAloneSoThatAParentsOwnGoFirst() {
        try (CurrentExecution.Scope outer = CurrentExecution.withIds(new ContextIds("v0", "c0", null))) {
            Object root = recorder.enter(RUN);
            recorder.arguments(root, "v1", "a", "b");
            recorder.returned(recorder.enter(OTHER), null);
            try (CurrentExecution.Scope inner = CurrentExecution.withIds(new ContextIds(null, null, "u2"))) {
                recorder.returned(recorder.enter(OTHER), null);
            }
            recorder.returned(root, null);
        }
        recorder.returned(recorder.enter(OTHER), null);
        assertThat(ended).extracting(Execution::vaultId).containsExactly("v1", "v1", "v1", null);
        assertThat(ended).extracting(Execution::conversationId).containsExactly("c0", "c0", "c0", null);
        assertThat(ended).extracting(Execution::userId).containsExactly(null, "u2", null, null);
    }

    @Test
    void survivesACauseThatLoops() {
        Exception first = new Exception();
        Exception second = new Exception(first);
        first.initCause(second);
        recorder.threw(recorder.enter(OTHER), first);
        assertThat(onlyEnded().status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(Failures.unwrap(first)).isSameAs(first);
    }

    @Test
    void leavesAnExecutionTogetherWithWhatWasNeverLeft() {
        Object outer = recorder.enter(RUN);
        Object forgotten = recorder.enter(OTHER);
        recorder.returned(outer, null);
        assertThat(CurrentExecution.get()).isNull();
        recorder.returned(forgotten, null);
        assertThat(ended).hasSize(2);
    }

    @Test
    void recordsNothingOfAnAgentThatIsSwitchedOffAndGivesItsChildrenToItsCaller() {
        ExecutionRecorder partly = new ExecutionRecorder(
                time,
                method -> new AgentPolicy(!method.agent().equals("Writer"), true, true, 0),
                value -> value,
                ended::add,
                faults);
        Object caller = partly.enter(OTHER);
        Object off = partly.enter(RUN);
        partly.arguments(off, "v9", "a", "b");
        partly.returned(partly.enter(ASK), false);
        assertThat(partly.enter(PREPARE)).isNull();
        ExecutionJournal.event(CurrentExecution.get(), "INFO", "unheard", Map.of());
        Object child = partly.enter(OTHER);
        partly.returned(child, null);
        partly.returned(off, null);
        partly.returned(partly.enter(ASK), false);
        partly.returned(caller, null);

        assertThat(ended).hasSize(2);
        assertThat(ended.get(0).parent()).isSameAs(ended.get(1));
        assertThat(ended.get(0).sequence()).isZero();
        assertThat(ended.get(0).depth()).isEqualTo(1);
        assertThat(ended.get(1).status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(ended.get(1).firstEntry()).isNull();
        assertThat(ended.get(1).decisions()).isEmpty();
    }

    @Test
    void takesWhatAnAgentSaysWhileItIsAskedForItsAnswerNotForItsCallers() {
        Object asker = recorder.enter(OTHER);
        Object question = recorder.enter(ASK);
        ExecutionJournal.verdict(CurrentExecution.get(), new Verdict.Plain(false, .3, "says so itself"));
        recorder.returned(question, "no verdict");
        recorder.returned(asker, null);

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SKIPPED, ExecutionStatus.SUCCESS);
        assertThat(ended.get(0).verdict().reasoning()).isEqualTo("says so itself");
        assertThat(ended.get(1).verdict()).isNull();
    }

    @Test
    void closesTheStageOfAModelCallThatFailedAndGoesOnBesideIt() {
        Object call = recorder.enter(RUN);
        Execution execution = CurrentExecution.get();
        ExecutionJournal.llmRequest(execution, "m", "first");
        ExecutionJournal.llmRequest(execution, "m", "again");
        ExecutionJournal.llmResponse(execution, "answer", null);
        Object after = recorder.enter(PREPARE);
        recorder.returned(after, null);
        recorder.returned(call, null);

        List<StageRun> stages = stages(onlyEnded());
        assertThat(stages)
                .extracting(run -> run.stage().stageName())
                .containsExactly("llm_call", "llm_call", "pre_process");
        assertThat(stages).extracting(LogEntry::parent).containsOnlyNulls();
        assertThat(stages).noneMatch(StageRun::isOpen);
        assertThat(stages.get(0).failure()).hasMessageContaining("no answer");
        assertThat(stages.get(1).failure()).isNull();
    }

    @Test
    void endsTheStageOfAModelCallWithTheExceptionThatEndsTheExecution() {
        IllegalStateException failure = new IllegalStateException("model away");
        Object call = recorder.enter(RUN);
        ExecutionJournal.llmRequest(CurrentExecution.get(), "m", "q");
        recorder.threw(call, failure);
        assertThat(stages(onlyEnded()).get(0).failure()).isSameAs(failure);
    }

    @Test
    void letsAStageThatBeganInsideAModelCallGoOnAfterTheAnswer() {
        Object call = recorder.enter(RUN);
        Execution execution = CurrentExecution.get();
        ExecutionJournal.llmRequest(execution, "m", "q");
        Object parse = recorder.enter(PREPARE);
        ExecutionJournal.llmResponse(execution, "answer", null);
        Object inner = recorder.enter(PREPARE);
        recorder.returned(inner, null);
        recorder.returned(parse, null);
        Object after = recorder.enter(PREPARE);
        recorder.returned(after, null);
        recorder.returned(call, null);

        List<StageRun> stages = stages(onlyEnded());
        assertThat(stages).extracting(LogEntry::parent).containsExactly(null, stages.get(0), stages.get(1), null);
    }

    @Test
    void leavesNoExecutionOnTheThreadWhereAnInputCannotBeRead() {
        Execution execution = recorder.begin(OTHER, new ContextIds(null, null, null), null, null);
        recorder.returned(execution, null);
        assertThat(onlyEnded().input()).isNull();
        assertThat(faults.count()).isEqualTo(1);
        faultsExpected = 1;
    }

    private Execution onlyEnded() {
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }

    private static List<StageRun> stages(Execution execution) {
        List<StageRun> runs = new ArrayList<>();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run) {
                runs.add(run);
            }
        }
        return runs;
    }

    private static TrackedMethod stage(String agent, ExecutionStage kind) {
        return TrackedMethod.of(ExecutionRecorderTest.class, agent, kind.storedName())
                .stage(new NamedStage(kind.storedName(), kind))
                .build();
    }
}
