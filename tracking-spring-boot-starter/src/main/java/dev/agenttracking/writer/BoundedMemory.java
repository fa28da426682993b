// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What waits in memory, first in first out. What was taken still counts until it is released, since it is there still.
 *
 * <p><b>Threading</b>: guarded by the backlog's lock.
 */
final class BoundedMemory {

    private final long maxBytes;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private long bytes;

    /** Empty; one fits in any case. */
    BoundedMemory(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** False where it does not fit. */
    boolean add(Pending record) {
        if (bytes > 0 && bytes + record.bytes() > maxBytes) {
            return false;
        }
        bytes += record.bytes();
        return waiting.add(record);
    }

    /** The first ones, which stay. */
    List<Pending> first(int most) {
        return waiting.stream().limit(most).collect(Collectors.toCollection(ArrayList::new));
    }

    /** Takes so many of the first ones. */
    void take(int count) {
        for (int i = 0; i < count; i++) {
            waiting.remove();
        }
    }

    void release(List<Pending> taken) {
        taken.forEach(record -> bytes -= record.bytes());
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
