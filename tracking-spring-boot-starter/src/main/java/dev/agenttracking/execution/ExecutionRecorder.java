// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedMethod;
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
 * <p><b>Failure</b>: nothing that fails in here reaches the caller; see {@link Faults}.
 */
public final class ExecutionRecorder implements CallRecorder {

    private final TimeSource time;
    private final TrackingSwitches switches;
    private final Surroundings surroundings;
    private final ContentCapture content;
    private final Consumer<Execution> handOff;
    private final Faults faults;
    private final LaterResults laterResults;
    private final OpenExecutions open = new OpenExecutions();

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
        this.surroundings = surroundings;
        this.content = new ContentCapture(snapshots, faults);
        this.handOff = handOff;
        this.faults = faults;
        this.laterResults = laterResults;
    }

    /** The executions under way. */
    public OpenExecutions openExecutions() {
        return open;
    }

    Faults faults() {
        return faults;
    }

    long nanos() {
        return time.nanos();
    }

    ContentCapture content() {
        return content;
    }

    @Override
    public @Nullable Object enter(TrackedMethod method) {
        if (!switches.isEnabled()) {
            return null;
        }
        try {
            ThreadSlot slot = ThreadSlot.current();
            TrackedStage stage = method.stage();
            if (method.isExecution()) {
                Execution execution = begin(slot, method, policy(method));
                return stage == null ? execution : new StagedCall(execution, beginStage(slot, execution, method));
            }
            return stage == null ? null : enterStage(slot, method, stage);
        } catch (Throwable fault) {
            faults.swallow("beginning a call", fault);
            return null;
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
        if (continuation == null) {
            return null;
        }
        SuspendedCall suspended = null;
        try {
            suspended = suspend(call);
            return laterResults.continuation(continuation, suspended);
        } catch (Throwable fault) {
            faults.swallow("following a continuation", fault);
            if (suspended != null) {
                suspended.resumed(null);
            }
            return continuation;
        }
    }

    @Override
    public @Nullable Object returned(Object call, @Nullable Object result) {
        try {
            if (result != null && laterResults.mayEndLater(result.getClass())) {
                PendingCall pending = leave(call);
                if (pending != null) {
                    TrackedMethod method = methodOf(call);
                    return follow(pending, result, method == null ? Object.class : method.resultType());
                }
            }
            if (call instanceof StageRun stage) {
                endStage(stage, null);
                considerResult(stage, result);
            } else if (call instanceof Execution execution) {
                content.result(execution, result);
                end(execution, null);
            } else if (call instanceof StagedCall staged) {
                endStage(staged.stage(), null);
                considerResult(staged.stage(), result);
                content.result(staged.execution(), result);
                end(staged.execution(), null);
            } else if (call instanceof Question question) {
                ThreadSlot.current().question = question.outer();
                answered(question, result);
            }
        } catch (Throwable fault) {
            faults.swallow("recording a result", fault);
        }
        return result;
    }

    @Override
    public void threw(Object call, Throwable failure) {
        try {
            if (Failures.isCancellation(failure) && isSuspending(call)) {
                PendingCall pending = leave(call);
                if (pending != null) {
                    pending.begin(null).failed(failure);
                    return;
                }
            }
            if (call instanceof StageRun stage) {
                endStage(stage, failure);
            } else if (call instanceof Execution execution) {
                end(execution, failure);
            } else if (call instanceof StagedCall staged) {
                endStage(staged.stage(), failure);
                end(staged.execution(), failure);
            } else if (call instanceof Question question) {
                ThreadSlot.current().question = question.outer();
                unanswered(question, failure);
            }
        } catch (Throwable fault) {
            faults.swallow("recording a failure", fault);
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
            execution = begin(ThreadSlot.current(), method, switches.decide(method));
        } catch (Throwable fault) {
            faults.swallow("beginning an execution", fault);
            return null;
        }
        takeIds(execution, ids);
        execution.callReason(callReason);
        content.input(execution, input);
        return execution;
    }

    private Execution begin(ThreadSlot slot, TrackedMethod method, AgentPolicy policy) {
        Execution execution = newExecution(slot, method, policy, time.epochMillis(), time.nanos());
        slot.execution = execution;
        slot.stage = null;
        if (execution.isRecorded()) {
            open.add(execution);
            ExecutionLog.began(execution);
        }
        return execution;
    }

    private Execution newExecution(
            ThreadSlot slot, TrackedMethod method, AgentPolicy policy, long epochMillis, long nanos) {
        Execution execution =
                new Execution(this, method, policy, slot.recorded(), epochMillis, nanos, slot.execution, slot.stage);
        RemoteCaller remote = slot.remote;
        if (remote != null && execution.parent() == null) {
            execution.calledBy(remote);
        }
        ContextIds ids = slot.idsForNext();
        if (ids != null) {
            takeIds(execution, ids);
        }
        look(execution);
        return execution;
    }

    /** What an application's tracing or security does wrong costs the record that alone. */
    private void look(Execution execution) {
        if (surroundings == Surroundings.NONE || !execution.isRecorded()) {
            return;
        }
        try {
            execution.trace(surroundings.trace());
            ContextIds ids = execution.parent() == null ? surroundings.idsOfRoot() : null;
            if (ids != null) {
                execution.takeMissing(ids);
            }
        } catch (Throwable fault) {
            faults.swallow("looking at the surroundings", fault);
        }
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

    private @Nullable Object enterStage(ThreadSlot slot, TrackedMethod method, TrackedStage stage) {
        Execution execution = slot.execution;
        if (method.asksWhetherToRespond() && (execution == null || !isOwn(execution, method))) {
            slot.question =
                    new Question(method, policy(method), execution, slot.question, time.epochMillis(), time.nanos());
            return slot.question;
        }
        return execution == null
                        || !execution.isRecorded()
                        || execution.hasEnded()
                        || !policy(method).enabled()
                ? null
                : beginStage(slot, execution, method);
    }

    /** The thread leaves a call that goes on. */
    private @Nullable PendingCall leave(Object call) {
        ThreadSlot slot = ThreadSlot.current();
        if (call instanceof Execution execution && execution.isRecorded()) {
            slot.leave(execution);
            return new PendingCall(this, execution.method(), execution, null, null);
        }
        if (call instanceof StagedCall staged && staged.execution().isRecorded()) {
            slot.leave(staged.execution());
            return new PendingCall(this, staged.execution().method(), staged.execution(), staged.stage(), null);
        }
        if (call instanceof StageRun run && run.declaration() instanceof TrackedMethod method) {
            if (slot.execution == run.execution() && slot.isInside(run)) {
                slot.stage = StageRun.openOrOuter(run.parent());
            }
            return new PendingCall(this, method, null, run, null);
        }
        if (call instanceof Question question) {
            slot.question = question.outer();
            return new PendingCall(this, question.method(), null, null, question);
        }
        return null;
    }

    private Object follow(PendingCall pending, Object result, Class<?> declaredType) {
        Object followed = result;
        try {
            followed = laterResults.follow(result, declaredType, pending);
        } catch (Throwable fault) {
            faults.swallow("following a result", fault);
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
        }
    }

    /** The function that suspended goes on to its end, which its result may be, or may only promise. */
    @Nullable
    Object resumed(PendingCall pending, @Nullable Object result) {
        try {
            if (result != null && laterResults.mayEndLater(result.getClass())) {
                return follow(pending, result, Object.class);
            }
            pending.begin(null).completed(result);
        } catch (Throwable fault) {
            faults.swallow("recording a result", fault);
        }
        return result;
    }

    private static boolean isSuspending(Object call) {
        TrackedMethod method = methodOf(call);
        return method != null && method.suspends();
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

    /** A further run of a call, with the same arguments. */
    Execution again(Execution first, @Nullable Execution parent) {
        Execution execution = new Execution(
                this, first.method(), first.policy(), parent, time.epochMillis(), time.nanos(), null, null);
        execution.calledLike(first);
        RemoteCaller remote = first.caller();
        if (remote != null && parent == null) {
            execution.calledBy(remote);
        }
        open.add(execution);
        return execution;
    }

    Question again(Question first) {
        Question question =
                new Question(first.method(), first.policy(), first.asker(), null, time.epochMillis(), time.nanos());
        if (first.arguments() != null) {
            question.arguments(first.arguments());
        }
        return question;
    }

    /** Begins a stage on no particular thread. */
    StageRun appendStage(Execution execution, Object declaration, @Nullable StageRun parent) {
        StageRun run = new StageRun(execution, declaration, parent, time.nanos());
        execution.append(run);
        return run;
    }

    void endStageLater(StageRun run, @Nullable Throwable failure, @Nullable Object result) {
        if (run.isOpen() && !run.execution().hasEnded()) {
            run.end(time.nanos(), failure);
            if (failure == null) {
                considerResult(run, result);
            }
        }
    }

    /** Ends an execution that its thread has left before. */
    void endLater(Execution execution, @Nullable Throwable failure, boolean cancelled) {
        execution.settleLaterStages();
        open.remove(execution);
        long now = time.nanos();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run && run.isOpen()) {
                run.end(now, failure == null ? new UnansweredCallException() : failure);
            }
        }
        settle(execution, now, failure, cancelled);
    }

    private static boolean isOwn(Execution execution, TrackedMethod method) {
        return execution.method().beanClass() == method.beanClass()
                || execution.method().agent().equals(method.agent());
    }

    StageRun beginStage(Execution execution, TrackedStage stage) {
        return beginStage(ThreadSlot.current(), execution, stage);
    }

    private StageRun beginStage(ThreadSlot slot, Execution execution, Object declaration) {
        boolean inside = slot.execution == execution;
        StageRun run = new StageRun(execution, declaration, inside ? slot.stage : null, time.nanos());
        execution.append(run);
        if (inside) {
            slot.stage = run;
        }
        return run;
    }

    /** Ends a stage, and with it what began inside it on this thread and was left open. */
    void endStage(StageRun run, @Nullable Throwable failure) {
        long now = time.nanos();
        ThreadSlot slot = ThreadSlot.current();
        if (slot.execution == run.execution() && slot.isInside(run)) {
            closeInner(slot.stage, run, now, failure);
            slot.stage = StageRun.openOrOuter(run.parent());
        }
        run.end(now, failure);
    }

    /** Ends a stage that the library added; stages that the agent has begun inside it meanwhile go on. */
    void endAdded(StageRun added, @Nullable Throwable failure) {
        ThreadSlot slot = ThreadSlot.current();
        if (slot.stage == added) {
            slot.stage = StageRun.openOrOuter(added.parent());
        }
        added.end(time.nanos(), failure);
    }

    private static void closeInner(
            @Nullable StageRun innermost, @Nullable StageRun outer, long now, @Nullable Throwable failure) {
        for (StageRun run = innermost; run != null && run != outer; run = run.parent()) {
            if (run.isOpen()) {
                run.end(now, failure == null ? new UnansweredCallException() : failure);
            }
        }
    }

    private void considerResult(StageRun run, @Nullable Object result) {
        if (run.stage().kind() == ExecutionStage.SHOULD_RESPOND) {
            Verdict verdict = verdictOf(result);
            if (verdict != null) {
                decide(run.execution(), verdict);
            }
        } else if (result instanceof CharSequence text) {
            considerResponse(run, text);
        }
    }

    /** Keeps a text that has a contract to keep; whether it does is looked at by the writer's thread. */
    void considerResponse(StageRun run, CharSequence text) {
        if (hasContract(run)) {
            run.execution().details().responses.add(new StageResponse(run, text.toString()));
        }
    }

    private boolean hasContract(StageRun run) {
        if (run.declaration() instanceof TrackedMethod method && method.checksResponse()) {
            return true;
        }
        ValidationHooks generated = run.declaration() instanceof TrackedMethod ? null : run.generatedHooks();
        if (generated != null && generated.checksResponse(run.stage())) {
            return true;
        }
        for (ValidationHooks hooks : surroundings.hooks(run.execution().method().agent())) {
            if (hooks.checksResponse(run.stage())) {
                return true;
            }
        }
        return false;
    }

    static void decide(Execution execution, Verdict verdict) {
        execution.verdict(verdict);
        if (!verdict.respond()) {
            execution.moveTo(ExecutionStatus.SKIPPED);
        }
    }

    static @Nullable Verdict verdictOf(@Nullable Object result) {
        if (result instanceof Verdict verdict) {
            return verdict;
        }
        return result instanceof Boolean respond ? Verdict.of(respond) : null;
    }

    void end(Execution execution, @Nullable Throwable failure) {
        ThreadSlot slot = ThreadSlot.current();
        StageRun leftOpen = slot.execution == execution ? slot.stage : null;
        slot.leave(execution);
        if (!execution.isRecorded()) {
            return;
        }
        execution.settleLaterStages();
        open.remove(execution);
        long now = time.nanos();
        closeInner(leftOpen, null, now, failure);
        settle(execution, now, failure, false);
    }

    private void settle(Execution execution, long now, @Nullable Throwable failure, boolean cancelled) {
        execution.expire(now);
        if (cancelled) {
            execution.moveTo(ExecutionStatus.CANCELLED);
        } else if (failure == null) {
            execution.moveTo(ExecutionStatus.SUCCESS);
        } else {
            execution.failure(failure);
            boolean timeout = execution.status() != ExecutionStatus.SKIPPED && Failures.isTimeout(failure);
            execution.moveTo(timeout ? ExecutionStatus.TIMEOUT : ExecutionStatus.FAILED);
        }
        if (execution.end(now)) {
            handOff.accept(execution);
            ExecutionLog.ended(execution);
        }
    }

    /** The agent was asked from outside: the answer is a decision of the asker, and a "no" a skipped execution. */
    void answered(Question question, @Nullable Object result) {
        Verdict returned = verdictOf(result);
        Verdict verdict = returned == null ? question.verdict() : returned;
        if (verdict == null || !question.policy().enabled()) {
            return;
        }
        Execution asker = question.recordedAsker();
        if (asker != null && !asker.hasEnded()) {
            asker.details().decisions.add(question.decision(verdict, time.nanos()));
        }
        if (!verdict.respond()) {
            Execution skipped = asExecution(question, null);
            decide(skipped, verdict);
            end(skipped, null);
        }
    }

    void unanswered(Question question, Throwable failure) {
        if (question.policy().enabled()) {
            end(asExecution(question, failure), failure);
        }
    }

    private Execution asExecution(Question question, @Nullable Throwable failure) {
        ThreadSlot asked = ThreadSlot.current();
        Execution execution = asked.execution == question.asker()
                ? newExecution(
                        asked, question.method(), question.policy(), question.epochMillis(), question.startNanos())
                : new Execution(
                        this,
                        question.method(),
                        question.policy(),
                        question.recordedAsker(),
                        question.epochMillis(),
                        question.startNanos(),
                        null,
                        null);
        if (question.arguments() != null) {
            content.arguments(execution, question.arguments());
        }
        TrackedStage stage = question.method().stage();
        if (stage != null) {
            StageRun run = new StageRun(execution, stage, null, question.startNanos());
            execution.append(run);
            run.end(time.nanos(), failure);
        }
        return execution;
    }

    private AgentPolicy policy(TrackedMethod method) {
        return switches.policy(method);
    }

    /** A method that is an execution and a stage of it. */
    private record StagedCall(Execution execution, StageRun stage) {}
}
