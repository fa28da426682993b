// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.RefusedLlmCallException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialToolCall;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A streamed answer that is asked for by subscribing, as LangChain4j has it from 1.20 on: each subscription is a call. Its events are
 * told apart by what they can be asked, since the library is built against a version that has none.
 */
final class RecordedPublisher<T> implements Flow.Publisher<T> {

    private final Flow.Publisher<T> publisher;
    private final Supplier<ModelWatch.@Nullable Begun> beginning;
    private final Faults faults;

    RecordedPublisher(Flow.Publisher<T> publisher, Supplier<ModelWatch.@Nullable Begun> beginning, Faults faults) {
        this.publisher = publisher;
        this.beginning = beginning;
        this.faults = faults;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        ModelWatch.Begun begun;
        try {
            begun = beginning.get();
        } catch (RefusedLlmCallException refusal) {
            subscriber.onSubscribe(new Nothing());
            subscriber.onError(refusal);
            return;
        }
        if (begun == null) {
            publisher.subscribe(subscriber);
            return;
        }
        try (CurrentExecution.Scope root = begun.hold().enter();
                CurrentExecution.Scope sending = RecordedCall.enter(begun.call())) {
            publisher.subscribe(new Watching<>(subscriber, begun, faults));
        } catch (Throwable failure) {
            begun.call().failed(failure);
            begun.hold().ended(failure, false);
            throw failure;
        }
    }

    private static final class Watching<T> implements Flow.Subscriber<T> {

        private final Flow.Subscriber<? super T> subscriber;
        private final RecordedCall call;
        private final Object who;
        private final SharedRoots.Hold hold;
        private final Faults faults;
        private @Nullable ChatResponse complete;

        private Watching(Flow.Subscriber<? super T> subscriber, ModelWatch.Begun begun, Faults faults) {
            this.subscriber = subscriber;
            this.call = begun.call();
            this.who = begun.who();
            this.hold = begun.hold();
            this.faults = faults;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            tell(() -> subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    subscription.request(count);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                    call.cancelled();
                    hold.ended(null, true);
                }
            }));
        }

        @Override
        public void onNext(T event) {
            try {
                hear(event);
            } catch (Throwable fault) {
                faults.swallow("hearing what a model of LangChain4j streams", fault);
            }
            tell(() -> subscriber.onNext(event));
        }

        @Override
        public void onError(Throwable failure) {
            call.failed(failure);
            hold.outcome(failure, false);
            try {
                tell(() -> subscriber.onError(failure));
            } finally {
                hold.leave();
            }
        }

        @Override
        public void onComplete() {
            if (complete != null) {
                call.answered(complete);
            } else {
                call.answeredInPieces();
            }
            hold.outcome(null, false);
            try {
                tell(subscriber::onComplete);
            } finally {
                hold.leave();
            }
        }

        private void hear(Object event) throws ReflectiveOperationException {
            if (event instanceof PartialResponse partial) {
                call.piece(who);
                call.text(who, partial.text());
            } else if (event instanceof String text) {
                call.piece(who);
                call.text(who, text);
            } else if (event instanceof PartialThinking thinking) {
                call.piece(who);
                call.thinking(who, thinking.text());
            } else if (event instanceof PartialToolCall) {
                call.piece(who);
            } else if (event instanceof CompleteToolCall tool) {
                call.tool(who, tool.toolExecutionRequest());
            } else if ("CompleteResponse".equals(event.getClass().getSimpleName())
                    && event.getClass().getMethod("chatResponse").invoke(event) instanceof ChatResponse response) {
                complete = response;
            }
        }

        private void tell(Runnable news) {
            try (CurrentExecution.Scope inside = CurrentExecution.enter(call.inside());
                    CurrentExecution.Scope outside = RecordedCall.enter(null)) {
                news.run();
            }
        }
    }

    private static final class Nothing implements Flow.Subscription {

        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    }
}
