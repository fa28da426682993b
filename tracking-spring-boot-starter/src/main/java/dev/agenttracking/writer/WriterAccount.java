// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of every ended execution. At every quiet moment
 * {@code accepted = written + spilled + queued + dropped + dead-lettered}.
 *
 * <p><b>Threading</b>: thread-safe. Figures read while executions end may be off by those under way.
 */
final class WriterAccount {

    private final LongSupplier queued;
    private final boolean keepsAll;
    private final LongAdder admitted = new LongAdder();
    private final LongAdder besideQueue = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder spilled = new LongAdder();
    private final AtomicLong left = new AtomicLong();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

    /**
     * Begins at nothing.
     *
     * @param queued how many the queue has taken so far, which counts them anyway: a counter of its own would cost each call more
     *     than the queue does
     * @param keepsAll whether all that the queue takes is to be stored; else that is decided when it is taken from there
     */
    WriterAccount(LongSupplier queued, boolean keepsAll) {
        this.queued = queued;
        this.keepsAll = keepsAll;
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    /** So many left the queue, or were left out before and are stored after all, and wait for the store in memory. */
    void admitted(int count) {
        admitted.add(count);
        taken.add(count);
    }

    /** So many that waited in memory wait in a file. */
    void spilled(int count) {
        taken.add(-count);
        spilled.add(count);
    }

    /** One that did not fit into the queue went to a file at once. */
    void spilledBesideQueue() {
        besideQueue.increment();
        spilled.increment();
    }

    /** So many were found in files that nobody has. Those that this writer left there itself are accepted already. */
    void found(int count) {
        besideQueue.add(count - foundAgain(count));
        spilled.add(count);
    }

    /** So many of those in files that nobody has cannot be read. */
    void foundDamaged(int count) {
        besideQueue.add(count - foundAgain(count));
        counter(DropReason.CORRUPT).add(count);
    }

    /** So many of those that this process put into files cannot be read. */
    void damaged(int count) {
        spilled.add(-count);
        counter(DropReason.CORRUPT).add(count);
    }

    /** The writer stops, and what waits in files is whoever's comes next. */
    void leaveFiles() {
        left.addAndGet(spilled.sumThenReset());
    }

    /** There are no files that nobody has: what this writer left, and has not found again, is stored by another process. */
    void foundAll() {
        written.add(left.getAndSet(0));
    }

    void written(Pending record) {
        leave(record);
        written.increment();
    }

    void deadLettered(Pending record) {
        leave(record);
        deadLettered.increment();
    }

    /** One of those that wait is given up. */
    void dropped(DropReason reason, Pending record) {
        leave(record);
        counter(reason).increment();
    }

    /** One that was taken from the queue, and waits for nothing yet, is given up. */
    void dropped(DropReason reason) {
        taken.decrement();
        counter(reason).increment();
    }

    void failed() {
        failures.increment();
    }

    /** One did not fit into the queue, which is full for this reason. */
    void overflowed(DropReason reason) {
        counter(reason).increment();
    }

    /** One ended when the writer was over. */
    void tooLate() {
        besideQueue.increment();
        counter(DropReason.SHUTDOWN).increment();
    }

    long droppedSoFar(DropReason reason) {
        return counter(reason).sum();
    }

    WriterCounts counts(long inQueue) {
        long undecided = keepsAll ? 0 : inQueue;
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
        return new WriterCounts(
                (keepsAll ? queued.getAsLong() : admitted.sum() + undecided)
                        + counter(DropReason.QUEUE_FULL).sum()
                        + counter(DropReason.SPILL_FULL).sum()
                        + besideQueue.sum(),
                inQueue + taken.sum(),
                undecided,
                spilled.sum() + left.get(),
                written.sum(),
                deadLettered.sum(),
                Collections.unmodifiableMap(drops),
                failures.sum());
    }

    /** How many of those found are this writer's own; which ones makes no difference to the figures. */
    private long foundAgain(int count) {
        long before = left.getAndUpdate(some -> Math.max(0, some - count));
        return Math.min(before, count);
    }

    private void leave(Pending record) {
        if (record.file() == null) {
            taken.decrement();
        } else {
            spilled.decrement();
        }
    }

    private LongAdder counter(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }
}
