// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import org.jspecify.annotations.Nullable;

/**
 * Begins and ends the stages of executions, and looks at what they return.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class Stages {

    private final TimeSource time;
    private final Beginnings beginnings;
    private final Surroundings surroundings;
    private final Faults faults;

    Stages(TimeSource time, Beginnings beginnings, Surroundings surroundings, Faults faults) {
        this.time = time;
        this.beginnings = beginnings;
        this.surroundings = surroundings;
        this.faults = faults;
    }

    StageRun begin(Execution execution, TrackedStage stage) {
        return begin(ThreadSlot.current(), execution, stage);
    }

    /**
     * Begins a stage, on a thread that may be in the execution.
     *
     * @param declaration the stage, or the method that is it
     */
    StageRun begin(ThreadSlot slot, Execution execution, Object declaration) {
        StageRun run = enter(slot, execution, declaration);
        Observations observations = execution.observations();
        if (observations != null && !beginnings.isObservedLater(declaration)) {
            observations.begin(run, slot.stage == run);
        }
        return run;
    }

    /** Begins a stage that the library adds around a call of a model, which is observed itself. */
    StageRun beginAdded(Execution execution) {
        return enter(ThreadSlot.current(), execution, NamedStage.LLM_CALL);
    }

    private StageRun enter(ThreadSlot slot, Execution execution, Object declaration) {
        boolean inside = slot.execution == execution;
        StageRun run = append(execution, declaration, inside ? slot.stage : null);
        if (inside) {
            slot.stage = run;
        }
        return run;
    }

    /** Begins a stage on no particular thread, and lets it be observed. */
    StageRun appendObserved(Execution execution, Object declaration, @Nullable StageRun parent) {
        StageRun run = append(execution, declaration, parent);
        observe(run);
        return run;
    }

    /** Lets a stage be observed that nobody has observed yet. */
    void observe(StageRun run) {
        Observations observations = run.execution().observations();
        if (observations != null) {
            observations.begin(run, false);
        }
    }

    /** Begins a stage on no particular thread. */
    StageRun append(Execution execution, Object declaration, @Nullable StageRun parent) {
        StageRun run = new StageRun(execution, declaration, parent, time.nanos());
        execution.append(run);
        return run;
    }

    /** Ends a stage, and with it what began inside it on this thread and was left open. */
    void end(StageRun run, @Nullable Throwable failure) {
        long now = time.nanos();
        ThreadSlot slot = run.execution().slotHere();
        if (slot.execution == run.execution() && slot.isInside(run)) {
            closeInner(slot.stage, run, now, failure);
            slot.stage = StageRun.openOrOuter(run.parent());
        }
        run.end(now, failure);
    }

    /** Ends a stage that returned, and looks at what. */
    void returned(StageRun run, @Nullable Object result) {
        end(run, null);
        consider(run, result);
    }

    /** Ends a stage that its thread has left before. */
    void endLater(StageRun run, @Nullable Throwable failure, @Nullable Object result) {
        if (run.isOpen() && !run.execution().hasEnded()) {
            run.end(time.nanos(), failure);
            if (failure == null) {
                consider(run, result);
            }
        }
    }

    /** Ends a stage that the library added; stages that the agent has begun inside it meanwhile go on. */
    void endAdded(StageRun added, @Nullable Throwable failure) {
        ThreadSlot slot = ThreadSlot.current();
        if (slot.stage == added) {
            slot.stage = StageRun.openOrOuter(added.parent());
        }
        added.end(time.nanos(), failure);
    }

    /** Ends what is open between two stages, the outer one excluded. */
    static void closeInner(
            @Nullable StageRun innermost, @Nullable StageRun outer, long now, @Nullable Throwable failure) {
        for (StageRun run = innermost; run != null && run != outer; run = run.parent()) {
            if (run.isOpen()) {
                run.end(now, failure == null ? new UnansweredCallException() : failure);
            }
        }
    }

    /** Keeps a text that has a contract to keep; whether it does is looked at by the writer's thread. */
    void considerResponse(StageRun run, CharSequence text) {
        if (hasContract(run)) {
            run.execution().details().addResponse(run, text.toString());
        }
    }

    /** Asks the application's own code; what that throws must not keep the call from ending. */
    private void consider(StageRun run, @Nullable Object result) {
        if (result == null) {
            return;
        }
        try {
            if (run.stage().kind() == ExecutionStage.SHOULD_RESPOND) {
                Verdict verdict = Verdict.in(result);
                if (verdict != null) {
                    run.execution().decide(verdict);
                }
            } else if (result instanceof CharSequence text) {
                considerResponse(run, text);
            }
        } catch (Throwable fault) {
            faults.swallow("reading a stage's result", fault);
        }
    }

    private boolean hasContract(StageRun run) {
        ValidationHooks generated = run.declaration() instanceof TrackedMethod ? null : run.generatedHooks();
        if (run.declaration() instanceof TrackedMethod method && method.checksResponse()
                || generated != null && generated.checksResponse(run.stage())) {
            return true;
        }
        for (ValidationHooks hooks : surroundings.hooks(run.execution().method().agent())) {
            if (hooks.checksResponse(run.stage())) {
                return true;
            }
        }
        return false;
    }
}
