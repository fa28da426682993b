// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.RunningRecorders;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolService;
import dev.langchain4j.service.tool.ToolServiceContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call of an AI service its tools so that they are recorded, and run in the execution that the service was called in, on
 * whatever thread.
 */
final class RecordedToolService extends ToolService {

    @Override
    public ToolServiceContext createContext(
            InvocationContext invocationContext, UserMessage userMessage, List<ChatMessage> messages) {
        ToolServiceContext context = super.createContext(invocationContext, userMessage, messages);
        ExecutionRecorder recorder = RunningRecorders.current();
        if (recorder == null || context == null) {
            return context;
        }
        try {
            Map<String, ToolExecutor> executors = context.toolExecutors();
            if (executors == null || executors.isEmpty()) {
                return context;
            }
            CurrentExecution.Handle caller = CurrentExecution.capture();
            Map<String, ToolExecutor> recorded = new LinkedHashMap<>();
            executors.forEach((name, executor) -> recorded.put(name, new RecordedTool(executor, recorder, caller)));
            return context.toBuilder().toolExecutors(recorded).build();
        } catch (Throwable fault) {
            recorder.faults().swallow("watching the tools of an AI service", fault);
            return context;
        }
    }

    /** Where a streaming service runs its tools. */
    @Override
    public @Nullable Executor executor() {
        Executor executor = super.executor();
        return executor == null
                ? null
                : task -> {
                    CurrentExecution.Handle caller = CurrentExecution.capture();
                    executor.execute(() -> {
                        try (CurrentExecution.Scope inside = CurrentExecution.enter(caller)) {
                            task.run();
                        }
                    });
                };
    }
}
