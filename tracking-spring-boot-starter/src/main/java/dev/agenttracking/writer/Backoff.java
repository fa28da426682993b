// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts that get longer, from a tenth of a second to ten seconds, with jitter. Used by one thread. */
final class Backoff {

    private static final long FIRST_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

    private long previous;

    /** The next wait, between the first one and three times the one before. */
    long nextNanos() {
        long upper = Math.min(LONGEST_NANOS, Math.max(FIRST_NANOS, previous) * 3);
        previous = ThreadLocalRandom.current().nextLong(FIRST_NANOS, upper + 1);
        return previous;
    }

    void reset() {
        previous = 0;
    }
}
