// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of every ended execution. At every quiet moment
 * {@code accepted = written + spilled + queued + dropped + dead-lettered + handed over}.
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
    private final Map<Path, Integer> left = new ConcurrentHashMap<>();
    private final LongAdder handedOver = new LongAdder();
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

    /** So many were found in a file that nobody had. Those that this writer left there itself are accepted already. */
    void found(Path file, int count) {
        besideQueue.add(count - foundAgain(file, count));
        spilled.add(count);
    }

    /** So many of those in a file that nobody had cannot be read. */
    void foundDamaged(Path file, int count) {
        besideQueue.add(count - foundAgain(file, count));
        counter(DropReason.CORRUPT).add(count);
    }

    /** There is nothing more in a file that nobody had: what else this writer left there is lost. */
    void foundAll(Path file) {
        counter(DropReason.CORRUPT).add(takeLeft(file));
    }

    /** So many of those that this process put into files cannot be read. */
    void damaged(int count) {
        spilled.add(-count);
        counter(DropReason.CORRUPT).add(count);
    }

    /**
     * The writer stops, and what waits in a file is whoever's comes next.
     *
     * @param before the name of the file so far
     * @param after under which it is left
     */
    void leaves(Path before, Path after, int count) {
        int all = count + takeLeft(before);
        spilled.add(-count);
        if (all > 0) {
            left.put(after, all);
        }
    }

    /** The files in which this writer left some that it has not found again. */
    Set<Path> left() {
        return left.keySet();
    }

    /** A file is gone from where this writer left it: whoever has taken it accounts for what is in it. */
    void handedOver(Path file) {
        handedOver.add(takeLeft(file));
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
                spilled.sum()
                        + left.values().stream().mapToLong(Integer::longValue).sum(),
                written.sum(),
                deadLettered.sum(),
                Collections.unmodifiableMap(drops),
                handedOver.sum(),
                failures.sum());
    }

    /** How many of those found are this writer's own; which ones makes no difference to the figures. */
    private int foundAgain(Path file, int count) {
        int before = takeLeft(file);
        if (before > count) {
            left.put(file, before - count);
        }
        return Math.min(before, count);
    }

    private int takeLeft(Path file) {
        return Objects.requireNonNullElse(left.remove(file), 0);
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
