// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.time.Duration;

/** Clocks that a test sets. */
public final class ManualTime implements TimeSource {

    private long epochMillis = 1_700_000_000_000L;
    private long nanos = -5_000_000_000L;

    @Override
    public synchronized long epochMillis() {
        return epochMillis;
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    public synchronized void advance(Duration duration) {
        nanos += duration.toNanos();
        epochMillis += duration.toMillis();
    }
}
