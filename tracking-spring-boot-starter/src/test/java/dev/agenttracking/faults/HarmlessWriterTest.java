// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.WriterCounts;
import dev.agenttracking.writer.WriterSettings;
import dev.agenttracking.writer.WriterWork;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fails on the writer's thread costs what it was about, at most a record, and is accounted for; the thread goes on. */
class HarmlessWriterTest {

    private final Hostile hostile = new Hostile();
    private final ExecutionWriter writer = new ExecutionWriter(
            new WriterSettings(
                    1024,
                    8,
                    Duration.ofMillis(2),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(20),
                    Duration.ofMillis(10),
                    new Sampling(1)),
            hostile,
            hostile);
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM, method -> new AgentPolicy(true, true, true, 0), value -> value, writer, new Faults());
    private final Thinker thinker = new Thinker$$Tracked();

    HarmlessWriterTest() {
        ((TrackedBean) thinker).agentTracking$recorder(recorder);
    }

    @AfterEach
    void accountsForEveryExecution() {
        writer.stop();
        WriterCounts counts = writer.counts();
        assertThat(counts.written() + counts.queued() + counts.droppedTotal()).isEqualTo(counts.accepted());
        assertThat(counts.queued()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWhereItsWorkFails(Thrown thrown) throws Exception {
        hostile.throwing(Part.WORK, thrown);
        writer.start(hostile, recorder.openExecutions());
        call(20);
        await().until(() -> writer.counts().written() == 20);
    }

    @ParameterizedTest
    @EnumSource
    void storesWhatCannotBeLookedAt(Thrown thrown) throws Exception {
        hostile.throwing(Part.INSPECTION, thrown);
        writer.start(hostile, recorder.openExecutions());
        call(20);
        await().until(() -> writer.counts().written() == 20);
        assertThat(hostile.interruptedWrites).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void storesWithoutASignOfLife(Thrown thrown) throws Exception {
        hostile.throwing(Part.HEARTBEAT, thrown);
        writer.start(hostile, recorder.openExecutions());
        call(20);
        await().until(() -> writer.counts().written() == 20);
    }

    @ParameterizedTest
    @EnumSource
    void goesOnOnceTheStoreDoes(Thrown thrown) throws Exception {
        hostile.throwing(Part.PREPARATION, thrown);
        writer.start(hostile, recorder.openExecutions());
        call(20);
        await().until(() -> writer.counts().failures() > 0);
        hostile.throwing(null, thrown);
        await().until(() -> writer.counts().written() == 20);
    }

    @ParameterizedTest
    @EnumSource
    void losesTheRecordAtFaultAloneOrNone(Thrown thrown) throws Exception {
        call(10);
        hostile.throwing(Part.WRITE, thrown);
        writer.start(hostile, recorder.openExecutions());
        await().until(() -> writer.counts().failures() > 0 || writer.counts().droppedTotal() > 0);
        hostile.throwing(null, thrown);
        call(5);
        await().until(() -> writer.counts().queued() == 0);
        assertThat(writer.counts().written() + writer.counts().dropped().get(DropReason.REJECTED))
                .isEqualTo(15);
        assertThat(writer.counts().written()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void doesNotWaitForeverForTheMemoryThatOneRecordTakes() throws Exception {
        call(10);
        hostile.tooMuch = 4;
        writer.start(hostile, recorder.openExecutions());
        await().until(() -> writer.counts().written() == 9);
        assertThat(writer.counts().dropped()).containsEntry(DropReason.REJECTED, 1L);
        assertThat(hostile.stored).hasSize(9);
    }

    @Test
    void closesTheStoreWhereItsOwnEndFails() throws Exception {
        writer.start(hostile, recorder.openExecutions());
        call(1);
        await().until(() -> writer.counts().written() == 1);
        hostile.throwing(Part.PREPARATION, Thrown.RUNTIME);
        hostile.clockFails = true;
        writer.stop();
        assertThat(hostile.closed).isTrue();
    }

    @Test
    void storesOnWhileARunningExecutionIsTooMuchForTheStore() throws Exception {
        Object slow = recorder.begin(
                TrackedMethod.of(HarmlessWriterTest.class, "Slow", "run")
                        .execution()
                        .build(),
                new ContextIds(null, null, null),
                null,
                Map.of());
        hostile.refusesRunning = true;
        writer.start(hostile, recorder.openExecutions());
        await().until(() -> hostile.runningRefused > 0);
        long failures = writer.counts().failures();
        call(20);
        await().until(() -> writer.counts().written() == 20);
        assertThat(writer.counts().failures()).isEqualTo(failures);
        recorder.returned(slow, null);
    }

    private void call(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            thinker.plain("vault", "argument", () -> "result");
        }
    }

    private enum Part {
        WORK,
        INSPECTION,
        PREPARATION,
        WRITE,
        HEARTBEAT
    }

    private static final class Hostile implements RecordSink, WriterWork, TimeSource {

        private final List<UUID> stored = new CopyOnWriteArrayList<>();
        private volatile Part part;
        private volatile Thrown thrown = Thrown.RUNTIME;
        private volatile int tooMuch = -1;
        private volatile UUID large;
        private volatile boolean closed;
        private volatile boolean clockFails;
        private volatile boolean refusesRunning;
        private volatile int runningRefused;
        private volatile int interruptedWrites;

        private void throwing(Part failing, Thrown what) {
            thrown = what;
            part = failing;
        }

        private void fail(Part failing) {
            if (part == failing) {
                throw thrown.now();
            }
        }

        @Override
        public void beforeBatch() {
            fail(Part.WORK);
        }

        @Override
        public void inspect(Execution ended) {
            if (part == Part.INSPECTION && thrown == Thrown.INTERRUPT) {
                Thread.currentThread().interrupt();
            }
            fail(Part.INSPECTION);
        }

        @Override
        public void prepare() {
            fail(Part.PREPARATION);
        }

        @Override
        public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) {
            fail(Part.HEARTBEAT);
        }

        @Override
        public void write(RecordBatch batch) {
            if (Thread.currentThread().isInterrupted()) {
                interruptedWrites++;
            }
            fail(Part.WRITE);
            for (Execution execution : batch.executions()) {
                if (!execution.hasEnded() && refusesRunning) {
                    runningRefused++;
                    throw new StackOverflowError("made up");
                }
            }
            if (tooMuch >= 0) {
                if (large == null) {
                    large = batch.executions().get(tooMuch).id();
                }
                if (batch.executions().stream().anyMatch(each -> each.id().equals(large))) {
                    throw new OutOfMemoryError("made up");
                }
            }
            batch.executions().forEach(each -> stored.add(each.id()));
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String describe() {
            return "a hostile store";
        }

        @Override
        public long epochMicros() {
            return TimeSource.SYSTEM.epochMicros();
        }

        @Override
        public long nanos() {
            if (clockFails) {
                throw new IllegalStateException("made up");
            }
            return System.nanoTime();
        }
    }
}
