// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import org.jspecify.annotations.Nullable;

/**
 * Calls that go on when their method has returned: their thread leaves them, and their result is followed to its end.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class LaterCalls {

    private final ExecutionRecorder recorder;
    private final LaterResults results;
    private final Faults faults;

    LaterCalls(ExecutionRecorder recorder, LaterResults results, Faults faults) {
        this.recorder = recorder;
        this.results = results;
        this.faults = faults;
    }

    /** Whether a call does not end with its method. */
    boolean mayEndLater(Object result) {
        return results.mayEndLater(result.getClass());
    }

    /** Whether results of a declared type may never be run, or several times. */
    boolean mayBeParked(Class<?> declaredType) {
        return results.mayBeParked(declaredType);
    }

    /**
     * Leaves a call, and follows its result.
     *
     * @return the result, or one that behaves the same; null where the call is none that can be followed
     */
    @Nullable
    Object follow(Object call, Object result) {
        PendingCall pending = leave(call);
        if (pending == null) {
            return null;
        }
        TrackedMethod method = methodOf(call);
        return follow(pending, result, method == null ? Object.class : method.resultType());
    }

    /** Follows a call of a function that suspends, through the continuation that it gets in place of its caller's. */
    @Nullable
    Object continuation(Object call, Object continuation) {
        SuspendedCall suspended = null;
        try {
            suspended = suspend(call);
            return results.continuation(continuation, suspended);
        } catch (Throwable fault) {
            faults.swallow("following a continuation", fault);
            if (suspended != null) {
                suspended.resumed(null);
            }
            return continuation;
        }
    }

    /** The function that suspended goes on to its end, which its result may be, or may only promise. */
    @Nullable
    Object resumed(PendingCall pending, @Nullable Object result) {
        try {
            if (result != null && mayEndLater(result)) {
                return follow(pending, result, Object.class);
            }
            pending.begin(null).completed(result);
        } catch (Throwable fault) {
            faults.swallow("recording a result", fault);
        }
        return result;
    }

    /**
     * A function that suspends was cancelled before it did.
     *
     * @return false where the call is another, or the failure no cancellation
     */
    boolean cancelled(Object call, Throwable failure) {
        if (!Failures.isCancellation(failure)) {
            return false;
        }
        TrackedMethod method = methodOf(call);
        PendingCall pending = method != null && method.suspends() ? leave(call) : null;
        if (pending != null) {
            pending.begin(null).failed(failure);
        }
        return pending != null;
    }

    private Object follow(PendingCall pending, Object result, Class<?> declaredType) {
        Object followed = result;
        try {
            followed = results.follow(result, declaredType, pending);
        } catch (Throwable fault) {
            faults.swallow("following a result", fault);
            pending.unfollowed();
        }
        if (!pending.isFollowed()) {
            pending.begin(null).completed(result);
        }
        return followed;
    }

    /** What the code of a function that suspends is in, and what its caller is. The thread stays where it is. */
    private SuspendedCall suspend(Object call) {
        CurrentExecution.Handle inside = CurrentExecution.capture();
        try {
            PendingCall pending = leave(call);
            Execution execution = executionOf(call);
            if (pending == null && execution != null) {
                ThreadSlot.current().leave(execution);
            }
            return new SuspendedCall(this, pending, inside, CurrentExecution.capture());
        } finally {
            CurrentExecution.set(inside);
            reenter(call);
        }
    }

    /** The thread has only looked outside. */
    private static void reenter(Object call) {
        Execution execution = executionOf(call);
        Observations observations = execution == null ? null : execution.observations();
        if (observations != null) {
            observations.enter();
        }
    }

    /** The thread leaves a call that goes on. */
    private @Nullable PendingCall leave(Object call) {
        ThreadSlot slot = ThreadSlot.current();
        Execution execution = executionOf(call);
        if (execution != null && execution.isRecorded()) {
            slot.leave(execution);
            recorder.endings().lookForTransaction(execution);
            StageRun stage = call instanceof StagedCall staged ? staged.stage() : null;
            return new PendingCall(recorder, execution.method(), execution, stage, null);
        }
        if (call instanceof StageRun run && run.declaration() instanceof TrackedMethod method) {
            if (slot.execution == run.execution() && slot.isInside(run)) {
                slot.stage = StageRun.openOrOuter(run.parent());
            }
            Observations observations = run.execution().observations();
            if (observations != null) {
                observations.leave(run);
            }
            return new PendingCall(recorder, method, null, run, null);
        }
        if (call instanceof Question question) {
            slot.question = question.outer();
            return new PendingCall(recorder, question.method(), null, null, question);
        }
        return null;
    }

    private static @Nullable Execution executionOf(Object call) {
        return call instanceof StagedCall staged
                ? staged.execution()
                : call instanceof Execution execution ? execution : null;
    }

    private static @Nullable TrackedMethod methodOf(Object call) {
        Execution execution = executionOf(call);
        if (execution != null) {
            return execution.method();
        }
        if (call instanceof Question question) {
            return question.method();
        }
        return call instanceof StageRun run && run.declaration() instanceof TrackedMethod method ? method : null;
    }
}
