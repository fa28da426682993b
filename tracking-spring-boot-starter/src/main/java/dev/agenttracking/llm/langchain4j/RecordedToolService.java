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
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Gives each call of an AI service its tools so that they are recorded, and run in the execution that the service was called in, on
 * whatever thread; and finds the tools of tracked beans.
 */
final class RecordedToolService extends ToolService {

    private final Set<Method> known = ConcurrentHashMap.newKeySet();

    /**
     * A bean with a proxy is of a subclass, whose methods have no annotations: LangChain4j would not find those. The method of the
     * application's own class is found, and calling it calls the subclass's.
     */
    @Override
    public void tools(Collection<Object> objectsWithTools) {
        for (Object object : objectsWithTools) {
            List<Method> tools = toolsOfUserClass(object);
            List<Method> hidden = tools.stream()
                    .filter(method -> isHidden(method, object.getClass()))
                    .toList();
            if (!hidden.isEmpty()) {
                super.tools(hidden.stream().map(method -> tool(object, method)).toList());
            }
            if (hidden.isEmpty() || hidden.size() < tools.size()) {
                super.tools(Collections.singletonList(object));
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
            executors.forEach(this::learn);
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

    private void learn(String name, ToolExecutor executor) {
        if (executor instanceof DefaultToolExecutor ofMethod && known.add(ofMethod.originalMethod())) {
            SensitiveTools.add(name, ofMethod.originalMethod());
        }
    }

    /** Empty where the object is of the application's own class. */
    private static List<Method> toolsOfUserClass(@Nullable Object object) {
        if (object == null) {
            return List.of();
        }
        Class<?> userClass = ClassUtils.getUserClass(object);
        if (userClass == object.getClass()) {
            return List.of();
        }
        return Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(userClass))
                .filter(method -> method.isAnnotationPresent(Tool.class) && !method.isBridge())
                .toList();
    }

    private static boolean isHidden(Method method, Class<?> subclass) {
        return !ClassUtils.getMostSpecificMethod(method, subclass).isAnnotationPresent(Tool.class);
    }

    private static AiServiceTool tool(Object object, Method method) {
        return AiServiceTool.builder()
                .toolSpecification(ToolSpecifications.toolSpecificationFrom(method))
                .toolExecutor(DefaultToolExecutor.builder()
                        .object(object)
                        .originalMethod(method)
                        .methodToInvoke(method)
                        .wrapToolArgumentsExceptions(true)
                        .propagateToolExecutionExceptions(true)
                        .build())
                .returnBehavior(method.getAnnotation(Tool.class).returnBehavior())
                .build();
    }
}
