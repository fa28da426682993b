// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes ended executions from any thread into a bounded queue, and stores them from threads of its own. What does not fit into
 * memory waits in files, or is dropped and counted, as the settings say.
 *
 * <p><b>Threading</b>: {@link #accept} may be called by any thread, and works before {@link #start} and between {@link #stop} and
 * the next start, for which what comes then waits; after {@link #close} it counts what comes as dropped. It never blocks, but where
 * the settings ask for that: to wait for room, or for the journal. Start and stop are called by one thread at a time.
 *
 * <p><b>Order</b>: executions are stored in the order in which they ended, but for several connections and for what another process
 * has left; all rows of one in one transaction.
 *
 * <p><b>Failure</b>: nothing is thrown. Of several failures in a row the first is logged as a warning, and then the recovery.
 */
public final class ExecutionWriter implements Consumer<Execution>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ExecutionWriter.class);

    /** Of how many executions whose records are dropped the rows that say they run are set right. */
    private static final int MAX_RUNNING_ROWS = 10_000;

    private static final long LONGEST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** For the last steps, after the time for storing is over. */
    private static final long LEEWAY_MILLIS = 500;

    private final WriterSettings settings;
    private final TimeSource time;
    private final WriterWork work;
    private final WriterAccount account;
    private final MpscAtomicArrayQueue<Object> queue;
    private final WriterMemory memory = new WriterMemory();
    private volatile @Nullable WriterThread thread;
    private volatile @Nullable Journal journal;
    private volatile @Nullable Backlog backlog;
    private @Nullable WriterThread lingering;
    private volatile boolean closed;

    /** Makes a writer that waits for {@link #start}. */
    public ExecutionWriter(WriterSettings settings, TimeSource time) {
        this(settings, time, WriterWork.NONE);
    }

    /**
     * Makes a writer that waits for {@link #start}.
     *
     * @param work done by the writer's threads
     */
    public ExecutionWriter(WriterSettings settings, TimeSource time, WriterWork work) {
        this.settings = settings;
        this.time = time;
        this.work = work;
        this.queue = new MpscAtomicArrayQueue<>(Math.max(2, settings.queueCapacity()));
        this.account = new WriterAccount(
                queue::currentProducerIndex, settings.sampling().keepsAll());
    }

    @Override
    public void accept(Execution ended) {
        Journal journaling = journal;
        if (closed) {
            account.tooLate();
        } else if (journaling != null) {
            accept(ended, journaling);
        } else if (!queue.offer(ended) && !offerLater(ended)) {
            overflowed(ended);
        }
    }

    /** What is not drawn is not worth a write: if its answer turns out to be poor, it is as safe as without a journal. */
    private void accept(Execution ended, Journal journaling) {
        EncodedRecord record = null;
        SpillSegment file = null;
        try {
            if (settings.sampling().selectsRunning(ended)) {
                record = journaling.encode(ended);
                file = journaling.append(record);
            }
        } catch (Throwable fault) {
            log.debug("An execution is not in the journal", fault);
        }
        Object queued = file == null ? ended : new Journaled(ended, file);
        if (queue.offer(queued) || offerLater(queued)) {
            return;
        }
        Backlog present = backlog;
        if (record != null && present != null && present.spill(record, journaling.format())) {
            if (file != null) {
                journaling.settle(file);
            }
        } else if (file != null) {
            account.spilledBesideQueue();
        } else {
            overflowed(ended);
        }
    }

    /** Waits for room, where the settings ask for that. */
    private boolean offerLater(Object queued) {
        if (settings.overflow().policy() != OverflowSettings.Policy.BLOCK
                || Thread.currentThread() instanceof OwnThread) {
            return false;
        }
        long deadline = System.nanoTime() + settings.overflow().blockTimeout().toNanos();
        long look = 1_000;
        while (System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(this, look);
            look = Math.min(LONGEST_LOOK_NANOS, look * 2);
            if (queue.offer(queued)) {
                return true;
            }
        }
        return false;
    }

    /** Its row may say that it runs. The map is locked for its change, so only for those that have such a row. */
    private void overflowed(Execution ended) {
        Backlog present = backlog;
        account.overflowed(present != null && present.isSpillFull() ? DropReason.SPILL_FULL : DropReason.QUEUE_FULL);
        if (!memory.runningRows().isEmpty() && memory.runningRows().containsKey(ended.id())) {
            boolean bounded = memory.runningRows().size() < MAX_RUNNING_ROWS;
            memory.runningRows()
                    .computeIfPresent(ended.id(), (id, row) -> bounded ? RunningRow.lost(ended.status()) : null);
        }
    }

    /** Stores what is said of an answer whose execution is stored already. */
    public void add(LateEvaluation evaluation) {
        memory.evaluations().add(evaluation);
    }

    /** What became of the executions so far. */
    public WriterCounts counts() {
        return account.counts(queue.size());
    }

    /** How many bytes the files have that wait to be stored, without those of the journal. */
    public long spilledBytes() {
        Backlog present = backlog;
        return present == null ? 0 : present.spilledBytes();
    }

    /** Whether its threads run. */
    public boolean isRunning() {
        return thread != null;
    }

    /** Whether the store takes what it is brought; true as well before the first attempt, and where the writer does not run. */
    public boolean reachesStore() {
        WriterThread running = thread;
        return running == null || !running.circuit().isFailing();
    }

    /** How it stands with the store. */
    public StoreState storeState() {
        WriterThread running = thread;
        return running == null ? StoreState.STOPPED : running.circuit().state();
    }

    /** Starts to store. Nothing where it runs already. */
    public void start(RecordSink sink, OpenExecutions open) {
        if (thread != null) {
            return;
        }
        OverflowSettings overflow = settings.overflow();
        Spill spill = null;
        if (sink instanceof EncodedRecordSink encoded && encoded.outlivesProcess()) {
            Path directory = directory();
            if (directory != null && (overflow.policy() == OverflowSettings.Policy.SPILL || overflow.journal())) {
                spill = new Spill(directory, overflow.maxFileBytes(), time, account);
            }
            if (directory != null && overflow.journal() && journal == null) {
                journal = Journal.begin(directory, overflow.maxFileBytes(), time, encoded);
            }
        }
        Backlog waiting = new Backlog(overflow.bufferBytes(), account, spill);
        Journal journaling = journal;
        Followers followers = new Followers(memory.notes(), work, file -> {
            if (journaling != null) {
                journaling.settle(file);
            }
        });
        WriterThread started = new WriterThread(
                settings, time, queue, account, sink, open, memory, waiting, followers, lingering, work);
        backlog = waiting;
        thread = started;
        started.start();
    }

    /**
     * Waits until everything that has ended so far is stored, left out or dropped. For tests, and for those who ask right after.
     *
     * @param longest how long it waits
     * @return false where it took longer, or the writer does not run
     */
    public boolean flush(Duration longest) throws InterruptedException {
        WriterThread running = thread;
        if (running == null || Thread.currentThread() instanceof OwnThread) {
            return false;
        }
        long number = memory.flushes().ask();
        LockSupport.unpark(running);
        return memory.flushes().await(number, longest);
    }

    /**
     * Stores what waits, for no longer than the settings allow, then ends the threads. A store that fails gets no further attempt.
     * What is not stored then waits in files where the settings say so, else it is counted as dropped, and logged; where the store
     * hangs, as soon as it lets go.
     */
    public void stop() {
        WriterThread running = thread;
        if (running == null) {
            return;
        }
        running.requestStop();
        LockSupport.unpark(running);
        try {
            long deadline = System.nanoTime() + settings.shutdownTimeout().toNanos();
            running.join(settings.shutdownTimeout().toMillis() + LEEWAY_MILLIS);
            StoreThread store = running.firstStore();
            store.join(Math.max(LEEWAY_MILLIS, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            if (running.isAlive() || store.isAlive()) {
                running.interruptAll();
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

    /** Stops, for good. What has ended since, and is in no file, is counted as dropped, and logged. */
    @Override
    public void close() {
        stop();
        closed = true;
        WriterThread before = lingering;
        try {
            if (before == null || !before.isAlive()) {
                dropLate();
            }
        } finally {
            Journal journaling = journal;
            journal = null;
            if (journaling != null) {
                journaling.close();
            }
        }
    }

    private void dropLate() {
        int lost = 0;
        for (Object next = queue.poll(); next != null; next = queue.poll()) {
            boolean journaled = next instanceof Journaled;
            Execution ended = next instanceof Journaled kept ? kept.execution() : (Execution) next;
            List<Execution> selected = settings.sampling().select(ended);
            account.admitted(selected.size());
            for (Execution one : selected) {
                if (journaled && one == ended) {
                    account.spilled(1);
                } else {
                    account.dropped(DropReason.SHUTDOWN);
                    lost++;
                }
            }
        }
        if (lost > 0) {
            log.warn("{} executions have ended after tracking was stopped, and are not stored", lost);
        }
    }

    private @Nullable Path directory() {
        Supplier<Path> directory = settings.overflow().directory();
        try {
            return directory == null ? null : directory.get();
        } catch (RuntimeException e) {
            log.warn("Tracking has no folder for what does not fit into memory: {}", e.toString());
            return null;
        }
    }
}
