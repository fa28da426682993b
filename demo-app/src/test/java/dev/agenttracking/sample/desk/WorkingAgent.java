// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An agent with one method for each way to end. */
@Component
public class WorkingAgent {

    private final CountDownLatch released = new CountDownLatch(1);

    /** Returns. */
    @TrackExecution
    public String returns() {
        return "done";
    }

    /** Throws. */
    @TrackExecution
    public String fails() {
        return call();
    }

    @Stage(ExecutionStage.LLM_CALL)
    String call() {
        throw new IllegalArgumentException("the model refuses");
    }

    /** Fails with a time limit as the cause. */
    @TrackExecution
    public String timesOut() {
        throw new IllegalStateException("no answer", new SocketTimeoutException("Read timed out"));
    }

    /** Returns after its own time limit. */
    @TrackExecution(timeout = "50ms")
    public String overdue() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(150));
        return "late";
    }

    /** Completes later, or is cancelled. */
    @TrackExecution
    public CompletableFuture<String> later(CompletableFuture<String> answer) {
        return answer;
    }

    /** One value, for each subscriber. */
    @TrackExecution
    public Mono<String> mono() {
        return Mono.just("one").delayElement(Duration.ofMillis(20));
    }

    /** Many values, one after the other. */
    @TrackExecution
    public Flux<Integer> flux() {
        return Flux.range(0, 10_000).delayElements(Duration.ofMillis(5));
    }

    /** Elements that are made when they are asked for. */
    @TrackExecution
    public Stream<String> stream() {
        return Stream.of("a", "b", "c");
    }

    /** Something that is read later, and is nobody's business. */
    @TrackExecution
    public InputStream raw() {
        return new ByteArrayInputStream(new byte[] {1, 2, 3});
    }

    /** On another thread. */
    @Async
    @TrackExecution
    public CompletableFuture<String> elsewhere() {
        return CompletableFuture.completedFuture(Thread.currentThread().getName());
    }

    /** Runs until it is released. */
    @TrackExecution
    public String waits() throws InterruptedException {
        hold();
        return "released";
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    void hold() throws InterruptedException {
        released.await();
    }

    void release() {
        released.countDown();
    }
}
