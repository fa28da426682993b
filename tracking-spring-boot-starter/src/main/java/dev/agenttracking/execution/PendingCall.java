// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A call whose method has returned and whose result has not ended. The first run is the call's own; results that can be run
 * again, such as a {@code Flux}, get one of their own for each.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class PendingCall {

    private enum State {
        NEW,
        PARKED,
        BEGUN
    }

    private final ExecutionRecorder recorder;
    private final TrackedMethod method;
    private final @Nullable Execution execution;
    private final @Nullable StageRun stage;
    private final @Nullable Question question;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private volatile @Nullable LaterRun firstRun;

    PendingCall(
            ExecutionRecorder recorder,
            TrackedMethod method,
            @Nullable Execution execution,
            @Nullable StageRun stage,
            @Nullable Question question) {
        this.recorder = recorder;
        this.method = method;
        this.execution = execution;
        this.stage = stage;
        this.question = question;
    }

    /** The result may never be run, or run several times: until the first, there is no execution. */
    public void park() {
        if (state.compareAndSet(State.NEW, State.PARKED)) {
            if (execution != null) {
                recorder.openExecutions().remove(execution);
                unobserve(execution);
            }
            if (stage != null) {
                stage.park();
            }
        }
    }

    /**
     * Begins a run.
     *
     * @param surroundings what the run's own thread or context is in, which is the parent of a call that had none; null for
     *     nothing
     */
    public LaterRun begin(CurrentExecution.@Nullable Handle surroundings) {
        State before = state.getAndSet(State.BEGUN);
        try {
            if (before == State.BEGUN) {
                return again(surroundings);
            }
            LaterRun run = first(before == State.PARKED, surroundings);
            firstRun = run;
            return run;
        } catch (Throwable fault) {
            recorder.faults().swallow("beginning a run of a result", fault);
            if (before != State.BEGUN && execution != null) {
                recorder.endings().giveUp(execution, null);
            }
            return new LaterRun(recorder, null, null, null);
        }
    }

    /** The result cannot be followed after all: the call ends now. */
    void unfollowed() {
        LaterRun begun = firstRun;
        (begun == null ? begin(null) : begun).completed(null);
    }

    boolean isFollowed() {
        return state.get() != State.NEW;
    }

    private LaterRun first(boolean parked, CurrentExecution.@Nullable Handle surroundings) {
        if (parked) {
            if (stage != null) {
                stage.resume();
            }
            if (execution != null) {
                Execution caller = surroundings == null ? null : surroundings.recorded();
                if (execution.parent() == null && caller != null && caller != execution) {
                    execution.adoptedBy(caller);
                } else if (execution.parent() == null
                        && execution.caller() == null
                        && surroundings != null
                        && surroundings.remote() != null) {
                    execution.calledBy(surroundings.remote());
                }
                if (surroundings != null && surroundings.ids() != null) {
                    execution.takeMissing(surroundings.ids());
                }
                recorder.openExecutions().add(execution);
            }
        }
        if (parked || recorder.beginnings().isObservedLater(method)) {
            if (execution != null) {
                recorder.beginnings().observeRun(execution);
            }
            if (stage != null) {
                recorder.stages().observe(stage);
            }
        }
        return new LaterRun(recorder, execution, stage, question);
    }

    /** Nobody could know from the declared type that there is no run yet: the body is all that is observed so far. */
    private static void unobserve(Execution parked) {
        Observations observations = parked.observations();
        if (observations != null) {
            observations.end(null);
            parked.observations(null);
        }
    }

    private LaterRun again(CurrentExecution.@Nullable Handle surroundings) {
        if (execution != null) {
            Execution caller = surroundings == null ? null : surroundings.recorded();
            Execution repeated =
                    recorder.beginnings().again(execution, execution.parent() == null ? caller : execution.parent());
            StageRun repeatedStage = stage == null ? null : recorder.stages().appendObserved(repeated, method, null);
            return new LaterRun(recorder, repeated, repeatedStage, null);
        }
        if (question != null) {
            return new LaterRun(recorder, null, null, recorder.beginnings().again(question));
        }
        StageRun repeatedStage = stage == null || stage.execution().hasEnded()
                ? null
                : recorder.stages().appendObserved(stage.execution(), method, stage.parent());
        return new LaterRun(recorder, null, repeatedStage, null);
    }
}
