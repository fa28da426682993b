// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The two clocks: one that says when, one that says how long. Replaced in tests. */
public interface TimeSource {

    /** The machine's clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long epochMicros() {
            Instant now = Instant.now();
            return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(now.getNano());
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Wall-clock time in microseconds since 1970. */
    long epochMicros();

    /** Monotonic time in nanoseconds, with an arbitrary origin. */
    long nanos();
}
