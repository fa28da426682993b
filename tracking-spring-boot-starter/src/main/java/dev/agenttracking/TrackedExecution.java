// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionJournal;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.NamedStage;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its own execution while it runs.
 *
 * <p><b>Threading</b>: thread-safe. {@link #stage} belongs to the thread that calls it.
 *
 * <p><b>Failure</b>: nothing here throws but what the caller's own code in a {@link #stage} throws. What is said after the
 * execution's end is ignored.
 */
public final class TrackedExecution {

    static final TrackedExecution NONE = new TrackedExecution(null);

    private final @Nullable Execution execution;

    /** What the code of an execution sees of it; nothing of one that is not recorded. */
    static TrackedExecution of(@Nullable Execution execution) {
        return execution == null || !execution.isRecorded() ? NONE : new TrackedExecution(execution);
    }

    private TrackedExecution(@Nullable Execution execution) {
        this.execution = execution;
    }

    /** The id under which the execution is stored, null outside any. */
    public @Nullable UUID id() {
        return execution == null ? null : execution.id();
    }

    /** The id of the execution at the root of the call tree, null outside any. */
    public @Nullable UUID rootId() {
        return execution == null ? null : execution.rootId();
    }

    /** The id of the calling execution, null at the root and outside any. */
    public @Nullable UUID parentId() {
        return execution == null ? null : execution.parentId();
    }

    /** Runs a stage: its time, and its failure, are recorded. */
    public <T extends @Nullable Object> T stage(TrackedStage stage, Callable<T> body) throws Exception {
        return execution == null ? body.call() : ExecutionJournal.stage(execution, stage, body);
    }

    /** Runs a stage without a result. */
    public void stage(TrackedStage stage, Runnable body) {
        if (execution == null) {
            body.run();
        } else {
            ExecutionJournal.stage(execution, stage, body);
        }
    }

    /** Runs a stage that no enum declares. A name such as {@code pre_process} gives it that kind, others have none. */
    public <T extends @Nullable Object> T stage(String name, Callable<T> body) throws Exception {
        return stage(NamedStage.of(name), body);
    }

    /** Runs a stage that no enum declares, without a result. */
    public void stage(String name, Runnable body) {
        stage(NamedStage.of(name), body);
    }

    /**
     * Records that something happened.
     *
     * @param level how serious it is: {@code DEBUG}, {@code INFO}, {@code WARN} or {@code ERROR}
     * @param data what belongs to it, may be empty
     */
    public void event(String level, String message, Map<String, ?> data) {
        if (execution != null) {
            ExecutionJournal.event(execution, level, message, data);
        }
    }

    /** Records whether the agent answers; a "no" makes the execution {@code skipped}, unless it has failed or timed out. */
    public void relevance(boolean respond, double score, @Nullable String reasoning) {
        if (execution != null) {
            ExecutionJournal.verdict(execution, new Relevance(respond, score, reasoning));
        }
    }

    /** Records that the agent does not answer. */
    public void skip(String reason) {
        relevance(false, Double.NaN, reason);
    }

    /** Sets what is stored as the result, in place of what the method returns. */
    public void output(Object output) {
        if (execution != null) {
            ExecutionJournal.output(execution, output);
        }
    }

    /**
     * Records that a model is called. Unless a stage of the kind {@code LLM_CALL} is open, one begins, and ends with the answer.
     *
     * @param request a String is one user message; a Map is stored as given, in the form
     *     {@code {"messages": [{"role", "content"}], "options": {}}}
     */
    public void llmRequest(String model, Object request) {
        if (execution != null) {
            ExecutionJournal.llmRequest(execution, model, request);
        }
    }

    /**
     * Records the answer to the last {@link #llmRequest} that has none.
     *
     * @param response a String is the content; a Map is stored as given, in the form
     *     {@code {"content", "finish_reason", "tool_calls": []}}
     * @param usage null where it is unknown
     */
    public void llmResponse(Object response, @Nullable TokenUsage usage) {
        if (execution != null) {
            ExecutionJournal.llmResponse(execution, response, usage == null ? null : usageOf(usage));
        }
    }

    /**
     * Records a source that the answer rests on.
     *
     * @param score usually 0 to 1; NaN for none
     */
    public void cite(@Nullable String sourceType, @Nullable String sourceId, @Nullable String quote, double score) {
        if (execution != null) {
            ExecutionJournal.cite(execution, sourceType, sourceId, quote, score);
        }
    }

    private static LlmCall.Usage usageOf(TokenUsage usage) {
        return new LlmCall.Usage(
                usage.input(), usage.output(), usage.cacheRead(), usage.cacheWrite(), usage.reasoning());
    }
}
