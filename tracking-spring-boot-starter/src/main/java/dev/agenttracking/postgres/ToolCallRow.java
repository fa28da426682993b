// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tool's call as its row says it. Its outcome is read once. */
final class ToolCallRow {

    private final ExecutionRow owner;
    private final ToolCall call;
    private final int sequence;
    private final @Nullable Integer llmCallSequence;
    private final ToolCall.@Nullable Outcome outcome;
    private final @Nullable FailureText failure;

    private ToolCallRow(ExecutionRow owner, ToolCall call, int sequence, @Nullable Integer llmCallSequence) {
        this.owner = owner;
        this.call = call;
        this.sequence = sequence;
        this.llmCallSequence = llmCallSequence;
        this.outcome = call.outcome();
        Throwable thrown = outcome == null ? null : outcome.failure();
        this.failure = thrown == null ? null : FailureText.of(thrown);
    }

    /** All that the execution has made so far. */
    static List<ToolCallRow> of(ExecutionRow owner) {
        List<ToolCall> calls = owner.execution().toolCalls();
        if (calls.isEmpty()) {
            return List.of();
        }
        List<ToolCallRow> rows = new ArrayList<>();
        List<LlmCall> llmCalls = owner.execution().llmCalls();
        for (ToolCall call : calls) {
            LlmCall requestedBy = call.requestedBy();
            int index = requestedBy == null ? -1 : llmCalls.indexOf(requestedBy);
            rows.add(new ToolCallRow(owner, call, rows.size(), index < 0 ? null : (Integer) index));
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
    Integer llmCallSequence() {
        return llmCallSequence;
    }

    ToolCall call() {
        return call;
    }

    long startMicros() {
        return owner.execution().epochMicros(call.startNanos());
    }

    double durationMillis() {
        return outcome == null ? Double.NaN : ExecutionRow.millis(outcome.endNanos() - call.startNanos());
    }

    @Nullable
    Object result() {
        return outcome == null ? null : outcome.result();
    }

    /** Null where it has not failed. */
    @Nullable
    FailureText failure() {
        return failure;
    }
}
