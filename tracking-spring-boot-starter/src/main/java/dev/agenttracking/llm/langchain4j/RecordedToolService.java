// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.RunningRecorders;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolService;
import dev.langchain4j.service.tool.ToolServiceContext;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Gives each call of an AI service its tools so that they are recorded, and run in the execution that the service was called in, on
 * whatever thread; and finds the tools of beans behind a proxy.
 */
final class RecordedToolService extends ToolService {

    /**
     * The methods of a proxy have no annotations: LangChain4j would not find them where a bean is tracked by a proxy, or has one for
     * another reason. The methods of the application's own class are found, and calling them calls the proxy's.
     */
    @Override
    public void tools(Collection<Object> objectsWithTools) {
        for (Object object : objectsWithTools) {
            List<AiServiceTool> hidden = hiddenTools(object);
            if (hidden.isEmpty()) {
                super.tools(Collections.singletonList(object));
            } else {
                super.tools(hidden);
            }
        }
    }

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

    private static List<AiServiceTool> hiddenTools(@Nullable Object object) {
        if (object == null || !AopUtils.isCglibProxy(object)) {
            return List.of();
        }
        List<AiServiceTool> tools = new ArrayList<>();
        for (Method method : ReflectionUtils.getUniqueDeclaredMethods(ClassUtils.getUserClass(object))) {
            Tool tool = method.getAnnotation(Tool.class);
            if (tool != null && !method.isBridge()) {
                tools.add(AiServiceTool.builder()
                        .toolSpecification(ToolSpecifications.toolSpecificationFrom(method))
                        .toolExecutor(DefaultToolExecutor.builder()
                                .object(object)
                                .originalMethod(method)
                                .methodToInvoke(method)
                                .wrapToolArgumentsExceptions(true)
                                .propagateToolExecutionExceptions(true)
                                .build())
                        .returnBehavior(tool.returnBehavior())
                        .build());
            }
        }
        return tools;
    }
}
