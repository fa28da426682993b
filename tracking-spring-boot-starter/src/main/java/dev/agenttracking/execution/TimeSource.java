// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/** The two clocks: one that says when, one that says how long. Replaced in tests. */
public interface TimeSource {

    /** The machine's clocks. */
    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    };

    /** Wall-clock time in milliseconds since 1970. */
    long epochMillis();

    /** Monotonic time in nanoseconds, with an arbitrary origin. */
    long nanos();
}
