// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.time.Instant;
import java.util.Locale;

/** How long the windows of a rollup are. They begin at full hours, and at midnight, of UTC, whatever zone a session is in. */
public enum Granularity {
    HOUR(3_600),
    DAY(24 * 3_600);

    private final long seconds;

    Granularity(long seconds) {
        this.seconds = seconds;
    }

    /** Whose window a moment is in: its begin. */
    public Instant floor(Instant moment) {
        return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
    }

    /** The begin of the first window that begins at a moment or later. */
    public Instant ceiling(Instant moment) {
        Instant floor = floor(moment);
        return floor.equals(moment) ? moment : next(floor);
    }

    /** The begin of the window after one. */
    public Instant next(Instant begin) {
        return begin.plusSeconds(seconds);
    }

    /** As it is stored. */
    String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
