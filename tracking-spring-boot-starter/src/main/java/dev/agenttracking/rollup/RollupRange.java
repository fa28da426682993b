// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.time.Instant;

/**
 * Windows of one length that follow each other.
 *
 * @param from the begin of the first
 * @param to the end of the last
 */
public record RollupRange(Granularity granularity, Instant from, Instant to) {

    static RollupRange hour(Instant begin) {
        return new RollupRange(Granularity.HOUR, begin, Granularity.HOUR.next(begin));
    }

    static RollupRange day(Instant begin) {
        return new RollupRange(Granularity.DAY, begin, Granularity.DAY.next(begin));
    }

    /** The same time in hours. */
    RollupRange inHours() {
        return new RollupRange(Granularity.HOUR, from, to);
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return !from.isBefore(to);
    }
}
