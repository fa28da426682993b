// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.RefusedLlmCallException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A model's streamed answer: each subscription is a call. Signals, requests and what is in the context pass as they are. */
final class WatchedStream extends FluxOperator<ChatResponse, ChatResponse> {

    private final WatchedModels models;
    private final ChatModel model;
    private final Prompt prompt;

    WatchedStream(Flux<ChatResponse> source, WatchedModels models, ChatModel model, Prompt prompt) {
        super(source);
        this.models = models;
        this.model = model;
        this.prompt = prompt;
    }

    @SuppressWarnings("try") // closed, that is all
    @Override
    public void subscribe(CoreSubscriber<? super ChatResponse> actual) {
        CurrentExecution.Handle place = Places.of(actual.currentContext());
        WatchedCall watched;
        try (CurrentExecution.Scope scope = CurrentExecution.enterUnobserved(place)) {
            watched = models.begin(model, prompt, true, WatchedCall.of(actual.currentContext()));
        } catch (RefusedLlmCallException refusal) {
            Operators.error(actual, refusal);
            return;
        }
        if (watched == null) {
            source.subscribe(actual);
            return;
        }
        try (CurrentExecution.Scope scope = watched.enter()) {
            source.subscribe(new Subscriber(actual, models, watched, place));
        }
    }

    @SuppressWarnings("try") // closed, that is all
    private static final class Subscriber implements CoreSubscriber<ChatResponse>, Subscription {

        private final CoreSubscriber<? super ChatResponse> actual;
        private final WatchedModels models;
        private final WatchedCall watched;
        private final CurrentExecution.Handle outside;
        private final Context context;
        private @Nullable Subscription upstream;

        Subscriber(
                CoreSubscriber<? super ChatResponse> actual,
                WatchedModels models,
                WatchedCall watched,
                CurrentExecution.Handle outside) {
            this.actual = actual;
            this.models = models;
            this.watched = watched;
            this.outside = outside;
            this.context = watched.in(actual.currentContext());
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
            try (CurrentExecution.Scope scope = watched.leave(outside)) {
                actual.onSubscribe(this);
            }
        }

        @Override
        public void onNext(ChatResponse piece) {
            models.guarded("recording a piece of an answer", () -> watched.chunk(piece));
            try (CurrentExecution.Scope scope = watched.leave(outside)) {
                actual.onNext(piece);
            }
        }

        @Override
        public void onError(Throwable failure) {
            models.guarded("recording a model's failure", () -> watched.failed(failure));
            try (CurrentExecution.Scope scope = watched.leave(outside)) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            models.guarded("recording a model's answer", watched::complete);
            try (CurrentExecution.Scope scope = watched.leave(outside)) {
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.request(n);
            }
        }

        @Override
        public void cancel() {
            models.guarded("recording that an answer is given up", watched::cancelled);
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
        }
    }
}
