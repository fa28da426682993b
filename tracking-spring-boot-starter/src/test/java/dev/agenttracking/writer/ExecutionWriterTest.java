// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExecutionWriterTest {

    private static final TrackedMethod RUN = TrackedMethod.of(ExecutionWriterTest.class, "Writer", "run")
            .execution()
            .build();
    private static final TrackedMethod STAGE = TrackedMethod.of(ExecutionWriterTest.class, "Writer", "stage")
            .stage(new NamedStage("pre_process", ExecutionStage.PRE_PROCESS))
            .build();

    private final FakeSink sink = new FakeSink();
    private ExecutionWriter writer = writer(1024, Duration.ofSeconds(5));
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            method -> new AgentPolicy(true, true, true, 0),
            value -> value,
            execution -> writer.accept(execution),
            new Faults());

    @AfterEach
    void accountsForEveryExecution() {
        sink.failure = null;
        sink.gate.release(1_000_000);
        writer.stop();
        WriterCounts counts = writer.counts();
        assertThat(counts.written() + counts.queued() + counts.droppedTotal()).isEqualTo(counts.accepted());
    }

    @Test
    void storesWhatEndedBeforeAndAfterTheStartInOrder() {
        UUID first = run();
        start();
        UUID second = run();
        await().until(() -> writer.counts().written() == 2);
        assertThat(sink.stored).containsExactly(first, second);
    }

    @Test
    void storesWhatWaitsWhenItStops() {
        start();
        for (int i = 0; i < 700; i++) {
            run();
        }
        writer.stop();
        assertThat(sink.stored).hasSize(700).doesNotHaveDuplicates();
        assertThat(sink.closed).isTrue();
    }

    @Test
    void startsAgainAfterAStop() {
        start();
        writer.stop();
        UUID meanwhile = run();
        start();
        await().until(() -> sink.stored.contains(meanwhile));
    }

    @Test
    void dropsTheNewestWhenTheQueueIsFull() {
        writer = writer(4, Duration.ofSeconds(5));
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(run());
        }
        assertThat(writer.counts().dropped()).containsEntry(DropReason.QUEUE_FULL, 6L);
        start();
        await().until(() -> writer.counts().written() == 4);
        assertThat(sink.stored).containsExactlyElementsOf(ids.subList(0, 4));
    }

    @Test
    void bringsAFailedBatchAgainAndSaysThatItMayBeStored() {
        sink.failure = new IllegalStateException("away");
        UUID id = run();
        start();
        await().until(() -> writer.counts().failures() >= 2);
        assertThat(writer.counts().queued()).isEqualTo(1);
        sink.failure = null;
        await().until(() -> writer.counts().written() == 1);
        assertThat(sink.batches.get(0).replayed()).isTrue();
        assertThat(sink.batches.get(0).stored()).containsExactly(id);
    }

    @Test
    void findsTheRefusedRecordAndStoresTheRest() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(run());
        }
        UUID poison = ids.get(37);
        sink.refuses = execution -> execution.id().equals(poison);
        start();
        await().until(() -> writer.counts().written() == 99);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.REJECTED, 1L);
        ids.remove(poison);
        assertThat(sink.stored).containsExactlyElementsOf(ids);
    }

    @Test
    void survivesErrorsOfTheStore() {
        run();
        sink.error = new StackOverflowError();
        start();
        await().until(() -> writer.counts().dropped().get(DropReason.REJECTED) == 1);
        sink.error = new OutOfMemoryError("made up");
        run();
        await().until(() -> writer.counts().failures() >= 1);
        sink.error = null;
        await().until(() -> writer.counts().written() == 1);
    }

    @Test
    void storesARunningRowOnceAndReplacesIt() throws InterruptedException {
        start();
        CountDownLatch end = new CountDownLatch(1);
        Thread slow = new Thread(() -> {
            Object call = recorder.enter(RUN);
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            recorder.returned(call, null);
        });
        slow.start();
        await().until(() -> sink.batches.size() == 1);
        RecordBatch running = sink.batches.get(0);
        assertThat(running.executions()).hasSize(1);
        assertThat(running.stored()).isEmpty();
        UUID quick = run();
        await().until(() -> sink.stored.contains(quick));
        end.countDown();
        slow.join();
        await().until(() -> writer.counts().written() == 2);
        RecordBatch last = sink.batches.get(sink.batches.size() - 1);
        assertThat(last.stored()).containsExactly(running.executions().get(0).id());
        assertThat(last.replayed()).isFalse();
        assertThat(sink.batches).hasSize(3);
    }

    @Test
    void givesSignsOfLifeWithWhatRunsAndSaysFarewell() {
        writer = writer(64, Duration.ofSeconds(5));
        start();
        await().until(() -> !sink.heartbeats.isEmpty());
        Object call = recorder.enter(RUN);
        UUID id = ((Execution) call).id();
        await().until(() -> sink.heartbeats.contains(List.of(id)));
        recorder.returned(call, null);
        await().until(() -> writer.counts().written() == 1);
        sink.heartbeats.clear();
        await().until(() -> sink.heartbeats.contains(List.of()));
        assertThat(sink.heartbeats).doesNotContain(List.of(id));
        writer.stop();
        assertThat(sink.farewells).isEqualTo(1);
    }

    @Test
    void replacesTheRowOfARunningExecutionWhenSomethingHasHappened() {
        start();
        Object call = recorder.enter(RUN);
        await().until(() -> sink.batches.size() == 1);
        assertThat(sink.batches.get(0).stored()).isEmpty();
        Object stage = recorder.enter(STAGE);
        await().until(() -> sink.batches.size() == 2);
        assertThat(sink.batches.get(1).stored()).containsExactly(((Execution) call).id());
        int beats = sink.heartbeats.size();
        await().until(() -> sink.heartbeats.size() > beats + 10);
        assertThat(sink.batches).hasSize(2);
        recorder.returned(stage, null);
        recorder.returned(call, null);
        await().until(() -> writer.counts().written() == 1);
    }

    @Test
    void storesOnWhereItCannotGiveASignOfLife() {
        sink.heartless = true;
        start();
        run();
        await().until(() -> writer.counts().written() == 1);
        assertThat(writer.counts().failures()).isZero();
    }

    @Test
    void givesSignsOfLifeHoweverLongItMayWaitForABatch() {
        writer = new ExecutionWriter(
                new WriterSettings(
                        64,
                        256,
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofMillis(20),
                        new Sampling(1)),
                TimeSource.SYSTEM);
        start();
        await().until(() -> sink.heartbeats.size() > 5);
    }

    @Test
    void oneRunningExecutionThatIsRefusedDoesNotHideTheOthers() {
        Object poison = recorder.enter(RUN);
        Object fine = recorder.enter(RUN);
        sink.refuses = execution -> execution == poison;
        start();
        await().until(() -> sink.stored.contains(((Execution) fine).id()));
        recorder.returned(fine, null);
        sink.refuses = execution -> false;
        recorder.returned(poison, null);
        await().until(() -> writer.counts().written() == 2);
    }

    @Test
    void saysHowAnExecutionEndedWhoseRecordIsDropped() {
        writer = writer(2, Duration.ofSeconds(5));
        Object slow = recorder.enter(RUN);
        start();
        await().until(() -> sink.stored.contains(((Execution) slow).id()));
        sink.gate.drainPermits();
        run();
        await().until(sink.gate::hasQueuedThreads);
        run();
        run();
        recorder.threw(slow, new IllegalStateException("lost"));
        assertThat(writer.counts().dropped()).containsEntry(DropReason.QUEUE_FULL, 1L);
        sink.gate.release(1_000_000);
        await().until(() -> sink.losses.get(((Execution) slow).id()) == ExecutionStatus.FAILED);
    }

    @Test
    void saysHowAnExecutionEndedWhoseRecordIsRefused() {
        Object slow = recorder.enter(RUN);
        start();
        await().until(() -> sink.stored.contains(((Execution) slow).id()));
        sink.refuses = execution -> execution == slow;

        recorder.returned(slow, null);

        await().until(() -> sink.losses.get(((Execution) slow).id()) == ExecutionStatus.SUCCESS);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.REJECTED, 1L);
    }

    @Test
    void saysNoFarewellToAStoreThatIsAway() {
        sink.failure = new IllegalStateException("away");
        run();
        start();
        await().until(() -> writer.counts().failures() >= 1);
        writer.stop();
        assertThat(sink.farewells).isZero();
    }

    @Test
    void stopsInTimeWhileTheStoreHangsAndNeverHoldsTheCaller() {
        writer = writer(64, Duration.ofMillis(200));
        sink.gate.drainPermits();
        start();
        run();
        await().until(sink.gate::hasQueuedThreads);
        for (int i = 0; i < 1_000; i++) {
            run();
        }
        writer.stop();
        assertThat(writer.isRunning()).isFalse();
        assertThat(writer.counts().dropped().get(DropReason.QUEUE_FULL)).isGreaterThan(900);
        sink.gate.release(1_000_000);
        await().until(() -> sink.closed);
    }

    @Test
    void givesUpWhatWaitsWhereItsOwnWorkHangs() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        writer = new ExecutionWriter(
                new WriterSettings(64, 256, Duration.ofMillis(5), Duration.ofMillis(200), Duration.ofMillis(100)),
                TimeSource.SYSTEM,
                new WriterWork() {
                    @Override
                    public void inspect(Execution ended) {
                        hangs.countDown();
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
        start();
        for (int i = 0; i < 3; i++) {
            run();
        }
        hangs.await();
        writer.stop();
        await().until(() -> writer.counts().queued() == 0);
        assertThat(writer.counts().written() + writer.counts().droppedTotal()).isEqualTo(3);
    }

    @Test
    void livesOnWhereNotEvenAFailureCanBeReported() {
        sink.failure = new IllegalStateException("away");
        sink.undescribable = true;
        run();
        start();
        await().until(() -> writer.counts().failures() >= 2);
        sink.failure = null;
        sink.undescribable = false;
        await().until(() -> writer.counts().written() == 1);
    }

    @Test
    void closesTheStoreWhereNotEvenTheLossCanBeReported() {
        sink.undescribable = true;
        sink.failure = new IllegalStateException("away");
        run();
        start();
        await().until(() -> writer.counts().failures() >= 1);
        writer.stop();
        assertThat(writer.counts().dropped()).containsEntry(DropReason.SHUTDOWN, 1L);
        assertThat(sink.closed).isTrue();
    }

    @Test
    void givesUpAtTheStopWhereTheStoreWasAway() {
        sink.failure = new IllegalStateException("away");
        start();
        run();
        await().until(() -> writer.counts().failures() >= 1);
        writer.stop();
        assertThat(writer.counts().dropped()).containsEntry(DropReason.SHUTDOWN, 1L);
        assertThat(writer.counts().queued()).isZero();
    }

    private void start() {
        writer.start(sink, recorder.openExecutions());
    }

    @Test
    void aFlushReturnsWhenAllThatEndedBeforeIsStored() throws Exception {
        writer = new ExecutionWriter(
                new WriterSettings(1024, 2, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMinutes(1)),
                TimeSource.SYSTEM);
        start();
        for (int round = 0; round < 20; round++) {
            List<UUID> ended = List.of(run(), run(), run(), run(), run());
            assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(sink.stored).containsAll(ended);
        }
    }

    @Test
    void flushesOfSeveralThreadsWaitForNoOtherRound() throws Exception {
        writer = new ExecutionWriter(
                new WriterSettings(1024, 2, Duration.ofHours(1), Duration.ofSeconds(5), Duration.ofMinutes(1)),
                TimeSource.SYSTEM);
        start();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<Boolean>> flushes = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                flushes.add(threads.submit(() -> {
                    boolean served = true;
                    for (int round = 0; round < 1_000 && served; round++) {
                        run();
                        served = writer.flush(Duration.ofMinutes(1));
                    }
                    return served;
                }));
            }
            for (Future<Boolean> flush : flushes) {
                assertThat(flush.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aFlushSeesWhatTheWritersOwnWorkEnds() throws Exception {
        writer = new ExecutionWriter(
                new WriterSettings(1024, 2, Duration.ofMinutes(1), Duration.ofSeconds(5), Duration.ofMinutes(1)),
                TimeSource.SYSTEM,
                new WriterWork() {
                    @Override
                    public void beforeBatch() {
                        run();
                    }
                });
        start();
        await().until(() -> sink.stored.size() > 0);
        int before = sink.stored.size();
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        assertThat(sink.stored).hasSizeGreaterThan(before);
    }

    @Test
    void aFlushGivesUpWhereTheStoreDoesNotAnswerOrNobodyWrites() throws Exception {
        assertThat(writer.flush(Duration.ofSeconds(30))).isFalse();
        sink.gate.drainPermits();
        start();
        run();
        assertThat(writer.flush(Duration.ofMillis(50))).isFalse();
        sink.gate.release(1_000_000);
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        assertThat(sink.stored).hasSize(1);
    }

    private UUID run() {
        Object call = recorder.enter(RUN);
        recorder.returned(call, null);
        return ((Execution) call).id();
    }

    private static ExecutionWriter writer(int capacity, Duration shutdownTimeout) {
        return new ExecutionWriter(
                new WriterSettings(
                        capacity,
                        256,
                        Duration.ofMillis(5),
                        shutdownTimeout,
                        Duration.ofMillis(100),
                        Duration.ofMillis(20),
                        new Sampling(1)),
                TimeSource.SYSTEM);
    }

    private static final class FakeSink implements RecordSink {

        private final List<RecordBatch> batches = new CopyOnWriteArrayList<>();
        private final List<UUID> stored = new CopyOnWriteArrayList<>();
        private final Semaphore gate = new Semaphore(1_000_000);
        private volatile RuntimeException failure;
        private volatile Error error;
        private volatile Predicate<Execution> refuses = execution -> false;
        private volatile boolean closed;
        private volatile boolean undescribable;
        private volatile boolean heartless;
        private final List<List<UUID>> heartbeats = new CopyOnWriteArrayList<>();
        private final Map<UUID, ExecutionStatus> losses = new ConcurrentHashMap<>();
        private volatile int farewells;

        @Override
        public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws Exception {
            if (heartless) {
                throw new SQLException("permission denied");
            }
            losses.putAll(lost);
            heartbeats.add(running.stream().map(Execution::id).toList());
        }

        @Override
        public void farewell() {
            farewells++;
        }

        @Override
        public void write(RecordBatch batch) throws Exception {
            gate.acquire();
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
            }
            if (batch.executions().stream().anyMatch(refuses)) {
                throw new RejectedRecordException("poison", new IllegalArgumentException());
            }
            batches.add(batch);
            batch.executions().forEach(execution -> stored.add(execution.id()));
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String describe() {
            if (undescribable) {
                throw new IllegalStateException("no words");
            }
            return "a fake";
        }
    }
}
