// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.OwnServer;
import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.WriterCounts;
import dev.agenttracking.writer.WriterSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that calls an agent neither blocks nor waits, whatever becomes of the database: the JVM counts that. */
@Tag("postgres")
class CallerNeverWaitsPostgresTest {

    private static final int CALLS = 20_000;
    private static final int CAPACITY = 1024;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LEAST_BYTES = 128;
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final ExecutionWriter writer = new ExecutionWriter(
            new WriterSettings(
                    CAPACITY,
                    256,
                    Duration.ofMillis(5),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(50),
                    new Sampling(1),
                    OverflowSettings.IN_MEMORY.withBuffer(BUFFER_BYTES)),
            TimeSource.SYSTEM);
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            method -> new AgentPolicy(true, true, true, 0),
            new ValueSnapshots(64_000)::of,
            writer,
            new Faults());
    private final Thinker thinker = new Thinker$$Tracked();
    private long made;

    @Test
    void neitherBlocksNorWaitsWhileTheDatabaseIsUpSlowFrozenOrGone(@TempDir Path directory) throws Exception {
        ((TrackedBean) thinker).agentTracking$recorder(recorder);
        try (OwnServer server = new OwnServer(directory)) {
            call(1_000);
            writer.start(sink(server), recorder.openExecutions());
            await().atMost(AT_MOST).until(() -> writer.counts().written() > 0);
            neverWaits("up");

            await().atMost(AT_MOST).until(() -> writer.counts().queued() == 0);
            server.delay(0.2);
            call(1);
            neverWaits("slow");
            assertThat(dropped()).as("dropped while it is slow").isPositive();

            server.delay(0);
            await().atMost(AT_MOST).until(() -> writer.counts().queued() == 0);
            server.freeze();
            call(1);
            long failures = writer.counts().failures();
            neverWaits("frozen");
            await().atMost(AT_MOST).until(() -> writer.counts().failures() > failures);
            neverWaits("frozen, and known to be");

            server.thaw();
            await().atMost(AT_MOST).until(() -> writer.counts().queued() == 0);
            server.stop();
            call(1);
            await().atMost(AT_MOST).until(() -> writer.counts().failures() > failures + 1);
            long before = dropped();
            neverWaits("gone");
            assertThat(dropped() - before)
                    .as("dropped while it is gone, but for what the queue and the buffer hold")
                    .isBetween(CALLS - CAPACITY - (long) BUFFER_BYTES / LEAST_BYTES, (long) CALLS);
            writer.stop();
        }
        accountsForAll();
    }

    private void neverWaits(String state) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        call(10);
                        ThreadInfo before = info();
                        call(CALLS);
                        ThreadInfo after = info();
                        assertThat(after.getBlockedCount())
                                .as("times that the caller blocked, database %s", state)
                                .isEqualTo(before.getBlockedCount());
                        assertThat(after.getWaitedCount())
                                .as("times that the caller waited, database %s", state)
                                .isEqualTo(before.getWaitedCount());
                    } catch (Throwable thrown) {
                        failure.set(thrown);
                    }
                },
                "caller");
        caller.start();
        caller.join();
        made += 10 + CALLS;
        assertThat(failure.get()).isNull();
        await().atMost(AT_MOST).untilAsserted(this::accountsForAll);
    }

    private void accountsForAll() {
        WriterCounts counts = writer.counts();
        assertThat(counts.accepted()).isEqualTo(made);
        assertThat(counts.written() + counts.queued() + counts.droppedTotal()).isEqualTo(made);
    }

    private long dropped() {
        return writer.counts().dropped().get(DropReason.QUEUE_FULL);
    }

    private void call(int times) {
        for (int i = 0; i < times; i++) {
            try {
                thinker.plain("vault", "argument", () -> "result");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        if (!Thread.currentThread().getName().equals("caller")) {
            made += times;
        }
    }

    private static ThreadInfo info() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(Thread.currentThread().getId());
    }

    private static PostgresRecordSink sink(OwnServer server) {
        return new PostgresRecordSink(
                server::pool,
                new JsonContent()::encode,
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity("never-waits", null, "1")),
                Duration.ofSeconds(1));
    }
}
