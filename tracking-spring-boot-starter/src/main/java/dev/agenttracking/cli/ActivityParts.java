// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ActivityCount;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The time of a filter in up to 24 parts. Where they are an hour or longer they begin at full hours: what goes on to now
 * has all of this hour, and what is left over at an end is left out. What has not begun yet has none.
 */
record ActivityParts(Instant from, Instant to, int parts) {

    private static final int MOST = 24;

    static List<ActivityCount> count(ExecutionAnalytics analytics, ExecutionFilter filter, Instant now) {
        ActivityParts span = of(Objects.requireNonNull(filter.from()), filter.to(), now);
        if (!span.from.isBefore(span.to)) {
            return List.of();
        }
        return analytics.activity(filter.between(span.from, span.to), span.parts);
    }

    /**
     * The parts.
     *
     * @param to null for now
     */
    static ActivityParts of(Instant from, @Nullable Instant to, Instant now) {
        Instant last = to == null ? now : to;
        if (Duration.between(from, last).toHours() < MOST) {
            return new ActivityParts(from, last, MOST);
        }
        Instant hour = last.truncatedTo(ChronoUnit.HOURS);
        Instant end = to != null || hour.equals(last) ? hour : hour.plus(1, ChronoUnit.HOURS);
        long hours = Duration.between(from, end).toHours();
        long hoursEach = (hours + MOST - 1) / MOST;
        int parts = (int) (hours / hoursEach);
        return new ActivityParts(end.minus(parts * hoursEach, ChronoUnit.HOURS), end, parts);
    }
}
