// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.RefusedLlmCallException;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.StreamingChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Flux;

/**
 * Watches calls of chat models from around them: for models that let nothing be observed, and for what observations do not tell of
 * streamed answers. Results and exceptions are the model's own.
 */
final class WatchedModels implements MethodInterceptor {

    private final Supplier<LlmJournal> journal;
    private final Supplier<Faults> faults;

    WatchedModels(Supplier<LlmJournal> journal, Supplier<Faults> faults) {
        this.journal = journal;
        this.faults = faults;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        String name = invocation.getMethod().getName();
        boolean call = "call".equals(name);
        if (!call && !"stream".equals(name)
                || invocation.getArguments().length != 1
                || !(invocation.getThis() instanceof ChatModel model)) {
            return invocation.proceed();
        }
        Object argument = invocation.getArguments()[0];
        if (argument instanceof Prompt prompt) {
            return call ? call(model, prompt, invocation) : stream(model, prompt, invocation);
        }
        // What the interface does with a text: the model itself would call itself, unseen.
        if (argument instanceof Message[] messages && !isOwn(model, call, true)) {
            ChatModel watched = new Watched(model, invocation);
            return call ? watched.call(messages) : watched.stream(messages);
        }
        if (argument instanceof String text && !isOwn(model, call, false)) {
            ChatModel watched = new Watched(model, invocation);
            return call ? watched.call(text) : watched.stream(text);
        }
        return invocation.proceed();
    }

    private @Nullable Object call(ChatModel model, Prompt prompt, MethodInvocation invocation) throws Throwable {
        return call(model, prompt, invocation::proceed);
    }

    private @Nullable Object call(ChatModel model, Prompt prompt, Proceeding proceeding) throws Throwable {
        WatchedCall watched = begin(model, prompt, false, WatchedCall.here());
        if (watched == null) {
            return proceeding.proceed();
        }
        Object response;
        CurrentExecution.Scope scope = watched.enter();
        try {
            response = proceeding.proceed();
        } catch (Throwable failure) {
            scope.close();
            guarded("recording a model's failure", () -> watched.failed(failure));
            throw failure;
        }
        scope.close();
        guarded("recording a model's answer", () -> watched.answered((ChatResponse) response));
        return response;
    }

    private @Nullable Object stream(ChatModel model, Prompt prompt, MethodInvocation invocation) throws Throwable {
        return invocation.proceed() instanceof Flux<?> flux ? watch(model, prompt, flux) : null;
    }

    @SuppressWarnings("unchecked") // a model's own stream
    private Flux<ChatResponse> watch(ChatModel model, Prompt prompt, Flux<?> flux) {
        return new WatchedStream((Flux<ChatResponse>) flux, this, model, prompt);
    }

    /**
     * Begins a call on this thread.
     *
     * @param around the one that this one is a part of, null where it is none
     * @throws RefusedLlmCallException where it must not be made
     */
    @Nullable
    WatchedCall begin(ChatModel model, Prompt prompt, boolean streaming, @Nullable WatchedCall around) {
        try {
            String provider = Providers.of(model);
            LlmRequest request = ChatRequests.of(prompt, defaults(model, prompt), provider, streaming);
            if (around != null && around.take()) {
                around.handOn();
                around.call().requested(request);
                return new WatchedCall(around.call(), provider);
            }
            OpenLlmCall call = journal.get().begin(Providers.isSpringAis(model) ? request.asObserved() : request);
            return call == null ? null : new WatchedCall(call, provider);
        } catch (RefusedLlmCallException refusal) {
            throw refusal;
        } catch (Throwable fault) {
            faults.get().swallow("watching a model", fault);
            return null;
        }
    }

    void guarded(String doing, Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            faults.get().swallow(doing, fault);
        }
    }

    private static @Nullable ChatOptions defaults(ChatModel model, Prompt prompt) {
        return prompt.getOptions() == null ? model.getOptions() : null;
    }

    /** Whether the model has a method of its own for texts. */
    private static boolean isOwn(ChatModel model, boolean call, boolean messages) {
        Class<?> argument = messages ? Message[].class : String.class;
        Class<?> declaring = call ? ChatModel.class : StreamingChatModel.class;
        java.lang.reflect.Method method =
                ReflectionUtils.findMethod(model.getClass(), call ? "call" : "stream", argument);
        return method == null || method.getDeclaringClass() != declaring;
    }

    private interface Proceeding {
        @Nullable
        Object proceed() throws Throwable;
    }

    /** A model's methods for prompts, watched; the interface has the others. */
    private final class Watched implements ChatModel {

        private final ChatModel model;
        private final MethodInvocation invocation;

        Watched(ChatModel model, MethodInvocation invocation) {
            this.model = model;
            this.invocation = invocation;
        }

        @Override
        @SuppressWarnings("NullAway") // a model's own answer
        public ChatResponse call(Prompt prompt) {
            try {
                return (ChatResponse) WatchedModels.this.call(model, prompt, () -> model.call(prompt));
            } catch (Throwable failure) {
                throw sneaky(failure);
            }
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return watch(model, prompt, model.stream(prompt));
        }

        @Override
        public ChatOptions getOptions() {
            return model.getOptions();
        }

        @Override
        public String toString() {
            return invocation.toString();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable failure) throws T {
        throw (T) failure;
    }
}
