// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.OpenToolCall;
import dev.agenttracking.llm.JsonOrText;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.observation.ToolCallingObservationContext;

/** Calls of tools. A tool's failure that Spring AI turns into a text for the model is a result. */
public final class ObservedToolCall extends ObservedKind<ToolCallingObservationContext> {

    private static final Object KEY = ObservedToolCall.class;

    private final Supplier<LlmJournal> journal;

    /** Makes one; the journal is asked for when the first begins. */
    public ObservedToolCall(Supplier<LlmJournal> journal) {
        super(ToolCallingObservationContext.class);
        this.journal = journal;
    }

    @Override
    CurrentExecution.@Nullable Handle began(ToolCallingObservationContext context, boolean mayRefuse) {
        String id = context.getToolCallId();
        OpenToolCall call = journal.get()
                .beginTool(
                        context.getToolDefinition().name(),
                        id.isEmpty() ? null : id,
                        JsonOrText.of(context.getToolCallArguments()));
        if (call != null) {
            context.put(KEY, call);
        }
        return null;
    }

    @Override
    void failed(ToolCallingObservationContext context, Throwable failure) {
        OpenToolCall call = context.get(KEY);
        if (call != null) {
            call.failed(failure);
        }
    }

    @Override
    void ended(ToolCallingObservationContext context) {
        OpenToolCall call = context.get(KEY);
        if (call != null) {
            call.returned(JsonOrText.of(context.getToolCallResult()));
        }
    }
}
