// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches from the backlog to the store. The first of several also makes the store ready, tries again where it fails, gives
 * signs of life and closes it at the end; the others only store, while it can be stored.
 */
final class StoreThread extends OwnThread {

    private static final Logger log = LoggerFactory.getLogger(StoreThread.class);

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final WriterSettings settings;
    private final TimeSource time;
    private final RecordSink sink;
    private final Backlog backlog;
    private final StoreFailures failures;
    private final Circuit circuit;
    private final BatchWriter batches;
    private final ReentrantReadWriteLock rows;
    private final @Nullable First first;
    private volatile boolean ownOnly;
    private volatile boolean ending;

    /**
     * Makes a thread.
     *
     * @param rows held by those that store ended executions together, and alone by the one that stores running ones
     * @param first what the first one does besides, null for the others
     */
    StoreThread(
            int number,
            WriterSettings settings,
            TimeSource time,
            RecordSink sink,
            Backlog backlog,
            WriterAccount account,
            Circuit circuit,
            BatchWriter batches,
            ReentrantReadWriteLock rows,
            @Nullable First first) {
        super(number == 0 ? "tracking-store" : "tracking-store-" + (number + 1));
        this.settings = settings;
        this.time = time;
        this.sink = sink;
        this.backlog = backlog;
        this.failures = new StoreFailures(settings, sink, backlog, account, circuit);
        this.circuit = circuit;
        this.batches = batches;
        this.rows = rows;
        this.first = first;
    }

    /** What other processes have left is left to the next one. */
    void requestOwnOnly() {
        ownOnly = true;
    }

    /** Nothing new comes: it ends when there is nothing left to store, or that fails. */
    void requestEnd() {
        ending = true;
    }

    @Override
    public void run() {
        if (first != null && first.predecessor != null) {
            waitFor(first.predecessor);
            first.predecessor = null;
        }
        while (!isOver()) {
            try {
                round();
            } catch (Throwable unreported) {
                // A logger that is gone, or a clock: whatever happens to this thread, it takes the next round.
                circuit.open();
            }
        }
        guarded(batches::giveUp);
        if (first != null) {
            guarded(() -> end(first));
        }
    }

    private boolean isOver() {
        return ending && (circuit.isFailing() || !hasWork());
    }

    private boolean hasWork() {
        return batches.isPending()
                || backlog.hasWaiting()
                || first != null && (first.notes.areWaiting() || first.evaluations.areWaiting());
    }

    private void round() {
        try {
            forgetInterrupts();
            if (first != null && first.isTouchDue(time.nanos())) {
                backlog.touchFiles();
            }
            if (!circuit.isClosed() && !prepared()) {
                return;
            }
            if (!batches.isPending()) {
                long wait = ending ? 0 : first == null ? LOOK_NANOS : first.untilDueNanos(time.nanos());
                PendingBatch next = take(Math.min(wait, LOOK_NANOS));
                if (next != null) {
                    batches.take(next);
                }
            }
            forgetInterrupts();
            if (batches.isPending()) {
                store();
            }
            if (first != null) {
                besides(first);
            }
            if (circuit.isFailing() || !circuit.isClosed()) {
                failures.over();
            }
        } catch (Throwable failure) {
            failures.another(failure);
        }
    }

    /** An interrupt is not heeded: the end is asked for in another way. */
    private @Nullable PendingBatch take(long waitNanos) {
        try {
            return backlog.take(settings.batchSize(), waitNanos, ownOnly);
        } catch (InterruptedException e) {
            return null;
        }
    }

    private void pause(long nanos) {
        try {
            backlog.awaitChange(nanos);
        } catch (InterruptedException e) {
            log.debug("Something has interrupted {}, and is not heeded", getName());
        }
    }

    private void store() throws Exception {
        Lock shared = rows.readLock();
        shared.lock();
        try {
            batches.write();
        } finally {
            shared.unlock();
        }
    }

    private void besides(First work) throws Exception {
        long now = time.nanos();
        if (!backlog.hasSpilled()) {
            work.notes.write(sink, now);
            work.evaluations.write(sink, now);
        }
        Lock alone = rows.writeLock();
        if (work.running.untilDueNanos(now) <= 0) {
            alone.lock();
            try {
                work.running.round(now);
            } finally {
                alone.unlock();
            }
        }
        if (work.untilTakeOverNanos(now) <= 0) {
            work.lookedForOthersNanos = now;
            if (sink instanceof EncodedRecordSink encoded && encoded.outlivesProcess()) {
                backlog.takeOver(work.format);
            }
            maintain();
        }
        work.serveFlush(backlog);
    }

    /** What goes wrong with it does not keep executions from being stored. */
    private void maintain() {
        try {
            sink.maintain();
        } catch (Throwable failure) {
            debug("The store is not maintained for now", failure);
        }
    }

    /** Waits for the next attempt, and makes it where it is this thread's. */
    private boolean prepared() throws Exception {
        long wait = circuit.untilDueNanos();
        if (first == null || wait > 0) {
            pause(Math.max(1, Math.min(first == null ? LOOK_NANOS : wait, LOOK_NANOS)));
            return false;
        }
        sink.prepare();
        first.running.beat(time.nanos());
        circuit.close();
        return true;
    }

    /** Of code of the application that this thread ran; it would never wait again, nor get a connection. */
    private void forgetInterrupts() {
        if (!ending && Thread.interrupted()) {
            log.debug("Something has interrupted {}, and is not heeded", getName());
        }
    }

    private void end(First work) {
        work.others.forEach(OwnThread::waitFor);
        if (!circuit.isFailing() && circuit.isClosed()) {
            try {
                sink.farewell();
            } catch (Throwable failure) {
                debug("No farewell to the store: others will find out", failure);
            }
        }
        work.notes.giveUp(sink);
        work.evaluations.giveUp(sink);
        guarded(sink::close);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable fault) {
            debug("The writer does not end as it should", fault);
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

    /** What the first of them does besides storing. */
    static final class First {

        private final RunningExecutions running;
        private final TransactionNotes notes;
        private final LateEvaluations evaluations;
        private final FlushRequests flushes;
        private final String format;
        private final long takeOverNanos;
        private final List<StoreThread> others = new ArrayList<>();
        private @Nullable Thread predecessor;
        private long lookedForOthersNanos;
        private long touchedNanos;
        private volatile long flushNumber;
        private volatile long flushMark;

        /**
         * Makes it.
         *
         * @param format how this process writes records, empty where it writes none
         * @param predecessor waited for before anything else
         */
        First(
                RunningExecutions running,
                String format,
                WriterMemory memory,
                WriterSettings settings,
                long nowNanos,
                @Nullable Thread predecessor) {
            this.running = running;
            this.format = format;
            this.notes = memory.notes();
            this.evaluations = memory.evaluations();
            this.flushes = memory.flushes();
            this.takeOverNanos = settings.heartbeatInterval().toNanos();
            this.predecessor = predecessor;
            this.lookedForOthersNanos = nowNanos - takeOverNanos;
            this.touchedNanos = nowNanos;
        }

        /** Whether the store is away or not: each interval. */
        private boolean isTouchDue(long now) {
            boolean due = now - touchedNanos >= takeOverNanos;
            if (due) {
                touchedNanos = now;
            }
            return due;
        }

        void waitsFor(StoreThread other) {
            others.add(other);
        }

        /** Whether a flush waits for its mark: another one has to wait, since a mark that moves on may never be reached. */
        boolean isServing() {
            return flushNumber > 0;
        }

        /** A flush is served when all that was put before a mark is settled. */
        void serve(long number, long mark) {
            flushMark = mark;
            flushNumber = number;
        }

        private long untilDueNanos(long now) {
            return Math.min(running.untilDueNanos(now), untilTakeOverNanos(now));
        }

        private long untilTakeOverNanos(long now) {
            return lookedForOthersNanos + takeOverNanos - now;
        }

        private void serveFlush(Backlog backlog) {
            long number = flushNumber;
            if (number > 0 && backlog.isSettled(flushMark)) {
                flushes.serve(number);
                flushNumber = 0;
            }
        }
    }
}
