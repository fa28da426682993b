// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * One run of an agent's method, and all that is recorded of it. The recorder writes it while the call runs; when it has ended it
 * belongs to the writer, which may also read it before that, for the row of an execution that takes long.
 *
 * <p><b>Threading</b>: one thread begins it and one ends it; stages, events and LLM calls may be added by any. What the writer sees of
 * a running execution may be some nanoseconds old; what it sees of an ended one is complete.
 *
 * <p><b>Size</b>: this object and one {@link StageRun} a stage are all that a call allocates besides its argument array, so a
 * field here costs every call. What few executions have lives in {@link Details}.
 */
public final class Execution {

    static final long OPEN = Long.MIN_VALUE;
    static final long UNENDED = Long.MIN_VALUE + 1;
    private static final VarHandle STATUS;
    private static final VarHandle LAST_ENTRY;
    private static final VarHandle CHILDREN;
    private static final VarHandle END_NANOS;
    private static final VarHandle DETAILS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATUS = lookup.findVarHandle(Execution.class, "status", ExecutionStatus.class);
            LAST_ENTRY = lookup.findVarHandle(Execution.class, "lastEntry", LogEntry.class);
            CHILDREN = lookup.findVarHandle(Execution.class, "children", int.class);
            END_NANOS = lookup.findVarHandle(Execution.class, "endNanos", long.class);
            DETAILS = lookup.findVarHandle(Execution.class, "details", Details.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long idHigh;
    private final long idLow;
    private final ExecutionRecorder recorder;
    private final TrackedMethod method;
    private final AgentPolicy policy;
    private @Nullable Execution parent;
    private @Nullable RemoteCaller caller;
    private int sequence;
    private final long startEpochMillis;
    private final long startNanos;

    /** That of the thread that began it, so that the same thread finds it without a search; null once the thread has left. */
    @Nullable
    ThreadSlot slot;

    /** What the thread was in before, restored when this execution leaves it. */
    final @Nullable Execution outerExecution;

    final @Nullable StageRun outerStage;

    private ExecutionStatus status = ExecutionStatus.RUNNING;

    @SuppressWarnings("unused") // written through CHILDREN
    private int children;

    private @Nullable LogEntry firstEntry;

    @SuppressWarnings("unused") // written through LAST_ENTRY
    private @Nullable LogEntry lastEntry;

    long endNanos = OPEN;

    private @Nullable String vaultId;
    private @Nullable String conversationId;
    private @Nullable String userId;
    private @Nullable String callReason;
    private @Nullable Object input;
    private @Nullable Object output;

    @Nullable
    Throwable failure;

    private @Nullable Verdict verdict;
    private @Nullable Details details;
    private Surroundings.@Nullable TraceIds trace;
    private Sampling.Retention retention = Sampling.Retention.UNDECIDED;

    Execution(
            ExecutionRecorder recorder,
            TrackedMethod method,
            AgentPolicy policy,
            @Nullable Execution parent,
            long startEpochMillis,
            long startNanos,
            @Nullable Execution outerExecution,
            @Nullable StageRun outerStage) {
        this.idHigh = ExecutionIds.high(startEpochMillis);
        this.idLow = ExecutionIds.low();
        this.recorder = recorder;
        this.method = method;
        this.policy = policy;
        this.parent = parent;
        this.startEpochMillis = startEpochMillis;
        this.startNanos = startNanos;
        this.outerExecution = outerExecution;
        this.outerStage = outerStage;
        if (parent != null) {
            this.sequence = policy.enabled() ? (int) CHILDREN.getAndAdd(parent, 1) : 0;
            this.vaultId = parent.vaultId;
            this.conversationId = parent.conversationId;
            this.userId = parent.userId;
        }
    }

    /** The execution's id, a UUIDv7 whose time is {@link #startEpochMillis()}. */
    public UUID id() {
        return new UUID(idHigh, idLow);
    }

    /** The upper half of {@link #id()}, for writers without a need for the object. */
    public long idHigh() {
        return idHigh;
    }

    /** The lower half of {@link #id()}. */
    public long idLow() {
        return idLow;
    }

    /** The agent and method, and how they are recorded. */
    public TrackedMethod method() {
        return method;
    }

    /** The execution of this process that called this one, null where none did. */
    public @Nullable Execution parent() {
        return parent;
    }

    /** The execution at the root of this process's part of the tree, this one where it has no parent here. */
    public Execution root() {
        Execution root = this;
        for (Execution above = parent; above != null; above = above.parent) {
            root = above;
        }
        return root;
    }

    /** The id of the execution that called this one, also where that runs in another process; null at the root. */
    public @Nullable UUID parentId() {
        if (parent != null) {
            return parent.id();
        }
        return caller == null ? null : caller.executionId();
    }

    /** The id at the root of the tree, also where that runs in another process. */
    public UUID rootId() {
        Execution root = root();
        return root.caller == null ? root.id() : root.caller.rootId();
    }

    /** Distance from the root. */
    public int depth() {
        int depth = 0;
        for (Execution above = parent; above != null; above = above.parent) {
            depth++;
        }
        RemoteCaller remote = root().caller;
        return remote == null ? depth : depth + remote.depth() + 1;
    }

    /** Position among the calls of the parent, from 0, in the order in which they began; 0 at the root. */
    public int sequence() {
        return sequence;
    }

    /** When it began, in milliseconds since 1970. */
    public long startEpochMillis() {
        return startEpochMillis;
    }

    /** When it began, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** A moment of the monotonic clock as microseconds since 1970, reckoned from this execution's start. */
    public long epochMicros(long nanos) {
        return TimeUnit.MILLISECONDS.toMicros(startEpochMillis) + TimeUnit.NANOSECONDS.toMicros(nanos - startNanos);
    }

    /** Whether the call has ended. A skipped execution can still be under way. */
    public boolean hasEnded() {
        return endNanos() != OPEN;
    }

    /** When it ended, on the monotonic clock. Meaningful once it {@link #hasEnded() has ended}. */
    public long endNanos() {
        return (long) END_NANOS.getAcquire(this);
    }

    /** Where it stands. */
    public ExecutionStatus status() {
        return (ExecutionStatus) STATUS.getAcquire(this);
    }

    /** The vault, of its own or its parent's. */
    public @Nullable String vaultId() {
        return vaultId;
    }

    /** The conversation, of its own or its parent's. */
    public @Nullable String conversationId() {
        return conversationId;
    }

    /** The user, of its own or its parent's. */
    public @Nullable String userId() {
        return userId;
    }

    /** Why the parent called it. */
    public @Nullable String callReason() {
        return callReason;
    }

    /**
     * Snapshots of the arguments by parameter name, without those that fill columns.
     *
     * @return null where they are not captured
     */
    @SuppressWarnings("unchecked")
    public @Nullable Map<String, Object> input() {
        Object captured = input;
        if (captured instanceof Object[] arguments) {
            List<TrackedMethod.Parameter> parameters = method.parameters();
            Map<String, Object> byName = new LinkedHashMap<>();
            for (int i = 0; i < parameters.size() && i < arguments.length; i++) {
                if (parameters.get(i).role() == TrackedMethod.Role.INPUT) {
                    byName.put(parameters.get(i).name(), arguments[i]);
                }
            }
            return byName;
        }
        return (Map<String, Object>) captured;
    }

    /** A snapshot of the result, null where there is none or it is not captured. */
    public @Nullable Object output() {
        return output;
    }

    /** What the call threw. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Whether the agent wanted to answer, null where it was not asked. */
    public @Nullable Verdict verdict() {
        return verdict;
    }

    /** Where it stands in a distributed trace, null outside of any. */
    public Surroundings.@Nullable TraceIds trace() {
        return trace;
    }

    /** The first of its stages and events, in the order in which they began; null where there is none. */
    public @Nullable LogEntry firstEntry() {
        return firstEntry;
    }

    /** Its own LLM calls, in the order in which they began. */
    public List<LlmCall> llmCalls() {
        Details present = presentDetails();
        return present == null ? List.of() : Collections.unmodifiableList(present.llmCalls);
    }

    /** The tools that models had called, in the order in which they began. */
    public List<ToolCall> toolCalls() {
        Details present = presentDetails();
        return present == null ? List.of() : Collections.unmodifiableList(present.toolCalls);
    }

    /** The sources it cited. */
    public List<Citation> citations() {
        Details present = presentDetails();
        return present == null ? List.of() : Collections.unmodifiableList(present.citations);
    }

    /** What its stages returned that has a contract to keep. */
    public List<StageResponse> responses() {
        Details present = presentDetails();
        return present == null ? List.of() : present.responses();
    }

    /** What was found about it, once it has ended. */
    public Findings findings() {
        Details present = presentDetails();
        return present == null ? Findings.NONE : present.findings;
    }

    /** Keeps what was found about it, and lets go of what it was found in. */
    public void findings(Findings found) {
        Details present = found.equals(Findings.NONE) ? presentDetails() : details();
        if (present != null) {
            present.findings = found;
            present.releaseResponses();
        }
    }

    /** The transaction of the application's that its method returned or threw in, null for none. It may go on. */
    public @Nullable TransactionOutcome transaction() {
        Details present = presentDetails();
        return present == null ? null : present.transaction;
    }

    /** What it decided about other agents. */
    public List<CandidateDecision> decisions() {
        Details present = presentDetails();
        return present == null ? List.of() : Collections.unmodifiableList(present.decisions);
    }

    /**
     * Whether it is stored. That of an agent that is switched off only keeps the agent's words from its caller's record; those
     * that it calls are its caller's children.
     */
    public boolean isRecorded() {
        return policy.enabled();
    }

    /**
     * What somebody else keeps of this execution, made when it is first asked for. It goes when the execution does.
     *
     * @param key whose it is
     * @param type what {@code made} makes
     */
    public <T> T attachment(Object key, Class<T> type, Supplier<T> made) {
        return type.cast(details().attachments().computeIfAbsent(key, absent -> made.get()));
    }

    /** Gives a root its caller in another process. */
    void calledBy(RemoteCaller remote) {
        caller = remote;
        sequence = policy.enabled() ? remote.takeSequence() : 0;
    }

    /** This execution as the caller of what another process does for it. */
    RemoteCaller asRemoteCaller() {
        return new RemoteCaller(id(), rootId(), depth(), (int) CHILDREN.getAndAdd(this, 1));
    }

    @Nullable
    RemoteCaller caller() {
        return caller;
    }

    /** Gives a root its caller, which shows only when its result is run. */
    void adoptedBy(Execution caller) {
        parent = caller;
        sequence = policy.enabled() ? (int) CHILDREN.getAndAdd(caller, 1) : 0;
        vaultId = vaultId == null ? caller.vaultId : vaultId;
        conversationId = conversationId == null ? caller.conversationId : conversationId;
        userId = userId == null ? caller.userId : userId;
    }

    /** Fills the ids that it does not have. */
    void takeMissing(ContextIds ids) {
        vaultId = vaultId == null ? ids.vaultId() : vaultId;
        conversationId = conversationId == null ? ids.conversationId() : conversationId;
        userId = userId == null ? ids.userId() : userId;
    }

    /** Takes over what another run of the same call was called with. */
    void calledLike(Execution other) {
        vaultId = other.vaultId;
        conversationId = other.conversationId;
        userId = other.userId;
        callReason = other.callReason;
        input = other.input;
    }

    /** What others observe of it, null where nobody does. */
    @Nullable
    Observations observations() {
        Details present = presentDetails();
        return present == null ? null : present.observations;
    }

    void observations(@Nullable Observations made) {
        details().observations = made;
    }

    void endedIn(TransactionOutcome transaction) {
        details().transaction = transaction;
    }

    /** Whether calls of models go on that somebody watches, though its method has returned: the last of them ends it. */
    boolean returnsBeforeCalls() {
        Details present = presentDetails();
        return present != null && present.returnsBeforeCalls();
    }

    /** Lets the stages whose results end later say whether they have. */
    void settleLaterStages() {
        Details present = presentDetails();
        if (present != null) {
            for (Runnable stage : present.laterStages) {
                try {
                    stage.run();
                } catch (Throwable fault) {
                    recorder.faults().swallow("looking at a stage's result", fault);
                }
            }
        }
    }

    /** Where its life is logged. */
    public Logger log() {
        return policy.log();
    }

    /** The slot of this thread. */
    ThreadSlot slotHere() {
        ThreadSlot known = slot;
        return known != null && known.thread == Thread.currentThread() ? known : ThreadSlot.current();
    }

    void enteredOn(ThreadSlot entered) {
        slot = entered;
    }

    AgentPolicy policy() {
        return policy;
    }

    ExecutionRecorder recorder() {
        return recorder;
    }

    boolean moveTo(ExecutionStatus next) {
        ExecutionStatus present = status();
        while (StatusTransitions.allowed(present, next)) {
            ExecutionStatus witness = (ExecutionStatus) STATUS.compareAndExchange(this, present, next);
            if (witness == present) {
                return true;
            }
            present = witness;
        }
        return false;
    }

    /**
     * Says that it is past its time limit, where it is. Nothing is interrupted; the call may return later.
     *
     * @param nowNanos this moment on the monotonic clock
     */
    public void expire(long nowNanos) {
        long limit = policy.timeoutNanos();
        if (limit > 0 && nowNanos - startNanos > limit) {
            moveTo(ExecutionStatus.TIMEOUT);
        }
    }

    /** Marks the end. False where it had ended before. */
    boolean end(long nanos) {
        return END_NANOS.compareAndSet(this, OPEN, nanos);
    }

    /** Its call is over, and its end could not be recorded: left to the writer, which has all the stack there is. */
    void leaveUnended(@Nullable Throwable thrown) {
        if (!hasEnded()) {
            failure = thrown;
            END_NANOS.compareAndSet(this, OPEN, UNENDED);
        }
    }

    boolean isUnended() {
        return endNanos() == UNENDED;
    }

    /** Takes it on, to be ended. False where another has. */
    boolean takeUnended() {
        return END_NANOS.compareAndSet(this, UNENDED, OPEN);
    }

    void append(LogEntry entry) {
        LogEntry previous = (LogEntry) LAST_ENTRY.getAndSet(this, entry);
        if (previous == null) {
            firstEntry = entry;
        } else {
            previous.linkTo(entry);
        }
    }

    Details details() {
        Details present = presentDetails();
        if (present != null) {
            return present;
        }
        Details made = new Details();
        Details witness = (Details) DETAILS.compareAndExchange(this, null, made);
        return witness == null ? made : witness;
    }

    private @Nullable Details presentDetails() {
        return (Details) DETAILS.getAcquire(this);
    }

    void vaultId(@Nullable String value) {
        vaultId = value;
    }

    void conversationId(@Nullable String value) {
        conversationId = value;
    }

    void userId(@Nullable String value) {
        userId = value;
    }

    void callReason(@Nullable String value) {
        callReason = value;
    }

    void input(@Nullable Object snapshot) {
        VarHandle.releaseFence();
        input = snapshot;
    }

    void output(@Nullable Object snapshot) {
        VarHandle.releaseFence();
        output = snapshot;
    }

    void trace(Surroundings.@Nullable TraceIds ids) {
        trace = ids;
    }

    Sampling.Retention retention() {
        return retention;
    }

    void retention(Sampling.Retention decided) {
        retention = decided;
    }

    void failure(Throwable thrown) {
        failure = thrown;
    }

    /** Keeps whether the agent answers; a "no" makes it skipped. */
    void decide(Verdict given) {
        VarHandle.releaseFence();
        verdict = given;
        if (!given.respond()) {
            moveTo(ExecutionStatus.SKIPPED);
        }
    }
}
