// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LaterRun;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.util.context.Context;

/**
 * Stands between a publisher and its subscriber, hands every signal on, and notes those that matter. An end is recorded before
 * the subscriber is told of it, since its own work is no part of the execution.
 */
final class TrackedSubscriber<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final LaterRun run;
    private final boolean single;
    private final CurrentExecution.Handle outside;
    private final Context context;
    private @Nullable Subscription upstream;

    /**
     * Makes a subscriber.
     *
     * @param outside what the subscriber is in
     * @param single whether the first value is the last, as a {@code Mono}'s is
     */
    TrackedSubscriber(CoreSubscriber<? super T> actual, LaterRun run, CurrentExecution.Handle outside, boolean single) {
        this.actual = actual;
        this.run = run;
        this.outside = outside;
        this.single = single;
        this.context = actual.currentContext().put(Publishers.CONTEXT_KEY, run.handle());
    }

    @Override
    public Context currentContext() {
        return context;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        upstream = subscription;
        try (CurrentExecution.Scope ignored = leave()) {
            actual.onSubscribe(this);
        }
    }

    @Override
    public void onNext(T value) {
        if (single) {
            run.completed(value);
        } else {
            run.item(value);
        }
        try (CurrentExecution.Scope ignored = leave()) {
            actual.onNext(value);
        }
    }

    @Override
    public void onError(Throwable failure) {
        run.failed(failure);
        try (CurrentExecution.Scope ignored = leave()) {
            actual.onError(failure);
        }
    }

    @Override
    public void onComplete() {
        run.completed();
        try (CurrentExecution.Scope ignored = leave()) {
            actual.onComplete();
        }
    }

    @Override
    public void request(long count) {
        Subscription source = upstream;
        if (source != null) {
            try (CurrentExecution.Scope ignored = run.enter()) {
                source.request(count);
            }
        }
    }

    @Override
    public void cancel() {
        run.cancelled();
        Subscription source = upstream;
        if (source != null) {
            source.cancel();
        }
    }

    /** The subscriber's own work is no part of the execution that made the signal on this thread. */
    private CurrentExecution.Scope leave() {
        return CurrentExecution.leave(run.handle(), outside);
    }
}
