// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.TimeSource;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer's one thread: takes batches from the queue as long as there are any, waits a little where there are none, and longer
 * where the store fails.
 */
final class WriterThread extends Thread {

    private static final Logger log = LoggerFactory.getLogger(WriterThread.class);

    private static final int MAX_CAUSES = 20;

    private final WriterSettings settings;
    private final TimeSource time;
    private final MpscAtomicArrayQueue<Execution> queue;
    private final WriterAccount account;
    private final RecordSink sink;
    private final Intake intake;
    private final BatchWriter batches;
    private final RunningExecutions running;
    private final TransactionNotes notes;
    private final LateEvaluations evaluations;
    private final FlushRequests flushes;
    private final Backoff backoff = new Backoff();
    private @Nullable Thread predecessor;
    private final WriterWork work;
    private boolean prepared;
    private boolean failing;
    private long overflowReported;
    private long flushNumber;
    private long flushUpTo;
    private volatile boolean stopRequested;

    WriterThread(
            WriterSettings settings,
            TimeSource time,
            MpscAtomicArrayQueue<Execution> queue,
            WriterAccount account,
            RecordSink sink,
            OpenExecutions open,
            WriterMemory memory,
            @Nullable Thread predecessor,
            WriterWork work) {
        super("tracking-writer");
        setDaemon(true);
        this.settings = settings;
        this.time = time;
        this.queue = queue;
        this.account = account;
        this.sink = sink;
        this.intake = new Intake(settings, queue, account, memory.runningRows(), work);
        this.batches = new BatchWriter(sink, account, memory.runningRows(), memory.notes(), work);
        this.running = new RunningExecutions(settings, open, sink, memory.runningRows(), time.nanos());
        this.notes = memory.notes();
        this.evaluations = memory.evaluations();
        this.flushes = memory.flushes();
        this.predecessor = predecessor;
        this.work = work;
    }

    void requestStop() {
        stopRequested = true;
    }

    @Override
    public void run() {
        if (predecessor != null) {
            waitFor(predecessor);
            predecessor = null;
        }
        while (!stopRequested) {
            try {
                pause(guardedRound());
            } catch (Throwable stopped) {
                // Nobody else would go on: whatever happens to this thread, it takes the next round.
            }
        }
        guarded(work::stopped);
        guarded(this::finish);
        guarded(this::giveUp);
        guarded(sink::close);
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
            long waiting = flushNumber == 0 ? flushes.waiting() : 0;
            workBeforeBatch();
            if (waiting > 0) {
                flushNumber = waiting;
                flushUpTo = queue.currentProducerIndex();
            }
            long pause = round();
            serveFlush();
            return !failing && flushes.waiting() > 0 ? 0 : pause;
        } catch (Throwable unreported) {
            failing = true;
            return backoff.nextNanos();
        }
    }

    /** Of code of the application that this thread ran; it would never wait again, nor get a connection. */
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

    /** Stores one batch. Returns how long to wait until the next round, in nanoseconds. */
    private long round() {
        try {
            if (!prepared) {
                sink.prepare();
                running.beat(time.nanos());
                prepared = true;
            }
            if (!batches.isPending()) {
                batches.take(intake.take(true));
            }
            forgetInterrupts();
            batches.write();
            notes.write(sink, time.nanos());
            evaluations.write(sink, time.nanos());
            running.round(time.nanos());
            recovered();
            return queue.isEmpty()
                    ? Math.min(settings.flushInterval().toNanos(), running.untilDueNanos(time.nanos()))
                    : 0;
        } catch (Throwable failure) {
            failed(failure);
            return backoff.nextNanos();
        } finally {
            reportOverflow();
        }
    }

    /** What ended before the flush was asked for, or by the work that was done since, is no longer here. */
    private void serveFlush() {
        if (flushNumber > 0 && queue.currentConsumerIndex() >= flushUpTo && !batches.isPending()) {
            flushes.serve(flushNumber);
            flushNumber = 0;
        }
    }

    /** A store that fails gets no further attempt: each may take as long as a pool waits for a connection. */
    private void finish() {
        long now = time.nanos();
        running.endGivenUp(now);
        long deadline = now + settings.shutdownTimeout().toNanos();
        while (!failing && hasWork() && time.nanos() < deadline) {
            guardedRound();
        }
        farewell();
    }

    private void farewell() {
        if (prepared) {
            try {
                sink.farewell();
            } catch (Throwable failure) {
                debug("No farewell to the store: others will find out", failure);
            }
        }
    }

    private void giveUp() {
        notes.giveUp(sink);
        evaluations.giveUp(sink);
        while (batches.isPending() || !queue.isEmpty()) {
            batches.drop(DropReason.SHUTDOWN);
            batches.take(intake.take(false));
        }
        WriterCounts counts = account.counts(0);
        long lost = counts.dropped().getOrDefault(DropReason.SHUTDOWN, 0L);
        if (lost > 0) {
            try {
                log.warn("Tracking stops with {} executions not stored in {}: {}", lost, sink.describe(), counts);
            } catch (Throwable unreported) {
                // Counted all the same; the store still has to be closed.
            }
        }
    }

    private boolean hasWork() {
        return batches.isPending() || !queue.isEmpty() || notes.areWaiting() || evaluations.areWaiting();
    }

    /** Where even the logger fails, the work goes on. */
    private static void debug(String what, Throwable fault) {
        try {
            log.debug(what, fault);
        } catch (Throwable unreported) {
            // There is nobody to tell.
        }
    }

    /** The queue has one consumer at a time, also where the one before hangs in its store. */
    private static void waitFor(Thread predecessor) {
        while (predecessor.isAlive()) {
            try {
                predecessor.join();
            } catch (InterruptedException e) {
                log.debug("Interrupted while the writer before ends", e);
            }
        }
    }

    private void failed(Throwable failure) {
        account.failed();
        prepared = false;
        if (failing) {
            log.debug("Tracking still cannot write to {}", sink.describe(), failure);
            return;
        }
        failing = true;
        log.warn(
                "Tracking cannot write to {} ({}). The application is not affected; up to {} executions wait, then the newest"
                        + " are dropped.",
                sink.describe(),
                firstLine(failure),
                settings.queueCapacity());
        log.debug("Why tracking cannot write", failure);
    }

    private void recovered() {
        backoff.reset();
        if (failing) {
            failing = false;
            log.info("Tracking writes to {} again: {}", sink.describe(), account.counts(queue.size()));
        }
    }

    private void reportOverflow() {
        long dropped = account.dropped(DropReason.QUEUE_FULL);
        if (dropped > 0 && overflowReported == 0) {
            overflowReported = dropped;
            log.warn(
                    "Tracking drops executions: its queue of {} is full. Raise tracking.writer.queue-capacity, or look why {}"
                            + " is slow.",
                    settings.queueCapacity(),
                    sink.describe());
        }
    }

    /** What is wrong, in a line: what was made of the last cause says where it happened, and pools wrap that once more. */
    private static String firstLine(Throwable failure) {
        Throwable telling = failure;
        for (int i = 0; i < MAX_CAUSES; i++) {
            Throwable cause = telling.getCause();
            if (cause == null || cause.getCause() == null) {
                break;
            }
            telling = cause;
        }
        String text = telling.getMessage() == null ? telling.toString() : telling.getMessage();
        return text.lines().findFirst().orElse(text);
    }

    private static void pause(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        }
    }
}
