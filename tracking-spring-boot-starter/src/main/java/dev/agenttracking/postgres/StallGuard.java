// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection whose server no longer takes what is sent. The driver's own limit is on the wait for an answer; a send into
 * the full buffers of a frozen server has none and would never come back.
 *
 * <p><b>Threading</b>: used by the writer's thread; its own thread exists while something is sent.
 */
final class StallGuard {

    private static final int CHECKS_PER_LIMIT = 4;

    private final ScheduledThreadPoolExecutor timer;
    private final long limitNanos;

    /**
     * Makes a guard.
     *
     * @param limit how long a single send may take
     */
    StallGuard(Duration limit) {
        limitNanos = limit.toNanos();
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "agent-tracking-stall-guard");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(limitNanos, TimeUnit.NANOSECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
    }

    Watch watch(BorrowedConnection borrowed) {
        return new Watch(borrowed);
    }

    /** Watches the sends over one connection, until it is closed. */
    final class Watch implements AutoCloseable {

        private static final long NOTHING_SENT = Long.MIN_VALUE;

        private final ScheduledFuture<?> checks;
        private volatile long sendingSinceNanos = NOTHING_SENT;

        private Watch(BorrowedConnection borrowed) {
            long period = Math.max(1, limitNanos / CHECKS_PER_LIMIT);
            checks = timer.scheduleWithFixedDelay(() -> check(borrowed), period, period, TimeUnit.NANOSECONDS);
        }

        void sending() {
            sendingSinceNanos = System.nanoTime();
        }

        void sent() {
            sendingSinceNanos = NOTHING_SENT;
        }

        @Override
        public void close() {
            checks.cancel(false);
        }

        private void check(BorrowedConnection borrowed) {
            long since = sendingSinceNanos;
            if (since != NOTHING_SENT && System.nanoTime() - since > limitNanos) {
                borrowed.abort();
            }
        }
    }
}
