// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.WriterCounts;
import dev.agenttracking.writer.WriterSettings;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Tracked calls, and what brings them to a database, with a pool of its own and little patience. */
final class FaultRig implements AutoCloseable {

    private static final Duration SILENCE = Duration.ofMillis(500);
    /** Enough for all that comes in any test. */
    static final int QUEUE_CAPACITY = 65_536;

    private static final int BATCH_SIZE = 128;

    /** Far beyond what any fault takes here, so that only what hangs fails. */
    private static final Duration AT_MOST = Duration.ofMinutes(1);

    private final HikariDataSource pool;
    private final ExecutionWriter writer;
    private final Load load;

    /** With memory alone. */
    FaultRig(String url, String username) {
        this(url, username, OverflowSettings.IN_MEMORY, 1, QUEUE_CAPACITY);
    }

    /**
     * Connects where the first execution is stored.
     *
     * @param first the number of the first call
     * @param queueCapacity how many may wait beside what {@code overflow} says
     */
    FaultRig(String url, String username, OverflowSettings overflow, long first, int queueCapacity) {
        pool = pool(url, username);
        writer = new ExecutionWriter(
                new WriterSettings(
                        queueCapacity,
                        BATCH_SIZE,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(200),
                        new Sampling(1),
                        overflow),
                TimeSource.SYSTEM);
        ExecutionRecorder recorder = new ExecutionRecorder(
                TimeSource.SYSTEM,
                method -> new AgentPolicy(true, true, true, 0),
                new ValueSnapshots(64_000)::of,
                writer,
                new Faults());
        LoadHelper helper = new LoadHelper$$Tracked();
        LoadAgent agent = new LoadAgent$$Tracked(helper);
        ((TrackedBean) helper).agentTracking$recorder(recorder);
        ((TrackedBean) agent).agentTracking$recorder(recorder);
        load = new Load(agent, first, (number, id) -> {});
        writer.start(
                new PostgresRecordSink(
                        () -> pool,
                        new JsonContent()::encode,
                        null,
                        true,
                        ContentLimits.DEFAULTS,
                        Presence.of(new ServiceIdentity("faults", null, "1")),
                        SILENCE),
                recorder.openExecutions());
    }

    /** The calls. */
    Load load() {
        return load;
    }

    /** What became of them so far. */
    WriterCounts counts() {
        return writer.counts();
    }

    /** The pool, to change its settings. */
    HikariDataSource pool() {
        return pool;
    }

    /** Waits for so many executions to be on disk. */
    void awaitSpilled(int executions) {
        await().atMost(AT_MOST).until(() -> counts().spilled() >= executions);
    }

    /** Goes on calling until one is dropped for this reason: how many it takes is up to the threads. */
    void callUntilDroppedFor(DropReason reason) {
        await().atMost(AT_MOST).until(() -> {
            load.call(BATCH_SIZE);
            return counts().dropped().get(reason) > 0;
        });
    }

    /** Waits for so many executions to be stored, those that other processes have left included. */
    void awaitWritten(int executions) {
        await().atMost(AT_MOST).until(() -> {
            writer.flush(Duration.ofMillis(20));
            return counts().written() >= executions || counts().droppedTotal() > executions;
        });
    }

    /** Waits for so many more executions to be stored than there are. */
    void awaitMore(int executions) {
        long enough = counts().written() + executions;
        await().atMost(AT_MOST).until(() -> {
            writer.flush(Duration.ofMillis(20));
            return counts().written() >= enough;
        });
    }

    /** Waits for an attempt to fail, or for so many more executions to be stored where it was not the writer's connection. */
    void awaitFailureOr(int executions) {
        WriterCounts before = counts();
        await().atMost(AT_MOST).until(() -> {
            writer.flush(Duration.ofMillis(20));
            return counts().failures() > before.failures() || counts().written() >= before.written() + executions;
        });
    }

    /** Waits for so many more attempts to fail. */
    void awaitFailures(int more) {
        long enough = counts().failures() + more;
        await().atMost(AT_MOST).until(() -> {
            writer.flush(Duration.ofMillis(20));
            return counts().failures() >= enough;
        });
    }

    /** Ends the calls, and waits until nothing waits any more. */
    void awaitQuiet() {
        load.stop();
        await().atMost(AT_MOST).until(() -> {
            boolean flushed = writer.flush(Duration.ofMillis(100));
            return flushed && counts().queued() == 0 && counts().spilled() == 0;
        });
        Accounts.assertIdentity(counts());
    }

    /** Ends the calls, waits for all to be stored, and asserts that all are: by the account, and row by row. */
    void assertNothingIsLost(DataSource database) throws SQLException {
        awaitQuiet();
        assertThat(counts().accepted()).isEqualTo(Load.executionsOf(load.calls().keySet()));
        assertThat(counts().written()).as("%s", counts()).isEqualTo(counts().accepted());
        Stored.in(database).assertExactly(load.calls());
    }

    /** Ends the writer; what it has not stored waits in files, where it has some. */
    WriterCounts stop() {
        load.stop();
        writer.close();
        Accounts.assertIdentity(counts());
        return counts();
    }

    @Override
    public void close() {
        load.close();
        writer.close();
        pool.close();
    }

    private static HikariDataSource pool(String url, String username) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(SILENCE.toMillis());
        config.setValidationTimeout(SILENCE.toMillis() / 2);
        // Else a first connection that is slow to tell it ruins the pool for good.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
