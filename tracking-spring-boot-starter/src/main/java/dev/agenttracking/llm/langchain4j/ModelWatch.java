// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.RefusedLlmCallException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;

/**
 * Records the calls of a bean that is a model: with it or without a listener, whatever the model is. A call in the middle of which
 * the model calls another one that is a bean, too, is the other one's call.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: what the model throws is passed on; beside that, nothing but a {@link RefusedLlmCallException}.
 */
final class ModelWatch implements MethodInterceptor {

    private final LangChain4jRecorder recorder;

    ModelWatch(LangChain4jRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Faults faults = recorder.faults();
        LlmRequest request = faults == null ? null : sent(invocation, faults);
        if (request == null || faults == null) {
            return invocation.proceed();
        }
        if (Flow.Publisher.class.isAssignableFrom(invocation.getMethod().getReturnType())) {
            return publisher(invocation, request, faults);
        }
        Begun begun = begin(request, faults);
        return begun == null ? invocation.proceed() : begun.proceed(invocation);
    }

    /**
     * Begins a call on this thread.
     *
     * @return null where it is not recorded
     */
    @Nullable
    Begun begin(LlmRequest request, Faults faults) {
        Object who = new Object();
        SharedRoots.Hold hold = recorder.hold(request.operation());
        try (CurrentExecution.Scope root = hold.enter()) {
            RecordedCall around = RecordedCall.around();
            if (around != null && around.takeAsModel(request, who)) {
                return new Begun(around, who, hold, faults);
            }
            OpenLlmCall open = recorder.journal().begin(request);
            if (open != null) {
                return new Begun(new RecordedCall(open, request, who, faults), who, hold, faults);
            }
        } catch (RefusedLlmCallException refusal) {
            hold.ended(refusal, false);
            throw refusal;
        }
        hold.leave();
        return null;
    }

    private static @Nullable LlmRequest sent(MethodInvocation invocation, Faults faults) {
        try {
            return SentRequest.of(invocation);
        } catch (Throwable fault) {
            faults.swallow("reading what is sent to a model of LangChain4j", fault);
            return null;
        }
    }

    private @Nullable Object publisher(MethodInvocation invocation, LlmRequest request, Faults faults)
            throws Throwable {
        Object published = invocation.proceed();
        return published instanceof Flow.Publisher<?> publisher
                ? new RecordedPublisher<>(publisher, () -> begin(request, faults), faults)
                : published;
    }

    /** A call that has begun. */
    static final class Begun {

        private final RecordedCall call;
        private final Object who;
        private final SharedRoots.Hold hold;
        private final Faults faults;

        private Begun(RecordedCall call, Object who, SharedRoots.Hold hold, Faults faults) {
            this.call = call;
            this.who = who;
            this.hold = hold;
            this.faults = faults;
        }

        RecordedCall call() {
            return call;
        }

        Object who() {
            return who;
        }

        SharedRoots.Hold hold() {
            return hold;
        }

        private @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
            @Nullable Object[] arguments = invocation.getArguments();
            int place = placeOfHandler(arguments);
            Object result;
            try (CurrentExecution.Scope root = hold.enter();
                    CurrentExecution.Scope sending = RecordedCall.enter(call)) {
                if (place >= 0) {
                    return streamed(invocation, arguments, place);
                }
                result = plainText(invocation) ? textOf(invocation) : invocation.proceed();
            } catch (Throwable failure) {
                call.failed(failure);
                hold.ended(failure, false);
                throw failure;
            }
            if (result instanceof CompletionStage<?> stage) {
                later(stage);
            } else {
                answered(result);
            }
            return result;
        }

        /** The application's handler is in its place again afterwards: an outer advice may call once more. */
        private @Nullable Object streamed(MethodInvocation invocation, @Nullable Object[] arguments, int place)
                throws Throwable {
            Object handler = Objects.requireNonNull(arguments[place]);
            arguments[place] = RecordedHandler.before((StreamingChatResponseHandler) handler, call, who, hold, faults);
            try {
                return invocation.proceed();
            } finally {
                arguments[place] = handler;
            }
        }

        private void later(CompletionStage<?> stage) {
            stage.whenComplete((result, failure) -> {
                if (failure == null) {
                    answered(result);
                    return;
                }
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                if (cause instanceof CancellationException) {
                    call.cancelled();
                    hold.ended(null, true);
                } else {
                    call.failed(cause);
                    hold.ended(cause, false);
                }
            });
        }

        private void answered(@Nullable Object result) {
            if (result instanceof ChatResponse response) {
                call.answered(response);
            } else {
                call.answered(reply(result));
            }
            hold.ended(null, false);
        }

        private LlmReply reply(@Nullable Object result) {
            try {
                return result instanceof CharSequence text
                        ? ReplyContent.ofText(text.toString())
                        : EmbeddingContent.reply(result, call.provider());
            } catch (Throwable fault) {
                faults.swallow("reading the answer of a model of LangChain4j", fault);
                return LlmReply.UNKNOWN;
            }
        }

        private static int placeOfHandler(@Nullable Object[] arguments) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof StreamingChatResponseHandler) {
                    return i;
                }
            }
            return -1;
        }

        /** {@code chat(String)} drops what it used; what it does with the answer is known, unless the model has its own. */
        private boolean plainText(MethodInvocation invocation) {
            return invocation.getThis() instanceof ChatModel
                    && SentRequest.isPlainText(invocation)
                    && invocation instanceof ProxyMethodInvocation proxied
                    && proxied.getProxy() instanceof Advised advised
                    && advised.getAdvisors().length > 0
                    && advised.getAdvisors()[advised.getAdvisors().length - 1] instanceof ModelAdvisor;
        }

        private @Nullable String textOf(MethodInvocation invocation) {
            ChatModel model = Objects.requireNonNull((ChatModel) invocation.getThis());
            ChatResponse response = model.chat(SentRequest.userMessage(invocation));
            call.answered(response);
            return response.aiMessage().text();
        }
    }
}
