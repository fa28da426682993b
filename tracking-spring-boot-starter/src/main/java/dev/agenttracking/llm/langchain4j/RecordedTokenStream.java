// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * The stream that an AI service returns: what happens once it is started is in one execution, on whatever threads. The calls of the
 * model keep that open.
 */
final class RecordedTokenStream implements InvocationHandler {

    private final Object stream;
    private final LangChain4jRecorder recorder;
    private final String name;
    private final @Nullable String conversation;

    private RecordedTokenStream(
            Object stream, LangChain4jRecorder recorder, String name, @Nullable String conversation) {
        this.stream = stream;
        this.recorder = recorder;
        this.name = name;
        this.conversation = conversation;
    }

    static Object around(
            Object stream, Class<?> type, LangChain4jRecorder recorder, String name, @Nullable String conversation) {
        return Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                new RecordedTokenStream(stream, recorder, name, conversation));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
        if (!"start".equals(method.getName()) || method.getParameterCount() > 0) {
            Object result = invoke(method, args);
            return result == stream ? proxy : result;
        }
        SharedRoots.Hold hold = recorder.hold(name);
        try (CurrentExecution.Scope root = hold.enter()) {
            if (conversation != null) {
                recorder.journal().conversation(conversation);
            }
            invoke(method, args);
        } catch (Throwable failure) {
            hold.ended(failure, false);
            throw failure;
        }
        hold.leave();
        return null;
    }

    private @Nullable Object invoke(Method method, @Nullable Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(stream, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
