// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import org.jspecify.annotations.Nullable;

/**
 * How calls begin: whose child an execution is, and what it takes from its caller, its thread and the application.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class Beginnings {

    private final ExecutionRecorder recorder;
    private final TimeSource time;
    private final WallClock wallClock;
    private final Surroundings surroundings;
    private final OpenExecutions open;
    private final Faults faults;

    Beginnings(
            ExecutionRecorder recorder,
            TimeSource time,
            Surroundings surroundings,
            OpenExecutions open,
            Faults faults) {
        this.recorder = recorder;
        this.time = time;
        this.wallClock = new WallClock(time);
        this.surroundings = surroundings;
        this.open = open;
        this.faults = faults;
    }

    /** Begins an execution on a thread, which is in it from now on. Where that fails the thread is where it was. */
    Execution begin(ThreadSlot slot, TrackedMethod method, AgentPolicy policy) {
        Execution execution = within(slot, method, policy, time.nanos());
        Observations observations = observe(execution, false);
        look(execution);
        execution.enteredOn(slot);
        if (execution.isRecorded()) {
            open.add(execution);
        }
        slot.execution = execution;
        slot.stage = null;
        if (observations != null) {
            observations.enter();
        }
        return execution;
    }

    /** Begins an execution that no thread is in, as a call of what this thread is in. */
    Execution detached(TrackedMethod method, AgentPolicy policy) {
        Execution execution = within(ThreadSlot.current(), method, policy, time.nanos());
        observe(execution, true);
        look(execution);
        open.add(execution);
        ExecutionLog.began(execution);
        return execution;
    }

    /** Puts a question to an agent on a thread, which is answering it from now on. */
    Question ask(ThreadSlot slot, TrackedMethod method, AgentPolicy policy) {
        Question question = new Question(method, policy, slot.execution, slot.question, time.nanos());
        slot.question = question;
        return question;
    }

    /** A further run of a call, with the same arguments. */
    Execution again(Execution first, @Nullable Execution parent) {
        long now = time.nanos();
        Execution execution = new Execution(
                recorder, first.method(), first.policy(), parent, wallClock.epochMillis(now), now, null, null);
        execution.calledLike(first);
        RemoteCaller remote = first.caller();
        if (remote != null && parent == null) {
            execution.calledBy(remote);
        }
        observeRun(execution);
        open.add(execution);
        return execution;
    }

    /** The same question, put once more. */
    Question again(Question first) {
        Question question = new Question(first.method(), first.policy(), first.asker(), null, time.nanos());
        if (first.arguments() != null) {
            question.arguments(first.arguments());
        }
        return question;
    }

    /** The execution that a question turned out to be, begun when it was put. */
    Execution of(Question question) {
        ThreadSlot slot = ThreadSlot.current();
        if (slot.execution == question.asker()) {
            Execution execution = within(slot, question.method(), question.policy(), question.startNanos());
            look(execution);
            return execution;
        }
        return new Execution(
                recorder,
                question.method(),
                question.policy(),
                question.recordedAsker(),
                wallClock.epochMillis(question.startNanos()),
                question.startNanos(),
                null,
                null);
    }

    /** Whether there may be no run of a call, or several: each is observed from when its result is run. */
    boolean isObservedLater(Object declaration) {
        return declaration instanceof TrackedMethod method && recorder.mayBeParked(method.resultType());
    }

    /** A run of a call begins that is not observed yet. */
    void observeRun(Execution execution) {
        if (execution.observations() == null && observe(execution, true) != null) {
            lookAtTrace(execution);
        }
    }

    private @Nullable Observations observe(Execution execution, boolean isRun) {
        if (surroundings == Surroundings.NONE || !execution.isRecorded()) {
            return null;
        }
        Observations observations = null;
        try {
            CallObserver observer = surroundings.observer();
            if (observer.listens() && (isRun || !isObservedLater(execution.method()))) {
                observations = Observations.begin(execution, observer, faults);
                execution.observations(observations);
            }
        } catch (Throwable fault) {
            faults.swallow("asking who observes executions", fault);
        }
        return observations;
    }

    static void takeIds(Execution execution, ContextIds ids) {
        if (ids.vaultId() != null) {
            execution.vaultId(ids.vaultId());
        }
        if (ids.conversationId() != null) {
            execution.conversationId(ids.conversationId());
        }
        if (ids.userId() != null) {
            execution.userId(ids.userId());
        }
    }

    private Execution within(ThreadSlot slot, TrackedMethod method, AgentPolicy policy, long nanos) {
        Execution execution = new Execution(
                recorder,
                method,
                policy,
                slot.recorded(),
                wallClock.epochMillis(nanos),
                nanos,
                slot.execution,
                slot.stage);
        RemoteCaller remote = slot.remote;
        if (remote != null && execution.parent() == null) {
            execution.calledBy(remote);
        }
        ContextIds ids = slot.idsForNext();
        if (ids != null) {
            takeIds(execution, ids);
        }
        return execution;
    }

    /** What an application's tracing or security does wrong costs the record that alone. */
    private void look(Execution execution) {
        if (surroundings == Surroundings.NONE || !execution.isRecorded()) {
            return;
        }
        lookAtTrace(execution);
        try {
            ContextIds ids = execution.parent() == null ? surroundings.idsOfRoot() : null;
            if (ids != null) {
                execution.takeMissing(ids);
            }
        } catch (Throwable fault) {
            faults.swallow("resolving the ids of an execution", fault);
        }
    }

    /** Where it is observed, its span is its own. */
    private void lookAtTrace(Execution execution) {
        Observations observations = execution.observations();
        try {
            if (observations == null) {
                execution.trace(surroundings.trace());
            } else {
                try (CurrentExecution.Scope ignored = observations.open(null)) {
                    execution.trace(surroundings.trace());
                }
            }
        } catch (Throwable fault) {
            faults.swallow("looking at the trace around an execution", fault);
        }
    }
}
