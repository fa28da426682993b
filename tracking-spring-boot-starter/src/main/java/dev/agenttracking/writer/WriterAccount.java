// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * What became of every ended execution. At every quiet moment {@code accepted = written + queued + dropped}.
 *
 * <p><b>Threading</b>: thread-safe. Figures read while executions end may be off by those under way.
 */
final class WriterAccount {

    private final LongSupplier queued;
    private final LongAdder leftOut = new LongAdder();
    private final LongAdder written = new LongAdder();
    private final LongAdder taken = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

    /**
     * Begins at nothing.
     *
     * @param queued how many the queue has taken so far, which counts them anyway: a counter of its own would cost each call more
     *     than the queue does
     */
    WriterAccount(LongSupplier queued) {
        this.queued = queued;
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new LongAdder());
        }
    }

    void written(int count) {
        written.add(count);
        taken.add(-count);
    }

    /** So many were not drawn; fewer than none where some that were left out before are stored after all. */
    void leftOut(int count) {
        leftOut.add(count);
    }

    /** So many left the queue and wait for the store. */
    void taken(int count) {
        taken.add(count);
    }

    void failed() {
        failures.increment();
    }

    /** One did not fit into the queue. */
    void overflowed() {
        counter(DropReason.QUEUE_FULL).increment();
    }

    /** So many of those taken are given up. */
    void dropped(DropReason reason, int count) {
        counter(reason).add(count);
        taken.add(-count);
    }

    long dropped(DropReason reason) {
        return counter(reason).sum();
    }

    WriterCounts counts(long inQueue) {
        Map<DropReason, Long> drops = new EnumMap<>(DropReason.class);
        dropped.forEach((reason, count) -> drops.put(reason, count.sum()));
        return new WriterCounts(
                queued.getAsLong() + dropped(DropReason.QUEUE_FULL) - leftOut.sum(),
                inQueue + taken.sum(),
                written.sum(),
                Collections.unmodifiableMap(drops),
                failures.sum());
    }

    private LongAdder counter(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }
}
