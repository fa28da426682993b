// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.awaitility.Awaitility.await;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.testing.Recordings;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a store does for itself is in nobody's way. */
class StoreMaintenanceTest {

    private final Recordings recordings = new Recordings();
    private final MaintainedSink sink = new MaintainedSink();
    private final ExecutionWriter writer = new ExecutionWriter(
            new WriterSettings(
                    64,
                    16,
                    Duration.ofMillis(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(5),
                    new Sampling(1),
                    OverflowSettings.IN_MEMORY.withConnections(2)),
            TimeSource.SYSTEM);

    @AfterEach
    void stops() {
        sink.goesOn.countDown();
        writer.stop();
    }

    @Test
    void othersStoreWhileItIsMaintained() {
        start();
        await().until(() -> sink.rounds.tryAcquire());
        run();

        await().until(() -> writer.counts().written() == 1);
    }

    @Test
    void storesAlsoWhereItCannotBeMaintained() {
        sink.goesOn.countDown();
        start();
        await().until(() -> sink.rounds.tryAcquire(3));
        run();

        await().until(() -> writer.counts().written() == 1);
    }

    private void start() {
        writer.start(
                new FallbackSink(sink, sink, failure -> false),
                recordings.recorder().openExecutions());
    }

    private void run() {
        recordings.run("Agent", () -> "done");
        recordings.ended().forEach(writer::accept);
    }

    /** Is maintained for ever until it goes on, and always fails then. */
    private static final class MaintainedSink implements EncodedRecordSink {

        private final Semaphore rounds = new Semaphore(0);
        private final CountDownLatch goesOn = new CountDownLatch(1);

        @Override
        public void maintain() throws Exception {
            rounds.release();
            goesOn.await();
            throw new IllegalStateException("no");
        }

        @Override
        public RecordEncoder newEncoder() {
            return new RecordEncoder() {
                @Override
                public String format() {
                    return "bytes";
                }

                @Override
                public byte[] encode(Execution ended) {
                    return new byte[1];
                }
            };
        }

        @Override
        public void write(EncodedBatch batch) {
            // Stored.
        }

        @Override
        public void write(RecordBatch batch) {
            // Stored.
        }

        @Override
        public void deadLetter(EncodedRecord refused, String format, Throwable reason) {
            throw new UnsupportedOperationException("Nothing is refused");
        }

        @Override
        public String describe() {
            return "bytes";
        }
    }
}
