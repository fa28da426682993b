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
    private final boolean last;
    private final LlmCall.@Nullable Answer answer;

    private LlmCallRow(ExecutionRow owner, LlmCall call, int sequence, boolean last) {
        this.owner = owner;
        this.call = call;
        this.sequence = sequence;
        this.last = last;
        this.answer = call.answer();
    }

    /** All calls that the execution has made so far. */
    static List<LlmCallRow> of(ExecutionRow owner) {
        List<LlmCall> calls = List.copyOf(owner.execution().llmCalls());
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

    String requestModel() {
        return call.requestModel();
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
        return call.request();
    }

    @Nullable
    Object response() {
        return answer == null ? null : answer.response();
    }

    /** The request in the call's own row; the last call's is on the execution. */
    @Nullable
    Object requestOfEarlierCall() {
        return last ? null : request();
    }

    /** The response in the call's own row; the last call's is on the execution. */
    @Nullable
    Object responseOfEarlierCall() {
        return last ? null : response();
    }
}
