// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.Granularity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A span of time in equal parts, to the microsecond, which is all that is stored. */
record TimeParts(Instant from, long spanMicros, int parts) {

    private static final long HOUR_MICROS = TimeUnit.HOURS.toMicros(1);

    /** The span of a filter; it has both ends. */
    static TimeParts of(ExecutionFilter filter, int parts) {
        Instant from = filter.from();
        Instant to = filter.to();
        if (from == null || to == null || !from.isBefore(to)) {
            throw new IllegalArgumentException("Activity needs a span of time, and not " + from + " to " + to);
        }
        if (parts < 1 || parts > ExecutionAnalytics.MAX_ACTIVITY_PARTS) {
            throw new IllegalArgumentException(
                    "Activity has 1 to " + ExecutionAnalytics.MAX_ACTIVITY_PARTS + " parts, and not " + parts);
        }
        return new TimeParts(from, Math.max(1, micros(from, to)), parts);
    }

    /** The first moment after it. */
    Instant to() {
        return from.plus(spanMicros, ChronoUnit.MICROS);
    }

    /** Whether each part begins at a full hour of UTC. */
    boolean isOfFullHours() {
        return from.equals(Granularity.HOUR.floor(from)) && spanMicros % (HOUR_MICROS * parts) == 0;
    }

    /** In which part a moment of the span is. */
    int partOf(Instant moment) {
        return (int) (micros(from, moment) * parts / spanMicros);
    }

    /** {@link ChronoUnit#MICROS} counts by way of nanoseconds, of which centuries have too many. */
    private static long micros(Instant from, Instant to) {
        Duration between = Duration.between(from, to);
        return TimeUnit.SECONDS.toMicros(between.getSeconds()) + TimeUnit.NANOSECONDS.toMicros(between.getNano());
    }

    /** All parts, also those in which nothing began. */
    List<ActivityCount> counts(Map<Integer, Count> byPart) {
        List<ActivityCount> counts = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            Count count = byPart.getOrDefault(part, Count.NONE);
            counts.add(new ActivityCount(begin(part), begin(part + 1), count.executions, count.failed));
        }
        return counts;
    }

    /** The first microsecond that {@link #partOf} counts to a part. */
    private Instant begin(int part) {
        return from.plus(-Math.floorDiv(-spanMicros * part, (long) parts), ChronoUnit.MICROS);
    }

    /** What began in one part. */
    record Count(long executions, long failed) {

        static final Count NONE = new Count(0, 0);

        Count plus(Count other) {
            return new Count(executions + other.executions, failed + other.failed);
        }
    }
}
