// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

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

    List<Pending> take(int most) {
        int count = Math.min(most, waiting.size());
        List<Pending> taken = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            taken.add(waiting.remove());
        }
        return taken;
    }

    void release(List<Pending> taken) {
        taken.forEach(record -> bytes -= record.bytes());
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
