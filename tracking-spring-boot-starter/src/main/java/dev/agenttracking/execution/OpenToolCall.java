// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * A tool's call under way. It ends once.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: throws nothing.
 */
public final class OpenToolCall {

    private final LlmJournal journal;
    private final Execution execution;
    private final ToolCall call;

    OpenToolCall(LlmJournal journal, Execution execution, ToolCall call) {
        this.journal = journal;
        this.execution = execution;
        this.call = call;
    }

    /** Whether what tools get and return is stored. */
    public boolean capturesContent() {
        return execution.policy().captureLlm();
    }

    /** The tool has returned. What it returned must not change any more. */
    public void returned(@Nullable Object result) {
        end(result, null);
    }

    /** The tool has thrown. */
    public void failed(Throwable failure) {
        end(null, failure);
    }

    private void end(@Nullable Object result, @Nullable Throwable failure) {
        try {
            call.ended(new ToolCall.Outcome(journal.recorder().nanos(), journal.captured(execution, result), failure));
        } catch (Throwable fault) {
            journal.faults().swallow("recording a tool's result", fault);
        }
    }
}
