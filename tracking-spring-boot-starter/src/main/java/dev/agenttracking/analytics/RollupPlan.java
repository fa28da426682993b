// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.Granularity;
import dev.agenttracking.rollup.RollupProgress;
import dev.agenttracking.rollup.RollupRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a span of time is put together: whole days and hours from rollups as far as these have come, the rest from executions.
 *
 * @param kept the windows of rollups, days where there are any
 * @param covered the time that these are; what began in it and has not ended is counted from executions
 * @param rest what is before and after them
 */
record RollupPlan(List<RollupRange> kept, Span covered, List<Span> rest) {

    /** Null where nothing of the time is in rollups. */
    static @Nullable RollupPlan of(@Nullable Instant from, @Nullable Instant to, RollupProgress progress) {
        Instant begin = from == null ? Instant.EPOCH : Granularity.HOUR.ceiling(from);
        Instant end = earlier(to == null ? progress.hours() : Granularity.HOUR.floor(to), progress.hours());
        if (!begin.isBefore(end)) {
            return null;
        }
        List<RollupRange> kept = new ArrayList<>();
        Instant firstDay = Granularity.DAY.ceiling(begin);
        Instant lastDay = earlier(Granularity.DAY.floor(end), progress.days());
        if (firstDay.isBefore(lastDay)) {
            kept.add(new RollupRange(Granularity.HOUR, begin, firstDay));
            kept.add(new RollupRange(Granularity.DAY, firstDay, lastDay));
            kept.add(new RollupRange(Granularity.HOUR, lastDay, end));
        } else {
            kept.add(new RollupRange(Granularity.HOUR, begin, end));
        }
        List<Span> rest = new ArrayList<>();
        if (from != null && from.isBefore(begin)) {
            rest.add(new Span(from, begin));
        }
        if (to == null || end.isBefore(to)) {
            rest.add(new Span(end, to));
        }
        kept.removeIf(RollupRange::isEmpty);
        return new RollupPlan(List.copyOf(kept), new Span(from == null ? null : begin, end), List.copyOf(rest));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /**
     * A part of the time.
     *
     * @param from null for the beginning
     * @param to null for now
     */
    record Span(@Nullable Instant from, @Nullable Instant to) {}
}
