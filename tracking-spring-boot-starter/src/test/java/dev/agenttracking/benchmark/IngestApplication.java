// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.Redaction;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import dev.agenttracking.writer.WriterCounts;
import dev.agenttracking.writer.WriterSettings;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A tracked agent and the writer that stores its executions, with the default settings but for what is said. */
final class IngestApplication implements AutoCloseable {

    static final String SCHEMA = "tracking";
    static final int QUEUE = 16_384;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final Duration LONG = Duration.ofMinutes(5);

    private final HikariDataSource pool;
    private final ExecutionWriter writer;
    private final IngestSink sink;
    private final IngestAgent agent = new IngestAgent$$Tracked();
    private int calls;

    IngestApplication(IngestServer server, OverflowSettings overflow, CapturedContent content) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(server.url());
        config.setUsername(TestDatabase.USERNAME);
        config.setMaximumPoolSize(overflow.connections() + 1);
        pool = new HikariDataSource(config);
        writer = new ExecutionWriter(
                new WriterSettings(
                        QUEUE,
                        2_048,
                        Duration.ofMillis(50),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(2),
                        WriterSettings.HEARTBEAT_INTERVAL,
                        new Sampling(1),
                        overflow),
                TimeSource.SYSTEM);
        ExecutionRecorder recorder = recorder(writer);
        sink = new IngestSink(sink(pool, content));
        ((TrackedBean) agent).agentTracking$recorder(recorder);
        writer.start(sink, recorder.openExecutions());
        if (!writer.flush(LONG)) {
            throw new IllegalStateException("The writer does not start");
        }
    }

    /** Executions as they would be sent. */
    static Encoded encoded(int executions) throws RejectedRecordException {
        List<Execution> ended = new ArrayList<>();
        IngestAgent agent = new IngestAgent$$Tracked();
        ((TrackedBean) agent).agentTracking$recorder(recorder(ended::add));
        RecordEncoder encoder = sink(null, CapturedContent.REDACTED).newEncoder();
        List<EncodedRecord> records = new ArrayList<>(executions);
        for (int i = 0; i < executions; i++) {
            call(agent, i);
            Execution execution = ended.remove(0);
            records.add(new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution)));
        }
        return new Encoded(records, encoder.format());
    }

    /** An execution that has ended. */
    static Execution execution() {
        List<Execution> ended = new ArrayList<>();
        IngestAgent agent = new IngestAgent$$Tracked();
        ((TrackedBean) agent).agentTracking$recorder(recorder(ended::add));
        call(agent, 0);
        return ended.get(0);
    }

    /** A question or answer as the recorder keeps it. */
    static @Nullable Object snapshot(int number) {
        return new ValueSnapshots(ContentLimits.DEFAULTS.maxValueBytes()).of(IngestContent.number(number));
    }

    private static ExecutionRecorder recorder(Consumer<Execution> ended) {
        return new ExecutionRecorder(
                TimeSource.SYSTEM,
                method -> new AgentPolicy(true, true, true, 0),
                new ValueSnapshots(ContentLimits.DEFAULTS.maxValueBytes())::of,
                ended,
                new Faults());
    }

    private static PostgresRecordSink sink(@Nullable HikariDataSource pool, CapturedContent content) {
        return new PostgresRecordSink(
                () -> Objects.requireNonNull(pool),
                new JsonContent(Redaction.of(content)),
                SCHEMA,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity("ingest", "1", "1")),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }

    private static void call(IngestAgent agent, int number) {
        agent.answer(IngestWays.vault(number), IngestWays.conversation(number), IngestContent.number(number));
    }

    IngestSink sink() {
        return sink;
    }

    WriterCounts counts() {
        return writer.counts();
    }

    /** One tracked call. Used by one thread. */
    void call() {
        call(agent, calls++);
    }

    /** Until all is stored. */
    void flush() throws InterruptedException {
        if (!writer.flush(LONG)) {
            throw new IllegalStateException("Not stored in time: " + counts());
        }
    }

    /** So many calls as fast as they are stored; what the way from the call to the committed row took. */
    Figures run(int executions, IngestServer server) throws Exception {
        sink.batchSize();
        long wal = server.walBytes();
        long serverCpu = server.cpuMicros();
        long cpu = cpuNanos();
        long allocated = allocatedBytes();
        long begin = System.nanoTime();
        for (int i = 0; i < executions; i++) {
            call();
        }
        flush();
        long nanos = System.nanoTime() - begin;
        return new Figures(
                executions * 1e9 / nanos,
                (server.cpuMicros() - serverCpu) / (double) executions,
                (cpuNanos() - cpu) / 1e3 / executions,
                (allocatedBytes() - allocated) / (double) executions,
                (server.walBytes() - wal) / (double) executions,
                sink.batchSize());
    }

    /** Calls at an even pace, those of a millisecond one after the other: who waited for each alone would take a core from the rest. */
    void paced(long executions, double perSecond, Runnable eachMilli) {
        long begin = System.nanoTime();
        long looked = begin;
        for (long i = 0; i < executions; i++) {
            long due = begin + (long) (i * 1e9 / perSecond);
            long left = due - System.nanoTime();
            if (left > 1_000_000) {
                LockSupport.parkNanos(left);
            }
            call();
            if (System.nanoTime() - looked > 1_000_000) {
                looked = System.nanoTime();
                eachMilli.run();
            }
        }
    }

    private static long cpuNanos() {
        long sum = 0;
        for (long id : own()) {
            sum += Math.max(0, THREADS.getThreadCpuTime(id));
        }
        return sum;
    }

    private static long allocatedBytes() {
        long sum = 0;
        for (long id : own()) {
            sum += Math.max(0, THREADS.getThreadAllocatedBytes(id));
        }
        return sum;
    }

    private static long[] own() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null
                        && (thread.getThreadName().equals("tracking-writer")
                                || thread.getThreadName().startsWith("tracking-store")))
                .mapToLong(ThreadInfo::getThreadId)
                .toArray();
    }

    @Override
    public void close() {
        writer.stop();
        pool.close();
    }

    /** What a store would be sent. */
    record Encoded(List<EncodedRecord> records, String format) {}

    /** Of one run. CPU, but for the server's, and allocation are those of the writer's threads. */
    record Figures(
            double perSecond,
            double serverMicros,
            double cpuMicros,
            double allocatedBytes,
            double walBytes,
            double executionsATransaction) {

        /** Of a way that is not ours. */
        static Figures of(int executions, long nanos, long serverMicros) {
            return new Figures(
                    executions * 1e9 / nanos,
                    serverMicros / (double) executions,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN);
        }
    }
}
