// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.TimeSource;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended executions from any thread into a bounded queue, and stores them from one thread of its own. What does not fit is
 * dropped and counted; the store may be away for as long as the queue lasts.
 *
 * <p><b>Threading</b>: {@link #accept} never blocks, may be called by any thread, and works before {@link #start} and between
 * {@link #stop} and the next start. Start and stop are called by one thread at a time.
 *
 * <p><b>Order</b>: executions are stored in the order in which they ended, all rows of one in one transaction.
 *
 * <p><b>Failure</b>: nothing is thrown. Of several failures in a row the first is logged as a warning, and then the recovery.
 */
public final class ExecutionWriter implements Consumer<Execution> {

    private static final Logger log = LoggerFactory.getLogger(ExecutionWriter.class);

    /** Of how many executions whose records are dropped the rows that say they run are set right. */
    private static final int MAX_RUNNING_ROWS = 10_000;

    private final WriterSettings settings;
    private final TimeSource time;
    private final WriterWork work;
    private final WriterAccount account;
    private final MpscAtomicArrayQueue<Execution> queue;
    private final WriterMemory memory = new WriterMemory();
    private volatile @Nullable WriterThread thread;
    private @Nullable WriterThread lingering;

    /** Makes a writer that waits for {@link #start}. */
    public ExecutionWriter(WriterSettings settings, TimeSource time) {
        this(settings, time, WriterWork.NONE);
    }

    /**
     * Makes a writer that waits for {@link #start}.
     *
     * @param work done by the writer's thread
     */
    public ExecutionWriter(WriterSettings settings, TimeSource time, WriterWork work) {
        this.settings = settings;
        this.time = time;
        this.work = work;
        this.queue = new MpscAtomicArrayQueue<>(Math.max(2, settings.queueCapacity()));
        this.account = new WriterAccount(queue::currentProducerIndex);
    }

    @Override
    public void accept(Execution ended) {
        if (!queue.offer(ended)) {
            account.overflowed();
            if (!memory.runningRows().isEmpty() && memory.runningRows().containsKey(ended.id())) {
                lost(ended);
            }
        }
    }

    /** Its row says that it runs. The map is locked for its change, so only for those that have such a row. */
    private void lost(Execution ended) {
        boolean bounded = memory.runningRows().size() < MAX_RUNNING_ROWS;
        memory.runningRows()
                .computeIfPresent(ended.id(), (id, row) -> bounded ? RunningRow.lost(ended.status()) : null);
    }

    /** Stores what is said of an answer whose execution is stored already. */
    public void add(LateEvaluation evaluation) {
        memory.evaluations().add(evaluation);
    }

    /** What became of the executions so far. */
    public WriterCounts counts() {
        return account.counts(queue.size());
    }

    /** Whether its thread runs. */
    public boolean isRunning() {
        return thread != null;
    }

    /** Starts to store. Nothing where it runs already. */
    public void start(RecordSink sink, OpenExecutions open) {
        if (thread == null) {
            WriterThread started =
                    new WriterThread(settings, time, queue, account, sink, open, memory, lingering, work);
            thread = started;
            started.start();
        }
    }

    /**
     * Waits until everything that has ended so far is stored, left out or dropped. For tests, and for those who ask right after.
     *
     * @param longest how long it waits
     * @return false where it took longer, or the writer does not run
     */
    public boolean flush(Duration longest) throws InterruptedException {
        WriterThread running = thread;
        if (running == null || running == Thread.currentThread()) {
            return false;
        }
        long number = memory.flushes().ask();
        LockSupport.unpark(running);
        return memory.flushes().await(number, longest);
    }

    /**
     * Stores what waits, for no longer than the settings allow, then ends the thread. A store that fails gets no further
     * attempt. What is not stored then is counted as dropped, and logged; where the store hangs, as soon as it lets go.
     */
    public void stop() {
        WriterThread running = thread;
        if (running == null) {
            return;
        }
        running.requestStop();
        LockSupport.unpark(running);
        try {
            running.join(settings.shutdownTimeout().toMillis() + 1);
            if (running.isAlive()) {
                running.interrupt();
                log.warn(
                        "Tracking has not stored all within {}: {}. Raise tracking.writer.shutdown-timeout to wait longer.",
                        settings.shutdownTimeout(),
                        counts());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lingering = running;
        thread = null;
    }
}
