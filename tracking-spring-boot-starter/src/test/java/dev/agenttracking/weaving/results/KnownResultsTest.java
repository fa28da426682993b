// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.StageRun;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

class KnownResultsTest {

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

    @AfterEach
    void leavesNothingBehind() {
        assertThat(CurrentExecution.get()).isNull();
        assertThat(faults.count()).isZero();
    }

    @Test
    void endsWithItsCompletableFutureWhichStaysTheSameObject() {
        CompletableFuture<String> later = new CompletableFuture<>();

        assertThat(call(CompletableFuture.class, () -> later)).isSameAs(later);
        assertThat(ended).isEmpty();
        assertThat(underWay()).hasSize(1);
        later.complete("done");

        assertThat(only().status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(only().output()).isEqualTo("done");
        assertThat(underWay()).isEmpty();
    }

    @Test
    void failsTimesOutAndIsCancelledWithItsFuture() {
        CompletableFuture<String> failing = new CompletableFuture<>();
        CompletableFuture<String> late = new CompletableFuture<>();
        CompletableFuture<String> unwanted = new CompletableFuture<>();
        call(CompletableFuture.class, () -> failing);
        call(CompletableFuture.class, () -> late);
        call(CompletableFuture.class, () -> unwanted);

        failing.completeExceptionally(new IllegalStateException("no"));
        late.completeExceptionally(new TimeoutException());
        unwanted.cancel(true);

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.FAILED, ExecutionStatus.TIMEOUT, ExecutionStatus.CANCELLED);
        assertThat(ended.get(2).failure()).isNull();
    }

    @Test
    void asksPlainFutures() {
        FutureTask<String> task = new FutureTask<>(() -> "done");
        FutureTask<String> unwanted = new FutureTask<>(() -> "never");
        assertThat(call(Future.class, () -> task)).isSameAs(task);
        call(Future.class, () -> unwanted);

        futures.run();
        assertThat(ended).isEmpty();
        task.run();
        unwanted.cancel(false);
        futures.run();

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.SUCCESS, ExecutionStatus.CANCELLED);
        assertThat(ended.get(0).output()).isEqualTo("done");
    }

    @Test
    void keepsAStageWhoseFutureIsDoneWhenItsExecutionEnds() {
        TrackedMethod stage = stage(CompletableFuture.class, ExecutionStage.PRE_PROCESS);
        CompletableFuture<String> source = new CompletableFuture<>();
        call(CompletableFuture.class, () -> {
            CompletableFuture<?> prepared = (CompletableFuture<?>) run(stage, () -> source);
            return prepared.thenApply(value -> "after " + value);
        });

        source.complete("x");

        assertThat(only().output()).isEqualTo("after x");
        StageRun run = (StageRun) only().firstEntry();
        assertThat(run.isOpen()).isFalse();
        assertThat(run.failure()).isNull();
    }

    @Test
    void endsWithTheValueOfAMono() {
        Mono<?> mono = (Mono<?>) call(
                Mono.class,
                () -> Mono.fromSupplier(() -> "by " + Tracking.current().id()).map(text -> text + "!"));
        assertThat(underWay()).isEmpty();

        Object value = mono.block();

        assertThat(value).isEqualTo("by " + only().id() + "!");
        assertThat(only().status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(only().output()).isEqualTo(value);
    }

    @Test
    void recordsNothingOfAPublisherThatNobodySubscribesTo() {
        call(Mono.class, () -> Mono.just("x"));
        call(Flux.class, () -> Flux.just("x"));
        call(Stream.class, () -> Stream.of("x"));

        assertThat(ended).isEmpty();
        assertThat(underWay()).isEmpty();
    }

    @Test
    void recordsEachSubscriptionOnItsOwn() {
        Flux<?> flux = (Flux<?>) call(Flux.class, () -> Flux.just("a", "b"));

        flux.blockLast();
        flux.blockLast();

        assertThat(ended).hasSize(2).extracting(Execution::output).containsOnly(List.of("a", "b"));
        assertThat(ended.get(0).id()).isNotEqualTo(ended.get(1).id());
        assertThat(ended.get(1).input()).isEqualTo(ended.get(0).input());
    }

    @Test
    void retriesOfAMonoAreExecutionsOfTheirOwn() {
        int[] attempts = {0};
        Mono<?> mono = (Mono<?>) call(
                Mono.class,
                () -> Mono.fromSupplier(() -> {
                    if (++attempts[0] < 3) {
                        throw new IllegalStateException("attempt " + attempts[0]);
                    }
                    return "third";
                }));

        assertThat(mono.retry(5).block()).isEqualTo("third");

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.FAILED, ExecutionStatus.FAILED, ExecutionStatus.SUCCESS);
    }

    @Test
    void isCancelledWithWhatWasSeenWhenAFluxIsDropped() {
        Sinks.Many<String> source = Sinks.many().unicast().onBackpressureBuffer();
        Flux<?> flux = (Flux<?>) call(Flux.class, source::asFlux);
        Disposable subscription = flux.subscribe();
        source.tryEmitNext("first").orThrow();
        source.tryEmitNext("second").orThrow();

        subscription.dispose();

        assertThat(only().status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(only().output()).isEqualTo(List.of("first", "second"));
        assertThat(only().failure()).isNull();
    }

    @Test
    void takeOfAFluxIsCancelledButCancellingAMonoAfterItsValueIsSuccess() {
        ((Flux<?>) call(Flux.class, () -> Flux.range(1, 10))).take(2).blockLast();
        Flux.from((Publisher<?>) call(Mono.class, () -> Mono.just("x"))).next().block();

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.CANCELLED, ExecutionStatus.SUCCESS);
    }

    @Test
    void failsWithItsFlux() {
        Flux<?> flux = (Flux<?>)
                call(Flux.class, () -> Flux.just("a").concatWith(Flux.error(new IllegalStateException("broken"))));

        assertThatThrownBy(flux::blockLast).hasMessage("broken");

        assertThat(only().status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(only().failure()).hasMessage("broken");
        assertThat(only().output()).isEqualTo(List.of("a"));
    }

    @Test
    void subscribersWorkOutsideOfTheExecutionThatTheySubscribeTo() {
        List<@Nullable UUID> seen = new ArrayList<>();
        Flux<?> flux = (Flux<?>) call(Flux.class, () -> Flux.range(1, 2).map(i -> seen.add(current())));

        Object outer = recorder.enter(method(Object.class));
        flux.doOnNext(i -> seen.add(current())).blockLast();
        recorder.returned(outer, null);

        Execution inner = ended.get(0);
        Execution caller = ended.get(1);
        assertThat(seen).containsExactly(inner.id(), caller.id(), inner.id(), caller.id());
    }

    @Test
    void findsItsCallerInTheReactorContextWhereTheThreadKnowsNone() {
        Mono<?> outer = (Mono<?>) call(
                Mono.class,
                () -> Mono.just("question").publishOn(Schedulers.parallel()).flatMap(question ->
                        (Mono<?>) call(Mono.class, () -> Mono.just("answer"))));

        assertThat(outer.block(Duration.ofSeconds(10))).isEqualTo("answer");

        Execution inner = ended.get(0);
        assertThat(inner.parent()).isSameAs(ended.get(1));
        assertThat(inner.depth()).isEqualTo(1);
        assertThat(inner.root()).isSameAs(ended.get(1));
    }

    @Test
    void stagesEndWithTheirMono() {
        TrackedMethod stage = stage(Mono.class, ExecutionStage.LLM_CALL);
        Sinks.One<String> answer = Sinks.one();
        Mono<?> mono = (Mono<?>) call(Mono.class, () -> (Mono<?>) run(stage, answer::asMono));
        CompletableFuture<?> result = mono.toFuture();
        StageRun open = (StageRun) underWay().get(0).firstEntry();
        assertThat(open.isOpen()).isTrue();

        answer.tryEmitValue("yes").orThrow();

        assertThat(result).isCompletedWithValueMatching("yes"::equals);
        assertThat(open.isOpen()).isFalse();
        assertThat(open.next()).isNull();
    }

    @Test
    void aStageThatNobodySubscribesToHasNotRun() {
        TrackedMethod stage = stage(Mono.class, ExecutionStage.LLM_CALL);
        call(Object.class, () -> {
            run(stage, () -> Mono.just("unused"));
            return "done";
        });

        LogEntry entry = only().firstEntry();
        assertThat(((StageRun) entry).isParked()).isTrue();
    }

    @Test
    void skipsWithTheVerdictOfAMono() {
        TrackedMethod ask = stage(Mono.class, ExecutionStage.SHOULD_RESPOND);
        Mono<?> mono = (Mono<?>) call(Mono.class, () -> ((Mono<?>) run(ask, () -> Mono.just(false))).map(no -> "-"));

        mono.block();

        assertThat(only().status()).isEqualTo(ExecutionStatus.SKIPPED);
    }

    @Test
    void endsWithTheTerminalOperationOfAStream() {
        Stream<?> stream = (Stream<?>) call(Stream.class, () -> Stream.of("a", "b", "c"));

        assertThat(stream.map(Object::toString)
                        .filter(text -> !text.equals("b"))
                        .toList())
                .isEqualTo(List.of("a", "c"));

        assertThat(only().status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(only().output()).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void endsWithAShortCircuitAFailureAndAnIteratorThatIsClosed() {
        assertThat(((Stream<?>) call(Stream.class, () -> Stream.of("a", "b")))
                        .findFirst()
                        .orElseThrow())
                .isEqualTo("a");
        Stream<?> failing = (Stream<?>) call(Stream.class, () -> Stream.of("a").map(text -> Integer.valueOf(text)));
        assertThatThrownBy(failing::toList).isInstanceOf(NumberFormatException.class);
        try (Stream<?> walked = (Stream<?>) call(Stream.class, () -> Stream.of("a", "b"))) {
            assertThat(walked.iterator().next()).isEqualTo("a");
        }
        Iterator<?> whole = ((Stream<?>) call(Stream.class, () -> Stream.of("a"))).iterator();
        whole.next();
        assertThat(whole.hasNext()).isFalse();
        assertThat(((IntStream) call(IntStream.class, () -> IntStream.of(1, 2))).sum())
                .isEqualTo(3);

        assertThat(ended)
                .extracting(Execution::status)
                .containsExactly(
                        ExecutionStatus.SUCCESS,
                        ExecutionStatus.FAILED,
                        ExecutionStatus.CANCELLED,
                        ExecutionStatus.SUCCESS,
                        ExecutionStatus.SUCCESS);
    }

    @Test
    void streamsMakeElementsInsideAndHandThemOutside() {
        List<@Nullable UUID> seen = new ArrayList<>();
        Stream<?> stream = (Stream<?>) call(
                Stream.class,
                () -> Stream.of("a").map(text -> {
                    seen.add(current());
                    return text;
                }));

        assertThat(stream.map(text -> seen.add(current())).toList()).hasSize(1);

        assertThat(seen).containsExactly(only().id(), null);
    }

    @Test
    void leavesOtherResultsAlone() {
        InputStream bytes = new ByteArrayInputStream(new byte[0]);
        Iterator<String> iterator = List.of("a").iterator();

        assertThat(call(InputStream.class, () -> bytes)).isSameAs(bytes);
        assertThat(call(Iterator.class, () -> iterator)).isSameAs(iterator);

        assertThat(ended).hasSize(2);
        assertThat(iterator.hasNext()).isTrue();
    }

    @Test
    void leavesAPublisherAloneThatItCannotStandFor() {
        reactor.core.publisher.ConnectableFlux<String> connectable =
                Flux.just("a").publish();

        assertThat(call(reactor.core.publisher.ConnectableFlux.class, () -> connectable))
                .isSameAs(connectable);

        assertThat(only().status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void recordsEachSubscriptionToAFlowPublisherAndNothingWithoutOne() {
        Flow.Publisher<?> publisher = (Flow.Publisher<?>) call(Flow.Publisher.class, () -> flow(Flux.just("a", "b")));
        assertThat(ended).isEmpty();
        assertThat(underWay()).isEmpty();

        assertThat(flux(publisher).collectList().block()).isEqualTo(List.of("a", "b"));
        flux(publisher).blockLast();

        assertThat(ended).hasSize(2).extracting(Execution::output).containsOnly(List.of("a", "b"));
        assertThat(ended).extracting(Execution::status).containsOnly(ExecutionStatus.SUCCESS);
        assertThat(ended.get(0).id()).isNotEqualTo(ended.get(1).id());
    }

    @Test
    void failsAndIsCancelledWithItsFlowPublisher() {
        Flux<Integer> broken = Flux.just(1).concatWith(Flux.error(new IllegalStateException("broken")));
        Flux<?> failing = flux((Flow.Publisher<?>) call(Flow.Publisher.class, () -> flow(broken)));
        assertThatThrownBy(failing::blockLast).hasMessage("broken");
        flux((Flow.Publisher<?>) call(Flow.Publisher.class, () -> flow(Flux.range(1, 9))))
                .take(2)
                .blockLast();

        assertThat(ended)
                .extracting(Execution::status, Execution::output)
                .containsExactly(
                        tuple(ExecutionStatus.FAILED, List.of(1)), tuple(ExecutionStatus.CANCELLED, List.of(1, 2)));
    }

    @Test
    void flowPublishersMakeElementsInsideAndHandThemOutside() {
        List<@Nullable UUID> seen = new ArrayList<>();
        Flow.Publisher<?> publisher = (Flow.Publisher<?>) call(
                Flow.Publisher.class, () -> flow(Flux.range(1, 2).map(i -> seen.add(current()))));

        flux(publisher).doOnNext(i -> seen.add(current())).blockLast();

        assertThat(seen).containsExactly(only().id(), null, only().id(), null);
    }

    @Test
    void leavesAFlowPublisherAloneThatItCannotStandFor() {
        try (SubmissionPublisher<String> own = new SubmissionPublisher<>()) {
            assertThat(call(SubmissionPublisher.class, () -> own)).isSameAs(own);
            assertThat(call(Object.class, () -> own)).isSameAs(own);
        }

        assertThat(ended).hasSize(2).extracting(Execution::status).containsOnly(ExecutionStatus.SUCCESS);
    }

    private static <T> Flow.Publisher<T> flow(Flux<T> source) {
        return JdkFlowAdapter.publisherToFlowPublisher(source);
    }

    private static Flux<?> flux(Flow.Publisher<?> publisher) {
        return JdkFlowAdapter.flowPublisherToFlux(publisher);
    }

    private Object call(Class<?> declared, Supplier<?> body) {
        return run(method(declared), body);
    }

    private Object run(TrackedMethod method, Supplier<?> body) {
        Object call = recorder.enter(method);
        Object result;
        try {
            result = body.get();
        } catch (RuntimeException failure) {
            recorder.threw(call, failure);
            throw failure;
        }
        return recorder.returned(call, result);
    }

    private static TrackedMethod method(Class<?> declared) {
        return TrackedMethod.of(KnownResultsTest.class, "Agent", "run")
                .execution()
                .returns(declared)
                .build();
    }

    private static TrackedMethod stage(Class<?> declared, ExecutionStage kind) {
        return TrackedMethod.of(KnownResultsTest.class, "Agent", kind.storedName())
                .stage(new NamedStage(kind.storedName(), kind))
                .returns(declared)
                .build();
    }

    private static @Nullable UUID current() {
        return Tracking.current().id();
    }

    private Execution only() {
        assertThat(ended).hasSize(1);
        return ended.get(0);
    }

    private List<Execution> underWay() {
        List<Execution> open = new ArrayList<>();
        recorder.openExecutions().forEach(open::add);
        return open;
    }
}
