// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each part that the recorder works with fails in turn; the application must not notice. */
class HarmlessRecorderTest {

    private static final TrackedMethod RUN = TrackedMethod.of(String.class, "Agent", "run")
            .execution()
            .parameter("vault", Role.VAULT_ID, false)
            .parameter("text", Role.INPUT, false)
            .build();
    private static final TrackedMethod ASK = TrackedMethod.of(String.class, "Agent", "ask")
            .stage(new NamedStage("ask", ExecutionStage.SHOULD_RESPOND))
            .build();

    private final List<Execution> ended = new ArrayList<>();
    private final Faults faults = new Faults();
    private TimeSource time = TimeSource.SYSTEM;
    private Function<TrackedMethod, AgentPolicy> policies = method -> new AgentPolicy(true, true, true, 0);
    private UnaryOperator<Object> snapshots = value -> value;
    private Consumer<Execution> handOff = ended::add;

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("made up"),
                new StackOverflowError(),
                new NoClassDefFoundError("made up"),
                new OutOfMemoryError("made up"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWhereTheClockFails(Throwable failure) {
        time = new TimeSource() {
            @Override
            public long epochMicros() {
                throw sneaky(failure);
            }

            @Override
            public long nanos() {
                throw sneaky(failure);
            }
        };
        assertThat(call("v", "text", "result")).isEqualTo("result");
        assertThat(faults.count()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void endsACallWhoseResultCannotBeLookedAt(Throwable failure) {
        TrackedMethod method = TrackedMethod.of(String.class, "Agent", "run")
                .execution()
                .stage(new NamedStage("ask", ExecutionStage.LLM_CALL))
                .build();
        Surroundings hostile = new Surroundings() {
            @Override
            public List<ValidationHooks> hooks(String agent) {
                throw sneaky(failure);
            }
        };
        ExecutionRecorder recorder = new ExecutionRecorder(
                time, new TrackingSwitches(policies), snapshots, handOff, faults, LaterResults.NONE, hostile);

        Object call = recorder.enter(method);
        assertThat(recorder.returned(call, "text")).isEqualTo("text");

        assertThat(ended).hasSize(1);
        assertThat(ThreadSlot.current().execution).isNull();
        assertThat(ended.get(0).status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(faults.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWhereTheSettingsFail(Throwable failure) {
        policies = method -> {
            throw sneaky(failure);
        };
        assertThat(call("v", "text", "result")).isEqualTo("result");
        assertThat(faults.count()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void losesTheValueAloneWhereItCannotBeCaptured(Throwable failure) {
        snapshots = value -> {
            throw sneaky(failure);
        };
        assertThat(call("v", "text", "result")).isEqualTo("result");
        assertThat(ended).extracting(Execution::status).containsExactly(ExecutionStatus.SUCCESS);
        assertThat(ended.get(0).vaultId()).isEqualTo("v");
        assertThat(faults.count()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void losesTheIdAloneWhereItsTextFails(Throwable failure) {
        Object id = new Object() {
            @Override
            public String toString() {
                throw sneaky(failure);
            }
        };
        assertThat(call(id, "text", "result")).isEqualTo("result");
        assertThat(ended.get(0).vaultId()).isNull();
        assertThat(ended.get(0).input()).containsEntry("text", "text");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWhereTheQueueFails(Throwable failure) {
        handOff = execution -> {
            throw sneaky(failure);
        };
        assertThat(call("v", "text", "result")).isEqualTo("result");
        assertThat(faults.count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnWhereAVerdictFails(Throwable failure) {
        ExecutionRecorder recorder = recorder();
        Verdict broken = new Verdict() {
            @Override
            public boolean respond() {
                throw sneaky(failure);
            }

            @Override
            public double score() {
                throw sneaky(failure);
            }

            @Override
            public String reasoning() {
                throw sneaky(failure);
            }
        };
        Object run = recorder.enter(RUN);
        assertThat(recorder.returned(recorder.enter(ASK), broken)).isSameAs(broken);
        recorder.returned(run, null);
        assertThat(recorder.returned(recorder.enter(ASK), broken)).isSameAs(broken);
        assertThat(ended).extracting(Execution::status).containsExactly(ExecutionStatus.SUCCESS);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void recordsAnExceptionThatFailsItself(Throwable failure) {
        Exception broken = new Exception() {
            private static final long serialVersionUID = 1L;

            @Override
            public synchronized Throwable getCause() {
                throw sneaky(failure);
            }

            @Override
            public String getMessage() {
                throw sneaky(failure);
            }
        };
        ExecutionRecorder recorder = recorder();
        recorder.threw(recorder.enter(RUN), broken);
        assertThat(ended).extracting(Execution::status).containsExactly(ExecutionStatus.FAILED);
        assertThat(ended.get(0).failure()).isSameAs(broken);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void handsOnTheCallersContinuationWhereItCannotBeFollowed(Throwable failure) {
        LaterResults broken = new LaterResults() {
            @Override
            public boolean mayEndLater(Class<?> resultClass) {
                return false;
            }

            @Override
            public Object follow(Object result, Class<?> declaredType, PendingCall call) {
                return result;
            }

            @Override
            public Object continuation(Object continuation, SuspendedCall call) {
                throw sneaky(failure);
            }
        };
        ExecutionRecorder recorder = new ExecutionRecorder(
                time, new TrackingSwitches(policies), snapshots, handOff, faults, broken, Surroundings.NONE);
        Object call = recorder.enter(RUN);
        assertThat(recorder.continuation(call, "mine")).isEqualTo("mine");
        assertThat(CurrentExecution.get()).isSameAs(call);
        assertThat(recorder.returned(call, "result")).isEqualTo("result");
        assertThat(CurrentExecution.get()).isNull();
        assertThat(ended).hasSize(1);
        assertThat(faults.count()).isEqualTo(1);
    }

    @Test
    void leavesNothingOnTheThreadThoughTheEndFails() {
        handOff = execution -> {
            throw new IllegalStateException();
        };
        call("v", "text", "result");
        assertThat(CurrentExecution.get()).isNull();
    }

    private Object call(Object vault, Object text, Object result) {
        ExecutionRecorder recorder = recorder();
        Object call = recorder.enter(RUN);
        if (call == null) {
            return result;
        }
        recorder.arguments(call, vault, text);
        return recorder.returned(call, result);
    }

    private ExecutionRecorder recorder() {
        return new ExecutionRecorder(time, policies, snapshots, handOff, faults);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
        throw (E) failure;
    }
}
