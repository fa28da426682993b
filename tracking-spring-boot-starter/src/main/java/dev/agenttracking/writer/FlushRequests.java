// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Who waits until what has ended is stored, and how far the writer is with that.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class FlushRequests {

    private long asked;
    private long served;
    private int waiting;

    /** Takes a number, to wait for it. */
    synchronized long ask() {
        waiting++;
        return ++asked;
    }

    /** The newest number, 0 where nobody waits. */
    synchronized long waiting() {
        return waiting == 0 || asked == served ? 0 : asked;
    }

    /** All up to a number have what they wait for. */
    synchronized void serve(long number) {
        served = Math.max(served, number);
        notifyAll();
    }

    /** Whether a number was served in time. */
    synchronized boolean await(long number, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        try {
            while (served < number) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } finally {
            waiting--;
        }
    }
}
