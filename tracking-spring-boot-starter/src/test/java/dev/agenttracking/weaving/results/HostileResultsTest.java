// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Results that do not keep to what their types promise: the application gets what it would get without a tracker. */
class HostileResultsTest {

    private final List<Execution> ended = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();
    private final PolledFutures futures = new PolledFutures();
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            new TrackingSwitches(method -> new AgentPolicy(true, true, true, method.timeoutNanos())),
            value -> value,
            ended::add,
            faults,
            new KnownResults(futures),
            Surroundings.NONE);

    @Test
    void aStageThatTakesNoListenerIsTheSameObjectAndItsExecutionEnds() {
        CompletableFuture<String> deaf = new CompletableFuture<>() {
            @Override
            public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
                throw new UnsupportedOperationException("made up");
            }
        };

        assertThat(returned(CompletionStage.class, deaf)).isSameAs(deaf);

        assertThat(ended).hasSize(1);
        assertThat(faults.count()).isEqualTo(1);
        assertThat(deaf.isDone()).isFalse();
    }

    @Test
    void aFutureThatCannotBeAskedDoesNotKeepOthersFromBeingAsked() {
        FutureTask<String> mute = new FutureTask<>(() -> "never") {
            @Override
            public boolean isDone() {
                throw new StackOverflowError("made up");
            }
        };
        FutureTask<String> good = new FutureTask<>(() -> "done");
        assertThat(returned(Future.class, mute)).isSameAs(mute);
        returned(Future.class, good);
        good.run();

        futures.run();

        assertThat(ended).hasSize(2);
        assertThat(ended).anySatisfy(execution -> assertThat(execution.output()).isEqualTo("done"));
    }

    @Test
    void aPublisherThatSubscribesTwiceDoesToItsSubscriberWhatItWouldDoAlone() {
        Flux<String> flux = Flux.from(subscriber -> {
            List<String> calls = new ArrayList<>();
            subscriber.onSubscribe(new Remembering(calls));
            subscriber.onSubscribe(new Remembering(calls));
            subscriber.onNext(String.join(",", calls));
            subscriber.onComplete();
        });

        List<String> alone = received(flux);
        List<String> tracked = received((Flux<?>) returned(Flux.class, flux));

        assertThat(alone).containsExactly("requested,cancelled");
        assertThat(tracked).isEqualTo(alone);
        assertThat(ended).extracting(Execution::status).containsExactly(ExecutionStatus.SUCCESS);
    }

    @Test
    void aFlowPublisherThatSubscribesTwiceAndEndsTwiceIsOneExecution() {
        Flow.Publisher<String> publisher = subscriber -> {
            FlowSubscription first = new FlowSubscription();
            subscriber.onSubscribe(first);
            FlowSubscription second = new FlowSubscription();
            subscriber.onSubscribe(second);
            subscriber.onNext(first.cancelled + " " + second.cancelled);
            subscriber.onComplete();
            subscriber.onComplete();
        };
        List<String> seen = new ArrayList<>();

        ((Flow.Publisher<?>) returned(Flow.Publisher.class, publisher)).subscribe(new Flow.Subscriber<Object>() {
            private boolean subscribed;

            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                if (subscribed) {
                    subscription.cancel();
                }
                subscribed = true;
            }

            @Override
            public void onNext(Object item) {
                seen.add(item.toString());
            }

            @Override
            public void onError(Throwable failure) {
                seen.add("failed");
            }

            @Override
            public void onComplete() {
                seen.add("complete");
            }
        });

        assertThat(seen).containsExactly("false true", "complete", "complete");
        assertThat(ended).extracting(Execution::status).containsExactly(ExecutionStatus.SUCCESS);
    }

    @Test
    void aPublisherThatCannotBeSubscribedToThrowsItsOwnException() {
        IllegalStateException broken = new IllegalStateException("made up");
        Flow.Publisher<String> publisher = subscriber -> {
            throw broken;
        };
        Flow.Publisher<?> tracked = (Flow.Publisher<?>) returned(Flow.Publisher.class, publisher);

        assertThatThrownBy(() -> tracked.subscribe(new IdleSubscriber())).isSameAs(broken);
        assertThat(CurrentExecution.get()).isNull();
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).isSameAs(broken);
    }

    @Test
    void aStreamWhoseElementsFailThrowsTheirException() {
        IllegalStateException broken = new IllegalStateException("made up");
        Stream<String> stream = Stream.generate(() -> {
            throw broken;
        });

        Stream<?> tracked = (Stream<?>) returned(Stream.class, stream);

        assertThatThrownBy(tracked::toList).isSameAs(broken);
        assertThat(ended).hasSize(1);
        assertThat(ended.get(0).failure()).isSameAs(broken);
        assertThat(CurrentExecution.get()).isNull();
    }

    private Object returned(Class<?> type, Object result) {
        TrackedMethod method = TrackedMethod.of(HostileResultsTest.class, "Agent", "run")
                .execution()
                .returns(type)
                .build();
        Object call = recorder.enter(method);
        Object given = recorder.returned(call, result);
        assertThat(CurrentExecution.get()).isNull();
        return given;
    }

    private static List<String> received(Flux<?> flux) {
        List<String> received = new ArrayList<>();
        flux.subscribe(new BaseSubscriber<Object>() {
            @Override
            protected void hookOnNext(Object value) {
                received.add(value.toString());
            }
        });
        return received;
    }

    private static final class IdleSubscriber implements Flow.Subscriber<Object> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            throw new AssertionError();
        }

        @Override
        public void onNext(Object item) {
            throw new AssertionError();
        }

        @Override
        public void onError(Throwable failure) {
            throw new AssertionError();
        }

        @Override
        public void onComplete() {
            throw new AssertionError();
        }
    }

    private record Remembering(List<String> calls) implements Subscription {

        @Override
        public void request(long n) {
            calls.add("requested");
        }

        @Override
        public void cancel() {
            calls.add("cancelled");
        }
    }

    private static final class FlowSubscription implements Flow.Subscription {

        private boolean cancelled;

        @Override
        public void request(long n) {
            // Gives what it likes.
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
