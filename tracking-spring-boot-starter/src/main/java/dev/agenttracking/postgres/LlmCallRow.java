// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A call of a model as its row says it. Its answer is read once. */
final class LlmCallRow {

    private final ExecutionRow owner;
    private final LlmCall call;
    private final int sequence;
    private final LlmCall.Sent sent;
    private final boolean contentOnExecution;
    private final LlmCall.@Nullable Answer answer;
    private final @Nullable FailureText failure;

    private LlmCallRow(ExecutionRow owner, LlmCall call, int sequence, boolean last) {
        this.owner = owner;
        this.call = call;
        this.sequence = sequence;
        this.sent = call.sent();
        this.contentOnExecution = last && call.isChat();
        this.answer = call.answer();
        Throwable thrown = answer == null ? null : answer.failure();
        this.failure = thrown == null ? null : FailureText.of(thrown);
    }

    /** All calls that the execution has made so far. */
    static List<LlmCallRow> of(ExecutionRow owner) {
        List<LlmCall> calls = List.copyOf(owner.execution().llmCalls());
        if (calls.isEmpty()) {
            return List.of();
        }
        List<LlmCallRow> rows = new ArrayList<>(calls.size());
        for (LlmCall call : calls) {
            rows.add(new LlmCallRow(owner, call, rows.size(), rows.size() == calls.size() - 1));
        }
        return rows;
    }

    ExecutionRow owner() {
        return owner;
    }

    int sequence() {
        return sequence;
    }

    @Nullable
    String stageName() {
        StageRun stage = call.stage();
        return stage == null ? null : stage.stage().stageName();
    }

    boolean isChat() {
        return call.isChat();
    }

    LlmCall.Sent sent() {
        return sent;
    }

    @Nullable
    String responseModel() {
        return answer == null ? null : answer.model();
    }

    /** NaN where the answer is not streamed, or no piece of it has come. */
    double millisToFirstChunk() {
        return call.chunks() == 0 ? Double.NaN : ExecutionRow.millis(call.firstChunkNanos() - call.startNanos());
    }

    /** Null where the answer is not streamed. */
    @Nullable
    Integer chunks() {
        return sent.streaming() ? (Integer) call.chunks() : null;
    }

    boolean isCancelled() {
        return answer != null && answer.cancelled();
    }

    /** Null where the call has not failed. */
    @Nullable
    FailureText failure() {
        return failure;
    }

    /** Null where that is not known. */
    LlmCall.@Nullable Cost cost() {
        return answer == null ? null : answer.cost();
    }

    long startMicros() {
        return owner.execution().epochMicros(call.startNanos());
    }

    double latencyMillis() {
        return answer == null ? Double.NaN : ExecutionRow.millis(answer.endNanos() - call.startNanos());
    }

    /** Null where the answer did not tell, or there is none. */
    @Nullable
    Long tokens() {
        return tokens(LlmCall.Usage::total);
    }

    @Nullable
    Long tokens(ToLongFunction<LlmCall.Usage> kind) {
        LlmCall.Usage usage = answer == null ? null : answer.usage();
        return usage == null ? null : (Long) kind.applyAsLong(usage);
    }

    @Nullable
    String finishReason() {
        return answer == null ? null : answer.finishReason();
    }

    @Nullable
    Object request() {
        return sent.request();
    }

    @Nullable
    Object response() {
        return answer == null ? null : answer.response();
    }

    /** The request in the call's own row; that of a chat that is the last call is on the execution. */
    @Nullable
    Object requestOfOwn() {
        return contentOnExecution ? null : request();
    }

    /** The response in the call's own row; that of a chat that is the last call is on the execution. */
    @Nullable
    Object responseOfOwn() {
        return contentOnExecution ? null : response();
    }
}
