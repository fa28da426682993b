// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.PendingCall;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.ConnectableFlux;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxOperator;
import reactor.core.publisher.GroupedFlux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;

/**
 * {@code Mono}, {@code Flux} and other publishers: each subscription is a run, which ends with its last signal or its
 * cancellation. What the application subscribes to stands around its own publisher.
 */
final class Publishers implements ResultKind {

    /** Where an execution is in a Reactor context; also the key under which thread-local values are restored from it. */
    static final String CONTEXT_KEY = CurrentExecution.CONTEXT_KEY;

    @Override
    public boolean includes(Class<?> resultClass) {
        return Publisher.class.isAssignableFrom(resultClass);
    }

    @Override
    public boolean mayBeParked() {
        return true;
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        Publisher<?> followed = result instanceof Mono<?> mono
                ? new TrackedMono<>(mono, call)
                : result instanceof Flux<?> flux
                        ? new TrackedFlux<>(flux, call)
                        : new TrackedPublisher<>((Publisher<?>) result, call);
        if (!(declaredType == Object.class ? isOnlyAPublisher(result) : declaredType.isInstance(followed))) {
            return result;
        }
        call.park();
        return followed;
    }

    /** Where the caller may know more of it than its declared type says: whether there is nothing more to know. */
    private static boolean isOnlyAPublisher(Object result) {
        return (result instanceof Mono || result instanceof Flux)
                && !(result instanceof ConnectableFlux || result instanceof GroupedFlux)
                && result.getClass().getPackageName().equals(Flux.class.getPackageName());
    }

    private static <T> void subscribe(
            Publisher<T> source, CoreSubscriber<? super T> actual, PendingCall call, boolean single) {
        CurrentExecution.Handle inContext = actual.currentContext().getOrDefault(CONTEXT_KEY, null);
        CurrentExecution.Handle outside = inContext == null ? CurrentExecution.capture() : inContext;
        Subscribed subscribed = Subscribed.begin(call, outside, single);
        subscribed.to(() -> source.subscribe(new TrackedSubscriber<>(actual, subscribed)));
    }

    private static final class TrackedMono<T> extends MonoOperator<T, T> {

        private final PendingCall call;

        private TrackedMono(Mono<T> source, PendingCall call) {
            super(source);
            this.call = call;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> actual) {
            Publishers.subscribe(source, actual, call, true);
        }
    }

    private static final class TrackedFlux<T> extends FluxOperator<T, T> {

        private final PendingCall call;

        private TrackedFlux(Flux<T> source, PendingCall call) {
            super(source);
            this.call = call;
        }

        @Override
        public void subscribe(CoreSubscriber<? super T> actual) {
            Publishers.subscribe(source, actual, call, false);
        }
    }

    private record TrackedPublisher<T>(Publisher<T> source, PendingCall call) implements Publisher<T> {

        @Override
        public void subscribe(Subscriber<? super T> actual) {
            Publishers.subscribe(source, Operators.toCoreSubscriber(actual), call, false);
        }
    }
}
