// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Records calls: begins an execution or a stage, and hands an ended execution over, once.
 *
 * <p><b>Threading</b>: thread-safe; an application context has one.
 *
 * <p><b>Failure</b>: nothing that fails in here reaches the caller; see {@link Faults}. That holds at the end of the stack, where no
 * further method can be called: then {@link #returned} and {@link #threw} leave the call by writing fields, and the writer ends it.
 */
public final class ExecutionRecorder implements CallRecorder {

    /** What is loaded first at the end of the stack fails, and stays failed; and what leaves a call there may load nothing. */
    static {
        CurrentExecution.capture();
        load(StagedCall.class, Question.class, UnansweredCallException.class, Failures.class, ExecutionLog.class);
    }

    private final TimeSource time;
    private final TrackingSwitches switches;
    private final ContentCapture content;
    private final Faults faults;
    private final OpenExecutions open = new OpenExecutions();
    private final Beginnings beginnings;
    private final Stages stages;
    private final Endings endings;
    private final LaterCalls laterCalls;
    private final LlmJournal llm;

    /**
     * Makes a recorder of calls that end when their method returns.
     *
     * @param policies what the configuration says about a method; asked once a method
     * @param snapshots turns a value into one that no longer changes; called on the caller's thread
     * @param handOff takes an ended execution; must not block
     */
    public ExecutionRecorder(
            TimeSource time,
            Function<TrackedMethod, AgentPolicy> policies,
            UnaryOperator<@Nullable Object> snapshots,
            Consumer<Execution> handOff,
            Faults faults) {
        this(time, new TrackingSwitches(policies), snapshots, handOff, faults, LaterResults.NONE, Surroundings.NONE);
    }

    /**
     * Makes a recorder.
     *
     * @param switches what is recorded, and how
     * @param snapshots turns a value into one that no longer changes; called on the caller's thread
     * @param handOff takes an ended execution; must not block
     * @param laterResults the kinds of results that end after their method has returned
     * @param surroundings what executions take from the application
     */
    public ExecutionRecorder(
            TimeSource time,
            TrackingSwitches switches,
            UnaryOperator<@Nullable Object> snapshots,
            Consumer<Execution> handOff,
            Faults faults,
            LaterResults laterResults,
            Surroundings surroundings) {
        this.time = time;
        this.switches = switches;
        this.content = new ContentCapture(snapshots, faults);
        this.faults = faults;
        this.beginnings = new Beginnings(this, time, surroundings, open, faults);
        this.stages = new Stages(time, beginnings, surroundings, faults);
        this.endings = new Endings(time, beginnings, content, open, handOff, surroundings, faults);
        this.laterCalls = new LaterCalls(this, laterResults, faults);
        this.llm = new LlmJournal(this, switches, surroundings::llmAccounting, faults);
    }

    /** The executions under way. */
    public OpenExecutions openExecutions() {
        return open;
    }

    /** Where calls of models are recorded. */
    public LlmJournal llm() {
        return llm;
    }

    /** Where what fails in here ends. */
    public Faults faults() {
        return faults;
    }

    long nanos() {
        return time.nanos();
    }

    boolean mayBeParked(Class<?> resultType) {
        return laterCalls.mayBeParked(resultType);
    }

    ContentCapture content() {
        return content;
    }

    Beginnings beginnings() {
        return beginnings;
    }

    Stages stages() {
        return stages;
    }

    Endings endings() {
        return endings;
    }

    private static void load(Class<?>... classes) {
        for (Class<?> each : classes) {
            try {
                MethodHandles.lookup().ensureInitialized(each);
            } catch (IllegalAccessException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    @Override
    public @Nullable Object enter(TrackedMethod method) {
        if (!switches.isEnabled()) {
            return null;
        }
        Object call = null;
        try {
            ThreadSlot slot = ThreadSlot.current();
            if (!method.isExecution()) {
                return method.stage() == null ? null : enterStage(slot, method);
            }
            Execution execution = beginnings.begin(slot, method, switches.policy(method));
            call = execution;
            if (method.stage() != null) {
                call = new StagedCall(execution, stages.begin(slot, execution, method));
            }
            ExecutionLog.began(execution);
            return call;
        } catch (Throwable fault) {
            try {
                faults.swallow("beginning a call", fault);
            } catch (Throwable noStack) {
                // Whoever calls this goes on all the same.
            }
            return call;
        }
    }

    @Override
    public void arguments(Object call, @Nullable Object... arguments) {
        try {
            if (call instanceof Execution execution) {
                content.arguments(execution, arguments);
            } else if (call instanceof StagedCall staged) {
                content.arguments(staged.execution(), arguments);
            } else if (call instanceof Question question) {
                question.arguments(arguments);
            }
        } catch (Throwable fault) {
            faults.swallow("capturing arguments", fault);
        }
    }

    @Override
    public @Nullable Object continuation(Object call, @Nullable Object continuation) {
        return continuation == null ? null : laterCalls.continuation(call, continuation);
    }

    @Override
    public @Nullable Object returned(Object call, @Nullable Object result) {
        try {
            if (result != null && laterCalls.mayEndLater(result)) {
                Object followed = laterCalls.follow(call, result);
                if (followed != null) {
                    return followed;
                }
            }
            if (call instanceof StageRun stage) {
                stages.returned(stage, result);
            } else if (call instanceof Execution execution) {
                content.result(execution, result);
                endings.end(execution, null);
            } else if (call instanceof StagedCall staged) {
                stages.returned(staged.stage(), result);
                content.result(staged.execution(), result);
                endings.end(staged.execution(), null);
            } else if (call instanceof Question question) {
                ThreadSlot.current().question = question.outer();
                endings.answered(question, result);
            }
        } catch (Throwable fault) {
            try {
                endings.giveUp(call, null);
                faults.swallow("recording a result", fault);
            } catch (Throwable noStack) {
                // Fields alone: at the very end of the stack a call fails again.
                Execution execution = call instanceof StagedCall staged
                        ? staged.execution
                        : call instanceof Execution itself ? itself : null;
                if (execution != null) {
                    ThreadSlot slot = execution.slot;
                    if (slot != null && slot.execution == execution) {
                        slot.execution = execution.outerExecution;
                        slot.stage = execution.outerStage;
                    }
                    if (execution.endNanos == Execution.OPEN) {
                        execution.endNanos = Execution.UNENDED;
                    }
                }
            }
        }
        return result;
    }

    @Override
    public void threw(Object call, Throwable failure) {
        try {
            if (laterCalls.cancelled(call, failure)) {
                return;
            }
            if (call instanceof StageRun stage) {
                stages.end(stage, failure);
            } else if (call instanceof Execution execution) {
                endings.end(execution, failure);
            } else if (call instanceof StagedCall staged) {
                stages.end(staged.stage(), failure);
                endings.end(staged.execution(), failure);
            } else if (call instanceof Question question) {
                ThreadSlot.current().question = question.outer();
                endings.unanswered(question, failure);
            }
        } catch (Throwable fault) {
            try {
                endings.giveUp(call, failure);
                faults.swallow("recording a failure", fault);
            } catch (Throwable noStack) {
                // Fields alone: at the very end of the stack a call fails again.
                Execution execution = call instanceof StagedCall staged
                        ? staged.execution
                        : call instanceof Execution itself ? itself : null;
                if (execution != null) {
                    ThreadSlot slot = execution.slot;
                    if (slot != null && slot.execution == execution) {
                        slot.execution = execution.outerExecution;
                        slot.stage = execution.outerStage;
                    }
                    if (execution.endNanos == Execution.OPEN) {
                        execution.failure = failure;
                        execution.endNanos = Execution.UNENDED;
                    }
                }
            }
        }
    }

    /**
     * Begins an execution by hand; {@link #returned} or {@link #threw} ends it.
     *
     * @param input what is stored as its input, by name
     * @return null where it could not be begun
     */
    public @Nullable Execution begin(
            TrackedMethod method, ContextIds ids, @Nullable String callReason, Map<String, ?> input) {
        if (!switches.isEnabled()) {
            return null;
        }
        Execution execution;
        try {
            execution = beginnings.begin(ThreadSlot.current(), method, switches.decide(method));
        } catch (Throwable fault) {
            faults.swallow("beginning an execution", fault);
            return null;
        }
        try {
            Beginnings.takeIds(execution, ids);
            execution.callReason(callReason);
            content.input(execution, input);
            ExecutionLog.began(execution);
        } catch (Throwable fault) {
            faults.swallow("beginning an execution", fault);
        }
        return execution;
    }

    private @Nullable Object enterStage(ThreadSlot slot, TrackedMethod method) {
        Execution execution = slot.execution;
        boolean own = execution != null && isOwn(execution, method);
        if (!own && method.asksWhetherToRespond()) {
            return beginnings.ask(slot, method, switches.policy(method));
        }
        return execution == null
                        || !execution.isRecorded()
                        || execution.hasEnded()
                        || !(own || switches.policy(method).enabled())
                ? null
                : stages.begin(slot, execution, method);
    }

    private static boolean isOwn(Execution execution, TrackedMethod method) {
        return execution.method().beanClass() == method.beanClass()
                || execution.method().agent().equals(method.agent());
    }
}
