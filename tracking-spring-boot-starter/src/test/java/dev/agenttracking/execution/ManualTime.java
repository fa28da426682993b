// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Clocks that a test sets. */
public final class ManualTime implements TimeSource {

    private long epochMicros = 1_700_000_000_000_000L;
    private long nanos = -5_000_000_000L;

    @Override
    public synchronized long epochMicros() {
        return epochMicros;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    public synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
        epochMicros += TimeUnit.NANOSECONDS.toMicros(duration.toNanos());
    }

    /** Sets the wall clock alone. */
    public synchronized void set(Instant now) {
        epochMicros = TimeUnit.MILLISECONDS.toMicros(now.toEpochMilli());
    }
}
