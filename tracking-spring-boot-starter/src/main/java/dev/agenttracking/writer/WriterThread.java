// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what ends from the queue, as long as there is anything, and waits a little where there is nothing. From its start to its end
 * there are threads that bring to the store what it takes; at the end it sees to it that each execution is stored, in a file, or
 * counted as dropped.
 */
final class WriterThread extends OwnThread {

    private static final Logger log = LoggerFactory.getLogger(WriterThread.class);

    /** What ended waits for a part of the flush interval here, so that there is time left to store it within that. */
    private static final int PAUSES_PER_INTERVAL = 2;

    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final WriterSettings settings;
    private final TimeSource time;
    private final MpscAtomicArrayQueue<Object> queue;
    private final WriterAccount account;
    private final RecordSink sink;
    private final OpenExecutions open;
    private final Backlog backlog;
    private final Intake intake;
    private final Circuit circuit;
    private final TransactionNotes notes;
    private final LateEvaluations evaluations;
    private final FlushRequests flushes;
    private final WriterWork work;
    private final Followers followers;
    private final StoreThread.First first;
    private final List<StoreThread> stores = new ArrayList<>();
    private @Nullable Thread predecessor;
    private long overflowReported;
    private long endedGivenUpNanos;
    private long flushNumber;
    private long flushUpTo;
    private volatile boolean stopRequested;
    private volatile boolean outOfTime;

    WriterThread(
            WriterSettings settings,
            TimeSource time,
            MpscAtomicArrayQueue<Object> queue,
            WriterAccount account,
            RecordSink sink,
            OpenExecutions open,
            WriterMemory memory,
            Backlog backlog,
            Followers followers,
            @Nullable WriterThread predecessor,
            WriterWork work) {
        super("tracking-writer");
        this.settings = settings;
        this.time = time;
        this.queue = queue;
        this.account = account;
        this.sink = sink;
        this.open = open;
        this.backlog = backlog;
        this.notes = memory.notes();
        this.evaluations = memory.evaluations();
        this.flushes = memory.flushes();
        this.predecessor = predecessor;
        this.work = work;
        this.followers = followers;
        this.circuit = new Circuit(time);
        this.endedGivenUpNanos = time.nanos();
        RecordEncoder encoder = sink instanceof EncodedRecordSink encoded ? encoded.newEncoder() : null;
        this.intake = new Intake(settings, queue, account, encoder, backlog, memory.runningRows(), work, followers);
        String format = encoder == null ? "" : encoder.format();
        this.first = new StoreThread.First(
                new RunningExecutions(settings, open, sink, memory.runningRows(), time.nanos()),
                format,
                memory,
                settings,
                time.nanos(),
                predecessor == null ? null : predecessor.firstStore());
        ReentrantReadWriteLock rows = new ReentrantReadWriteLock();
        int count = encoder == null ? 1 : settings.overflow().connections();
        for (int i = 0; i < count; i++) {
            BatchWriter batches = new BatchWriter(sink, format, backlog, account, memory.runningRows(), followers);
            StoreThread store = new StoreThread(
                    i, settings, time, sink, backlog, account, circuit, batches, rows, i == 0 ? first : null);
            if (i > 0) {
                first.waitsFor(store);
            }
            stores.add(store);
        }
    }

    void requestStop() {
        stopRequested = true;
    }

    /** The thread that has the store until it is closed. */
    StoreThread firstStore() {
        return stores.get(0);
    }

    /** Those that hang in the store, or in work of the application's, learn that it is over. */
    void interruptAll() {
        outOfTime = true;
        intake.outOfTime();
        interrupt();
        stores.forEach(Thread::interrupt);
    }

    Circuit circuit() {
        return circuit;
    }

    @Override
    public void run() {
        if (predecessor != null) {
            waitFor(predecessor);
            predecessor = null;
        }
        stores.forEach(Thread::start);
        while (!stopRequested) {
            try {
                pause(guardedRound());
            } catch (Throwable stopped) {
                // Nobody else would go on: whatever happens to this thread, it takes the next round.
            }
        }
        guarded(followers::stop);
        guarded(this::finish);
        guarded(this::giveUp);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            debug("The writer does not end as it should", fault);
        }
    }

    /** A round whose report fails too, as with a logger that is gone: the thread lives on, for what comes next. */
    private long guardedRound() {
        try {
            forgetInterrupts();
            long waiting = flushNumber == 0 && !first.isServing() ? flushes.waiting() : 0;
            workBeforeBatch();
            if (waiting > 0) {
                flushNumber = waiting;
                flushUpTo = queue.currentProducerIndex();
            }
            long pause = round();
            markFlush();
            // Who asks wakes this thread, which may have been waiting for a lock, and not see what it was woken for
            // before it is here.
            return flushes.waiting() > 0 ? Math.min(pause, ROOM_NANOS) : pause;
        } catch (Throwable unreported) {
            return ROOM_NANOS;
        }
    }

    /** Of code of the application that this thread ran; it would never wait again. */
    private void forgetInterrupts() {
        if (!stopRequested && Thread.interrupted()) {
            log.debug("Something has interrupted the writer, and is not heeded");
        }
    }

    private void workBeforeBatch() {
        try {
            work.beforeBatch();
        } catch (Throwable fault) {
            debug("What comes before a batch has failed", fault);
        }
    }

    /** Takes what there is. Returns how long to wait until the next round, in nanoseconds. */
    private long round() throws InterruptedException {
        long now = time.nanos();
        if (now - endedGivenUpNanos >= settings.graceTime().toNanos() / 2) {
            endedGivenUpNanos = now;
            open.endGivenUp(now - settings.graceTime().toNanos());
        }
        boolean placed = intake.round();
        reportOverflow();
        if (!placed) {
            backlog.awaitChange(ROOM_NANOS);
            return 0;
        }
        if (notes.areWaiting() || evaluations.areWaiting()) {
            backlog.wake();
        }
        return queue.isEmpty() ? settings.flushInterval().toNanos() / PAUSES_PER_INTERVAL : 0;
    }

    /** What ended before the flush was asked for, or by the work that was done since, is in the backlog. */
    private void markFlush() {
        if (flushNumber > 0 && queue.currentConsumerIndex() >= flushUpTo && intake.hasPlacedAll()) {
            first.serve(flushNumber, backlog.mark());
            flushNumber = 0;
            backlog.wake();
        }
    }

    /**
     * Stores what waits, and what threads end meanwhile that nobody stops. A store that fails gets no further attempt: each may take
     * as long as a pool waits for a connection.
     */
    private void finish() {
        open.endGivenUp(time.nanos());
        long deadline = time.nanos() + settings.shutdownTimeout().toNanos();
        stores.forEach(StoreThread::requestOwnOnly);
        try {
            while (!circuit.isFailing()
                    && !outOfTime
                    && (intake.hasMore() || !backlog.isDrained())
                    && time.nanos() < deadline) {
                if (!intake.round() || queue.isEmpty()) {
                    backlog.awaitChange(ROOM_NANOS);
                }
            }
            stores.forEach(StoreThread::requestEnd);
            backlog.wake();
            while (stores.stream().anyMatch(Thread::isAlive) && !backlog.isDrained() && time.nanos() < deadline) {
                backlog.awaitChange(ROOM_NANOS);
            }
        } catch (InterruptedException e) {
            debug("Interrupted while what is left is stored", e);
        }
    }

    private void giveUp() {
        stores.forEach(StoreThread::requestEnd);
        backlog.end();
        for (Pending record : backlog.claimWaiting()) {
            intake.giveUp(record, DropReason.SHUTDOWN);
        }
        intake.giveUp();
        if (backlog.canSpill()) {
            for (Pending record : backlog.claimInFlight()) {
                intake.giveUp(record, DropReason.SHUTDOWN);
            }
        }
        backlog.close();
        try {
            report(account.counts(0));
        } catch (Throwable unreported) {
            // Counted all the same.
        }
    }

    private void report(WriterCounts counts) {
        long lost = counts.dropped().getOrDefault(DropReason.SHUTDOWN, 0L);
        if (lost > 0) {
            log.warn("Tracking stops with {} executions not stored in {}: {}", lost, sink.describe(), counts);
        } else if (counts.spilled() > 0) {
            log.info(
                    "Tracking stops with {} executions on disk; the next start stores them: {}",
                    counts.spilled(),
                    counts);
        }
    }

    /** Where even the logger fails, the work goes on. */
    private static void debug(String what, Throwable fault) {
        try {
            log.debug(what, fault);
        } catch (Throwable unreported) {
            // There is nobody to tell.
        }
    }

    private void reportOverflow() {
        long dropped = account.droppedSoFar(DropReason.QUEUE_FULL);
        if (dropped > 0 && overflowReported == 0) {
            overflowReported = dropped;
            log.warn(
                    "Tracking drops executions: its queue of {} is full. Raise tracking.writer.queue-capacity, or look why {}"
                            + " is slow.",
                    settings.queueCapacity(),
                    sink.describe());
        }
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
