// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.OpenToolCall;
import dev.agenttracking.llm.JsonOrText;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import org.jspecify.annotations.Nullable;

/** A tool of an AI service, recorded: with what the model gave it, and what it returned or threw. */
final class RecordedTool implements ToolExecutor {

    private final ToolExecutor tool;
    private final ExecutionRecorder recorder;
    private final CurrentExecution.Handle caller;

    /**
     * Makes one.
     *
     * @param caller what the service was called in: for threads that are in nothing
     */
    RecordedTool(ToolExecutor tool, ExecutionRecorder recorder, CurrentExecution.Handle caller) {
        this.tool = tool;
        this.recorder = recorder;
        this.caller = caller;
    }

    @Override
    public String execute(ToolExecutionRequest request, Object memoryId) {
        return tool.execute(request, memoryId);
    }

    @Override
    public ToolExecutionResult executeWithContext(ToolExecutionRequest request, InvocationContext context) {
        CurrentExecution.Handle here = CurrentExecution.capture();
        try (CurrentExecution.Scope inside = CurrentExecution.enter(here.isEmpty() ? caller : here)) {
            OpenToolCall call = begin(request);
            ToolExecutionResult result;
            try {
                result = tool.executeWithContext(request, context);
            } catch (Throwable failure) {
                if (call != null) {
                    call.failed(cause(failure));
                }
                throw failure;
            }
            if (call != null) {
                end(call, request.name(), result);
            }
            return result;
        }
    }

    private @Nullable OpenToolCall begin(ToolExecutionRequest request) {
        try {
            return recorder.llm()
                    .beginTool(
                            request.name(),
                            request.id(),
                            SensitiveTools.arguments(request.name(), JsonOrText.of(request.arguments())));
        } catch (Throwable fault) {
            recorder.faults().swallow("recording a tool's call", fault);
            return null;
        }
    }

    private void end(OpenToolCall call, String name, @Nullable ToolExecutionResult result) {
        try {
            String text = result == null ? null : MessageContent.text(result.resultContents());
            if (result != null && result.isError()) {
                boolean isContent = call.capturesContent() && !SensitiveTools.hidesResult(name);
                call.failed(new ToolSaysErrorException(isContent ? text : null));
            } else {
                call.returned(SensitiveTools.result(name, JsonOrText.of(text)));
            }
        } catch (Throwable fault) {
            call.returned(null);
            recorder.faults().swallow("recording a tool's result", fault);
        }
    }

    /** What the tool has thrown, without what LangChain4j puts around it. */
    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean wrapped = failure instanceof ToolExecutionException || failure instanceof ToolArgumentsException;
        return wrapped && cause != null ? cause : failure;
    }
}
