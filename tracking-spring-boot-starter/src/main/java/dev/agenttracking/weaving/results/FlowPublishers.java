// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.PendingCall;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The publishers of the JDK, as {@link Publishers}. One whose method is declared to return more than a publisher, such as a
 * {@code SubmissionPublisher}, has no substitute: its execution ends when the method returns.
 */
final class FlowPublishers implements ResultKind {

    @Override
    public boolean includes(Class<?> resultClass) {
        return Flow.Publisher.class.isAssignableFrom(resultClass);
    }

    @Override
    public boolean mayBeParked() {
        return true;
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        if (declaredType != Flow.Publisher.class) {
            return result;
        }
        call.park();
        return new TrackedPublisher<>((Flow.Publisher<?>) result, call);
    }

    private record TrackedPublisher<T>(Flow.Publisher<T> source, PendingCall call) implements Flow.Publisher<T> {

        @Override
        public void subscribe(Flow.Subscriber<? super T> actual) {
            if (actual == null) {
                source.subscribe(actual);
                return;
            }
            Subscribed subscribed = Subscribed.begin(call, CurrentExecution.capture(), false);
            subscribed.to(() -> source.subscribe(new TrackedFlowSubscriber<>(actual, subscribed)));
        }
    }

    /** As {@link TrackedSubscriber}. */
    private static final class TrackedFlowSubscriber<T> implements Flow.Subscriber<T>, Flow.Subscription {

        private final Flow.Subscriber<? super T> actual;
        private final Subscribed subscribed;
        private Flow.@Nullable Subscription upstream;

        private TrackedFlowSubscriber(Flow.Subscriber<? super T> actual, Subscribed subscribed) {
            this.actual = actual;
            this.subscribed = subscribed;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            if (upstream != null) {
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
            Flow.Subscription source = upstream;
            if (source != null) {
                try (CurrentExecution.Scope ignored = subscribed.requested()) {
                    source.request(count);
                }
            }
        }

        @Override
        public void cancel() {
            subscribed.cancelled();
            Flow.Subscription source = upstream;
            if (source != null) {
                source.cancel();
            }
        }
    }
}
