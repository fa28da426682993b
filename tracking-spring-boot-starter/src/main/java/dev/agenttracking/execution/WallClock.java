// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.concurrent.TimeUnit;

/**
 * When a moment of the monotonic clock was. Calls read that clock anyway, and reading another would cost them as much again; so the
 * wall clock is read only where the last time is more than 100 ms ago. A clock that is set shows that much later at most.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class WallClock {

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long MAX_BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long VALID_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final TimeSource time;
    private volatile long offsetNanos = UNKNOWN;

    /** Written after the offset and read before it, so that no older one is taken for it. */
    private volatile long readAtNanos;

    WallClock(TimeSource time) {
        this.time = time;
    }

    /**
     * Milliseconds since 1970.
     *
     * @param nanos now, on the monotonic clock
     */
    long epochMillis(long nanos) {
        long offset = nanos - readAtNanos > VALID_NANOS ? UNKNOWN : offsetNanos;
        return TimeUnit.NANOSECONDS.toMillis(nanos + (offset == UNKNOWN ? read(nanos) : offset));
    }

    private long read(long nanos) {
        long before = time.nanos();
        long epochNanos = TimeUnit.MICROSECONDS.toNanos(time.epochMicros());
        if (time.nanos() - before > MAX_BETWEEN_NANOS) {
            // The thread was kept waiting between the two: once more, since what is read here holds for all.
            before = time.nanos();
            epochNanos = TimeUnit.MICROSECONDS.toNanos(time.epochMicros());
        }
        long offset = epochNanos - before;
        offsetNanos = offset;
        readAtNanos = nanos;
        return offset;
    }
}
