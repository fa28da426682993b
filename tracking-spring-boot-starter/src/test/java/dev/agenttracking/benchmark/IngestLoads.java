// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.WriterCounts;
import dev.agenttracking.writer.WriterSettings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** What the writer does under loads that are not its limit: little, much for long, far too much for a moment, and no database. */
final class IngestLoads {

    private static final double MINUTES = Double.parseDouble(System.getProperty("ingest.minutes", "1"));
    private static final int WITHOUT_DATABASE = Integer.getInteger("ingest.outage", 500_000);
    private static final int LOW_LOAD_CALLS = 300;
    private static final int LOW_LOAD_PER_SECOND = 20;
    private static final int BURST = 50_000;
    private static final long SPILL_BYTES = 256L << 20;
    private static final int HAND_OFFS = 200_000;
    private static final int HAND_OFF_ROUNDS = 15;

    private final IngestServer server;
    private final Path directory;
    private final double limit;
    private final int recordBytes;
    private final StringBuilder table = new StringBuilder("\n| load | result |\n|---|---|\n");

    /**
     * Makes them.
     *
     * @param limit executions a second that the server takes from a file
     * @param recordBytes of an execution that waits to be sent; more than one takes that waits to be encoded
     */
    IngestLoads(IngestServer server, Path directory, double limit, int recordBytes) {
        this.server = server;
        this.directory = directory;
        this.limit = limit;
        this.recordBytes = recordBytes;
    }

    String table() throws Exception {
        visibility();
        sustained();
        burst();
        withoutDatabase();
        handOff();
        return table.toString();
    }

    private void visibility() throws Exception {
        long[] nanos = new long[LOW_LOAD_CALLS];
        try (IngestApplication application = spilling("low");
                Connection connection = server.connect("");
                PreparedStatement count =
                        connection.prepareStatement("select count(*) from tracking.agent_executions")) {
            server.empty(IngestApplication.SCHEMA);
            long begin = System.nanoTime();
            for (int i = 0; i < LOW_LOAD_CALLS; i++) {
                long left = begin + i * 1_000_000_000L / LOW_LOAD_PER_SECOND - System.nanoTime();
                LockSupport.parkNanos(Math.max(0, left));
                application.call();
                long returned = System.nanoTime();
                while (stored(count) <= i) {
                    LockSupport.parkNanos(300_000);
                }
                nanos[i] = System.nanoTime() - returned;
            }
        }
        Arrays.sort(nanos);
        row(
                LOW_LOAD_PER_SECOND + " executions/s: from the call's return to the row, seen by others",
                "median %.0f ms, 99th percentile %.0f ms",
                nanos[LOW_LOAD_CALLS / 2] / 1e6,
                nanos[LOW_LOAD_CALLS * 99 / 100] / 1e6);
    }

    private void sustained() throws Exception {
        double perSecond = limit * 0.75;
        long executions = (long) (perSecond * MINUTES * 60);
        Highest highest;
        try (IngestApplication application = spilling("sustained")) {
            server.empty(IngestApplication.SCHEMA);
            application.sink().batchSize();
            highest = new Highest(application);
            long begin = System.nanoTime();
            application.paced(executions, perSecond, highest::look);
            double reached = executions * 1e9 / (System.nanoTime() - begin);
            application.flush();
            row(
                    String.format(Locale.ROOT, "75 %% of the server's own for %s minutes (%,.0f/s)", MINUTES, reached),
                    "%d of %,d dropped, most that waited in memory %,d (%.0f MB), on disk %,d; %.0f executions a transaction",
                    application.counts().droppedTotal(),
                    executions,
                    highest.inMemory,
                    highest.inMemory * recordBytes / 1048576.0,
                    highest.onDisk,
                    application.sink().batchSize());
        }
        server.require(IngestApplication.SCHEMA, executions);
    }

    private void burst() throws Exception {
        Highest highest;
        try (IngestApplication application = spilling("burst")) {
            server.empty(IngestApplication.SCHEMA);
            highest = new Highest(application);
            long begin = System.nanoTime();
            application.paced(BURST, BURST, highest::look);
            double called = (System.nanoTime() - begin) / 1e9;
            application.flush();
            double stored = (System.nanoTime() - begin) / 1e9;
            row(
                    String.format(Locale.ROOT, "%,d executions in %.2f s", BURST, called),
                    "%d dropped, most that waited in memory %,d (%.0f MB), on disk %,d; all stored after %.1f s",
                    application.counts().droppedTotal(),
                    highest.inMemory,
                    highest.inMemory * recordBytes / 1048576.0,
                    highest.onDisk,
                    stored);
            if (application.counts().droppedTotal() == 0) {
                server.require(IngestApplication.SCHEMA, BURST);
            }
        }
    }

    /** As many as may come while it is away; the disk's share is small, so that all bounds are reached. */
    private void withoutDatabase() throws Exception {
        OverflowSettings overflow = OverflowSettings.spillingTo(directory.resolve("away"), SPILL_BYTES);
        try (IngestApplication application = new IngestApplication(server, overflow, CapturedContent.REDACTED)) {
            server.empty(IngestApplication.SCHEMA);
            long before = usedAfterCollection();
            application.sink().away(true);
            for (int i = 0; i < WITHOUT_DATABASE; i++) {
                if (i % 10 == 0 && application.counts().queued() > IngestApplication.QUEUE) {
                    LockSupport.parkNanos(300_000);
                }
                application.call();
            }
            long during = usedAfterCollection();
            WriterCounts counts = application.counts();
            application.sink().away(false);
            application.flush();
            WriterCounts after = application.counts();
            row(
                    String.format(Locale.ROOT, "database away for %,d executions, files of 256 MB", WITHOUT_DATABASE),
                    "heap %+.0f MB; %s; then %s, balanced: %s",
                    (during - before) / 1048576.0,
                    counts,
                    after,
                    after.isBalanced());
            server.require(IngestApplication.SCHEMA, after.written());
        }
    }

    /** What {@link ExecutionWriter#accept} takes two threads at once, while a third one empties the queue. */
    private void handOff() throws Exception {
        Execution execution = IngestApplication.execution();
        double[] wall = new double[HAND_OFF_ROUNDS];
        double[] cpu = new double[HAND_OFF_ROUNDS];
        for (int round = 0; round < HAND_OFF_ROUNDS; round++) {
            ExecutionWriter writer = new ExecutionWriter(
                    new WriterSettings(
                            HAND_OFFS * 4,
                            512,
                            Duration.ofMillis(50),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(2),
                            WriterSettings.HEARTBEAT_INTERVAL,
                            new Sampling(1)),
                    TimeSource.SYSTEM);
            writer.start(new Nowhere(), new OpenExecutions());
            Producer one = new Producer(writer, execution);
            Producer two = new Producer(writer, execution);
            one.other = two.ready;
            two.other = one.ready;
            one.start();
            two.start();
            one.join();
            two.join();
            wall[round] = (one.wallNanos + two.wallNanos) / 2.0 / HAND_OFFS;
            cpu[round] = (one.cpuNanos + two.cpuNanos) / 2.0 / HAND_OFFS;
            if (writer.counts().droppedTotal() > 0) {
                throw new IllegalStateException("Dropped: " + writer.counts());
            }
            writer.stop();
        }
        Arrays.sort(wall);
        Arrays.sort(cpu);
        row(
                "hand-off to the writer, two callers at once",
                "%.0f ns of CPU, %.0f ns of time",
                cpu[HAND_OFF_ROUNDS / 2],
                wall[HAND_OFF_ROUNDS / 2]);
    }

    private IngestApplication spilling(String folder) throws Exception {
        return new IngestApplication(
                server, OverflowSettings.spillingTo(directory.resolve(folder), 1L << 30), CapturedContent.REDACTED);
    }

    private void row(String load, String result, Object... figures) {
        String row = "| " + load + " | " + String.format(Locale.ROOT, result, figures) + " |\n";
        System.out.print(row);
        table.append(row);
    }

    private static long stored(PreparedStatement count) throws SQLException {
        try (ResultSet result = count.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** The most that waited at once. */
    private static final class Highest {

        private final IngestApplication application;
        private long inMemory;
        private long onDisk;

        private Highest(IngestApplication application) {
            this.application = application;
        }

        private void look() {
            WriterCounts counts = application.counts();
            inMemory = Math.max(inMemory, counts.queued());
            onDisk = Math.max(onDisk, counts.spilled());
        }
    }

    /** Takes what it is brought, and keeps nothing. */
    private static final class Nowhere implements RecordSink {

        @Override
        public void write(RecordBatch batch) {}

        @Override
        public String describe() {
            return "nowhere";
        }
    }

    /** Hands the same execution over again and again, at the same time as another one. */
    private static final class Producer extends Thread {

        private final ExecutionWriter writer;
        private final Execution execution;
        private final CountDownLatch ready = new CountDownLatch(1);
        private CountDownLatch other = ready;
        private long wallNanos;
        private long cpuNanos;

        private Producer(ExecutionWriter writer, Execution execution) {
            super("producer");
            this.writer = writer;
            this.execution = execution;
        }

        @Override
        public void run() {
            ready.countDown();
            while (other.getCount() > 0) {
                Thread.onSpinWait();
            }
            long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            long begin = System.nanoTime();
            for (int i = 0; i < HAND_OFFS; i++) {
                writer.accept(execution);
            }
            wallNanos = System.nanoTime() - begin;
            cpuNanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        }
    }
}
