// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/** Stands between a publisher and its subscriber, and hands every signal on. */
final class TrackedSubscriber<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final Subscribed subscribed;
    private final Context context;
    private @Nullable Subscription upstream;

    TrackedSubscriber(CoreSubscriber<? super T> actual, Subscribed subscribed) {
        this.actual = actual;
        this.subscribed = subscribed;
        Context inside = actual.currentContext()
                .put(Publishers.CONTEXT_KEY, subscribed.run().handle());
        for (Map.Entry<Object, Object> each : subscribed.run().observed().entrySet()) {
            inside = inside.put(each.getKey(), each.getValue());
        }
        this.context = inside;
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream != null) {
            // Against the specification: what the subscriber does with a second one is between the two.
            actual.onSubscribe(subscription);
            return;
        }
        upstream = subscription;
        try (CurrentExecution.Scope ignored = subscribed.leave()) {
            actual.onSubscribe(this);
        }
    }

    @Override
    public void onNext(T value) {
        try (CurrentExecution.Scope ignored = subscribed.next(value)) {
            actual.onNext(value);
        }
    }

    @Override
    public void onError(Throwable failure) {
        try (CurrentExecution.Scope ignored = subscribed.failed(failure)) {
            actual.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        try (CurrentExecution.Scope ignored = subscribed.completed()) {
            actual.onComplete();
        }
    }

    @Override
    public void request(long count) {
        Subscription source = upstream;
        if (source != null) {
            try (CurrentExecution.Scope ignored = subscribed.requested()) {
                source.request(count);
            }
        }
    }

    @Override
    public void cancel() {
        subscribed.cancelled();
        Subscription source = upstream;
        if (source != null) {
            source.cancel();
        }
    }
}
