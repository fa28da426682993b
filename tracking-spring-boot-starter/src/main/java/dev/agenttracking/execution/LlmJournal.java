// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records calls of models and of the tools that models ask for, as those see them who watch a client's library. A call belongs to
 * the execution that the thread is in. Outside any, it gets a root of its own, of the agent {@value #UNKNOWN_AGENT}, which ends with
 * it. A call of which the agent tells by hand, too, is one call: it keeps the request that was told.
 *
 * <p><b>Threading</b>: thread-safe. {@link #begin} and {@link #beginTool} speak of the thread that calls them; what they return may
 * be ended on any.
 *
 * <p><b>Failure</b>: throws nothing but {@link RefusedLlmCallException}.
 */
public final class LlmJournal {

    /** The agent of calls outside any execution: {@value}. {@code tracking.agents.unknown.enabled=false} leaves those out. */
    public static final String UNKNOWN_AGENT = "unknown";

    private static final int MAX_ROOT_METHODS = 100;
    private static final TrackedMethod ANY_ROOT_METHOD = rootMethod(LlmRequest.CHAT);

    private final ExecutionRecorder recorder;
    private final TrackingSwitches switches;
    private final Supplier<LlmAccounting> accounting;
    private final Faults faults;
    private final ConcurrentMap<String, TrackedMethod> rootMethods = new ConcurrentHashMap<>();

    LlmJournal(
            ExecutionRecorder recorder, TrackingSwitches switches, Supplier<LlmAccounting> accounting, Faults faults) {
        this.recorder = recorder;
        this.switches = switches;
        this.accounting = accounting;
        this.faults = faults;
    }

    /**
     * A model is about to be called.
     *
     * @return takes what comes back; null where the call is not recorded
     * @throws RefusedLlmCallException where the call must not be made
     */
    public @Nullable OpenLlmCall begin(LlmRequest request) {
        return begin(request, true);
    }

    /**
     * A model is being called, by somebody who cannot be kept from it.
     *
     * @return takes what comes back; null where the call is not recorded
     */
    public @Nullable OpenLlmCall beginAnyway(LlmRequest request) {
        return begin(request, false);
    }

    private @Nullable OpenLlmCall begin(LlmRequest request, boolean mayBeRefused) {
        OpenRoot root = null;
        try {
            Execution execution = recordedHere();
            if (execution == null) {
                root = beginRoot(request.operation());
                if (root == null) {
                    return null;
                }
                execution = root.execution();
            } else {
                LlmCall told = LlmRequest.CHAT.equals(request.operation()) ? toldHere(execution) : null;
                if (told != null && told.capture()) {
                    execution.details().callBegun();
                    OpenLlmCall open = new OpenLlmCall(this, execution, told, null);
                    open.requested(request);
                    return open;
                }
            }
            admit(execution, request.model(), mayBeRefused);
            return new OpenLlmCall(this, execution, add(execution, request), root);
        } catch (RefusedLlmCallException refusal) {
            if (root != null) {
                root.ended(refusal, false);
            }
            throw refusal;
        } catch (Throwable fault) {
            faults.swallow("recording an LLM request", fault);
            if (root != null) {
                root.ended(null, false);
            }
            return null;
        }
    }

    /**
     * A tool is about to be called, because a model asked for it.
     *
     * @param callId the id under which the model asked for it, null where there is none
     * @param arguments what it gets; must not change any more
     * @return takes what it returns; null where the thread is in no execution that is recorded
     */
    public @Nullable OpenToolCall beginTool(String name, @Nullable String callId, @Nullable Object arguments) {
        try {
            Execution execution = recordedHere();
            if (execution == null) {
                return null;
            }
            ToolCall call =
                    new ToolCall(name, requestOf(execution, callId), captured(execution, arguments), recorder.nanos());
            execution.details().toolCalls.add(call);
            return new OpenToolCall(this, execution, call);
        } catch (Throwable fault) {
            faults.swallow("recording a tool's call", fault);
            return null;
        }
    }

    /**
     * A part of a library begins that the agent has asked for: a stage of that name, inside the one that this thread is in.
     *
     * @return null where the thread is in no execution that is recorded
     */
    public @Nullable OpenStage beginStage(String name) {
        try {
            Execution execution = recordedHere();
            if (execution == null) {
                return null;
            }
            StageRun around = StageRun.openOrOuter(ThreadSlot.current().stage);
            return new OpenStage(this, recorder.stages().append(execution, new NamedStage(name, null), around));
        } catch (Throwable fault) {
            faults.swallow("beginning a stage", fault);
            return null;
        }
    }

    /**
     * Documents were found for the execution that this thread is in.
     *
     * @param what what was done, in few words
     * @param data how; without contents where those are not captured
     */
    public void retrieved(String what, Map<String, ?> data, @Nullable String query, List<Citation> documents) {
        try {
            Execution execution = recordedHere();
            if (execution == null) {
                return;
            }
            boolean contents = execution.policy().captureLlm();
            Map<String, Object> told = new LinkedHashMap<>(data);
            if (contents && query != null) {
                told.put("query", query);
            }
            ExecutionJournal.event(execution, "INFO", what, told);
            for (Citation each : documents) {
                ExecutionJournal.cite(
                        execution,
                        each.sourceType(),
                        each.sourceId(),
                        contents ? each.quote() : null,
                        each.relevanceScore());
            }
        } catch (Throwable fault) {
            faults.swallow("recording what was retrieved", fault);
        }
    }

    /**
     * Something begins that will call models, where this thread is in no execution: a root for all of them. The thread is put into
     * it with {@link OpenRoot#inside()}.
     *
     * @param method what begins, in a word; one of few
     * @return null where the thread is in an execution, or such roots are not recorded
     */
    public @Nullable OpenRoot beginRootOutside(String method) {
        try {
            return recordedHere() == null ? beginRoot(method) : null;
        } catch (Throwable fault) {
            faults.swallow("beginning an execution", fault);
            return null;
        }
    }

    /** Gives the execution that this thread is in its conversation, where it has none. */
    public void conversation(String conversationId) {
        try {
            Execution execution = recordedHere();
            if (execution != null && execution.conversationId() == null) {
                execution.conversationId(conversationId);
            }
        } catch (Throwable fault) {
            faults.swallow("recording a conversation", fault);
        }
    }

    Faults faults() {
        return faults;
    }

    ExecutionRecorder recorder() {
        return recorder;
    }

    LlmAccounting accounting() {
        return accounting.get();
    }

    /** By hand: a model is called. */
    void told(Execution execution, String model, @Nullable Object request) {
        ThreadSlot slot = ThreadSlot.current();
        StageRun stage = slot.execution == execution ? slot.stage : null;
        endUnanswered(execution, stage);
        stage = slot.execution == execution ? slot.stage : null;
        admit(execution, model, true);
        StageRun added = isInLlmCall(stage) ? null : recorder.stages().beginAdded(execution);
        LlmCall.Sent sent = new LlmCall.Sent(LlmRequest.CHAT, null, model, false, captured(execution, request), false);
        LlmCall call = new LlmCall(added == null ? stage : added, added, true, sent, recorder.nanos());
        execution.details().llmCalls.add(call);
        execution.moveTo(ExecutionStatus.LLM_REQUEST);
        observe(execution, call);
    }

    /** By hand: the answer to the last call told that has none. */
    void answerTold(Execution execution, LlmReply reply) {
        List<LlmCall> calls = execution.llmCalls();
        for (int i = calls.size() - 1; i >= 0; i--) {
            LlmCall call = calls.get(i);
            if (call.isToldByHand() && !call.isAnswerTold()) {
                LlmCall.Answer seen = call.answer();
                if (seen == null) {
                    call.answerTold();
                    end(execution, call, reply, false, null);
                } else if (seen.isComplete()) {
                    call.answerTold();
                    // Of several rounds what is told is the last one's, or the sum: they have all been seen.
                    if (i == calls.size() - 1 && seen.toolCallIds().isEmpty()) {
                        amend(execution, call, seen, reply);
                    }
                } else {
                    continue;
                }
                return;
            }
        }
    }

    void end(Execution execution, LlmCall call, LlmReply reply, boolean cancelled, @Nullable Throwable failure) {
        try {
            record(execution, call, reply, cancelled, failure);
        } finally {
            // Also where the answer could not be recorded: the execution may wait for this call alone.
            boolean counted = !call.isToldByHand() || call.isCaptured();
            if (counted && call.over() && execution.details().callEnded()) {
                recorder.endings().endLater(execution, null, false);
            }
        }
    }

    private void record(
            Execution execution, LlmCall call, LlmReply reply, boolean cancelled, @Nullable Throwable failure) {
        long now = recorder.nanos();
        LlmCall.Answer answer = new LlmCall.Answer(
                now,
                answered(execution, call, reply.content()),
                kept(reply.text()),
                reply.toolCallIds(),
                reply.finishReason(),
                reply.model(),
                reply.usage(),
                cancelled,
                failure,
                cost(execution, call, reply.model(), reply.usage()));
        if (!call.answered(answer)) {
            return;
        }
        Observations observations = execution.observations();
        if (observations != null) {
            observations.end(call, failure);
        }
        if (answer.isComplete() && !execution.hasEnded()) {
            execution.moveTo(ExecutionStatus.LLM_RESPONSE);
        }
        StageRun added = call.addedStage();
        if (added != null && added.isOpen()) {
            recorder.stages().endAdded(added, failure);
        }
        try {
            accounting().ended(execution, call);
        } catch (Throwable fault) {
            faults.swallow("accounting for an LLM call", fault);
        }
    }

    /** What comes back to a stage, or to an agent, whose result is sensitive is as sensitive as that. */
    private @Nullable Object answered(Execution execution, LlmCall call, @Nullable Object content) {
        return content != null && isSensitive(execution, call)
                ? captured(execution, Map.of("content", ContentCapture.MASK))
                : captured(execution, content);
    }

    private static boolean isSensitive(Execution execution, LlmCall call) {
        for (StageRun run = call.stage(); run != null; run = run.parent()) {
            if (run.hasSensitiveResult()) {
                return true;
            }
        }
        return execution.method().hasSensitiveResult();
    }

    @Nullable
    Object captured(Execution execution, @Nullable Object content) {
        return content == null || !execution.policy().captureLlm()
                ? null
                : recorder.content().snapshot(content);
    }

    /** The agent says what it made of an answer that has been seen. What it used is known already, unless nobody said. */
    private void amend(Execution execution, LlmCall call, LlmCall.Answer seen, LlmReply told) {
        boolean says = seen.usage() == null && told.usage() != null;
        LlmCall.Usage usage = says ? told.usage() : seen.usage();
        call.answerAnew(new LlmCall.Answer(
                seen.endNanos(),
                answered(execution, call, told.content()),
                kept(told.text()),
                told.toolCallIds(),
                told.finishReason() == null ? seen.finishReason() : told.finishReason(),
                seen.model(),
                usage,
                false,
                null,
                says ? cost(execution, call, seen.model(), usage) : seen.cost()));
        if (says) {
            try {
                accounting().ended(execution, call);
            } catch (Throwable fault) {
                faults.swallow("accounting for an LLM call", fault);
            }
        }
    }

    private LlmCall add(Execution execution, LlmRequest request) {
        ThreadSlot slot = ThreadSlot.current();
        StageRun stage = slot.execution == execution ? StageRun.openOrOuter(slot.stage) : null;
        StageRun added = isInLlmCall(stage) ? null : recorder.stages().append(execution, NamedStage.LLM_CALL, stage);
        LlmCall call = new LlmCall(
                added == null ? stage : added,
                added,
                false,
                new LlmCall.Sent(
                        request.operation(),
                        request.provider(),
                        request.model(),
                        request.streaming(),
                        captured(execution, request.content()),
                        request.observed()),
                recorder.nanos());
        execution.details().callBegun();
        execution.details().llmCalls.add(call);
        execution.moveTo(ExecutionStatus.LLM_REQUEST);
        if (!request.observed()) {
            observe(execution, call);
        }
        return call;
    }

    private static void observe(Execution execution, LlmCall call) {
        Observations observations = execution.observations();
        if (observations != null) {
            observations.begin(call);
        }
    }

    private void admit(Execution execution, @Nullable String model, boolean mayBeRefused) {
        try {
            if (mayBeRefused) {
                accounting().admit(execution, model);
            } else {
                accounting().admitted(execution, model);
            }
        } catch (RefusedLlmCallException refusal) {
            if (mayBeRefused) {
                throw refusal;
            }
            faults.swallow("looking at budgets", refusal);
        } catch (Throwable fault) {
            faults.swallow("looking at budgets", fault);
        }
    }

    private LlmCall.@Nullable Cost cost(
            Execution execution, LlmCall call, @Nullable String answeredBy, LlmCall.@Nullable Usage usage) {
        try {
            long startEpochMillis = execution.epochMicros(call.startNanos()) / 1_000;
            return accounting().cost(call.sent(), answeredBy, usage, startEpochMillis);
        } catch (Throwable fault) {
            faults.swallow("pricing an LLM call", fault);
            return null;
        }
    }

    private @Nullable OpenRoot beginRoot(String method) {
        if (!switches.isEnabled()) {
            return null;
        }
        TrackedMethod descriptor = rootMethods.size() < MAX_ROOT_METHODS
                ? rootMethods.computeIfAbsent(method, LlmJournal::rootMethod)
                : rootMethods.getOrDefault(method, ANY_ROOT_METHOD);
        AgentPolicy policy = switches.policy(descriptor);
        if (!policy.enabled() || isInSwitchedOffAgent()) {
            return null;
        }
        return new OpenRoot(this, recorder.beginnings().detached(descriptor, policy));
    }

    private static TrackedMethod rootMethod(String method) {
        return TrackedMethod.of(LlmJournal.class, UNKNOWN_AGENT, method)
                .execution()
                .build();
    }

    /** The execution that a call on this thread belongs to; null outside any, and in one that has ended. */
    private static @Nullable Execution recordedHere() {
        Execution execution = ThreadSlot.current().execution;
        return execution == null || !execution.isRecorded() || execution.hasEnded() ? null : execution;
    }

    private static boolean isInSwitchedOffAgent() {
        Execution execution = ThreadSlot.current().execution;
        return execution != null && !execution.isRecorded();
    }

    /** The call that the agent has just told of on this thread, and that nobody has captured yet. */
    private static @Nullable LlmCall toldHere(Execution execution) {
        List<LlmCall> calls = execution.llmCalls();
        if (calls.isEmpty()) {
            return null;
        }
        LlmCall last = calls.get(calls.size() - 1);
        if (!last.isToldByHand() || last.isCaptured() || last.answer() != null) {
            return null;
        }
        ThreadSlot slot = ThreadSlot.current();
        StageRun stage = last.stage();
        boolean here = stage == null ? slot.stage == null : slot.isInside(stage);
        return here ? last : null;
    }

    /** The model's answer that asks for a tool: by the id of the call, else the last that asks for any. */
    private static @Nullable LlmCall requestOf(Execution execution, @Nullable String callId) {
        List<LlmCall> calls = execution.llmCalls();
        LlmCall lastThatAsks = null;
        for (int i = calls.size() - 1; i >= 0; i--) {
            LlmCall.Answer answer = calls.get(i).answer();
            if (answer != null && !answer.toolCallIds().isEmpty()) {
                if (callId != null && answer.toolCallIds().contains(callId)) {
                    return calls.get(i);
                }
                lastThatAsks = lastThatAsks == null ? calls.get(i) : lastThatAsks;
            }
        }
        return lastThatAsks;
    }

    /** A call that failed and is made again: its added stage does not go on around the new one. */
    private void endUnanswered(Execution execution, @Nullable StageRun innermost) {
        for (LlmCall call : execution.llmCalls()) {
            StageRun added = call.addedStage();
            if (added != null && added == innermost && call.answer() == null) {
                recorder.stages().endAdded(added, new UnansweredCallException());
            }
        }
    }

    private static boolean isInLlmCall(@Nullable StageRun stage) {
        for (StageRun run = stage; run != null; run = run.parent()) {
            if (run.stage().kind() == ExecutionStage.LLM_CALL) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String kept(@Nullable String text) {
        return text == null || text.length() <= LlmCall.MAX_TEXT_CHARS
                ? text
                : text.substring(0, LlmCall.MAX_TEXT_CHARS);
    }
}
