// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * One call of a model within an execution.
 *
 * <p><b>Threading</b>: {@link #answered} publishes all that it sets; the writer reads before or after it.
 */
public final class LlmCall {

    private final @Nullable StageRun stage;
    private final @Nullable StageRun addedStage;
    private final String requestModel;
    private final @Nullable Object request;
    private final long startNanos;
    private volatile @Nullable Answer answer;

    LlmCall(
            @Nullable StageRun stage,
            @Nullable StageRun addedStage,
            String requestModel,
            @Nullable Object request,
            long startNanos) {
        this.stage = stage;
        this.addedStage = addedStage;
        this.requestModel = requestModel;
        this.request = request;
        this.startNanos = startNanos;
    }

    /** The stage it was made in, null outside any. */
    public @Nullable StageRun stage() {
        return stage;
    }

    /** The stage that was added for it and ends with it, null where the agent had one open. */
    @Nullable
    StageRun addedStage() {
        return addedStage;
    }

    /** The model asked for. */
    public String requestModel() {
        return requestModel;
    }

    /** A snapshot of what was sent: {@code {"messages": […], "options": {…}}}. */
    public @Nullable Object request() {
        return request;
    }

    /** When it was sent, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** What came back, null while nothing has. */
    public @Nullable Answer answer() {
        return answer;
    }

    void answered(Answer received) {
        answer = received;
    }

    /**
     * A model's answer.
     *
     * @param endNanos when it came, on the monotonic clock
     * @param response a snapshot of it: {@code {"content", "finish_reason", "tool_calls"}}
     * @param finishReason why the model stopped, as the response's {@code finish_reason} says; null where it says nothing
     * @param usage what it used, null where unknown
     */
    public record Answer(
            long endNanos,
            @Nullable Object response,
            @Nullable String finishReason,
            @Nullable Usage usage) {}

    /** Tokens; input includes those read from a cache. */
    public record Usage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

        /** What {@code llm_tokens_used} counts. */
        public long total() {
            return input + output;
        }
    }
}
