// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How long the children of an execution took, counted in memory as the query {@code SLOW_EXECUTIONS} does. */
final class ChildTime {

    private ChildTime() {}

    /**
     * Executions with the time of their children as a column more.
     *
     * @param all what their children are among
     */
    static List<MemoryRow> added(List<MemoryRow> parents, List<MemoryRow> all) {
        Map<UUID, List<MemoryRow>> byParent = new HashMap<>();
        for (MemoryRow row : all) {
            UUID parent = row.get("parent_execution_id", UUID.class);
            if (parent != null) {
                byParent.computeIfAbsent(parent, id -> new ArrayList<>()).add(row);
            }
        }
        List<MemoryRow> added = new ArrayList<>();
        for (MemoryRow parent : parents) {
            UUID id = Objects.requireNonNull(parent.get("id", UUID.class));
            Map<String, @Nullable Object> columns = new HashMap<>(parent.columns());
            columns.put("children_ms", millis(parent, byParent.getOrDefault(id, List.of())));
            added.add(new MemoryRow(columns));
        }
        return added;
    }

    /**
     * The sum of their durations where they ran one after another, else the time within their parent's in which one of them ran. Their
     * begins are stored in full milliseconds, so one after another is also what overlaps by up to a millisecond each.
     */
    private static double millis(MemoryRow parent, List<MemoryRow> children) {
        List<Span> ended = children.stream()
                .filter(child -> child.get("duration_ms", Double.class) != null)
                .map(Span::of)
                .toList();
        double sum = ended.stream().mapToDouble(Span::millis).sum();
        double busy = busyMillis(Span.of(parent), ended);
        return sum - busy <= ended.size() ? sum : busy;
    }

    /** To the microsecond, as PostgreSQL counts. */
    static Instant end(Instant begin, double millis) {
        return begin.plusNanos((long) Math.rint(millis * 1e3) * 1_000);
    }

    private static double busyMillis(Span parent, List<Span> children) {
        List<Span> inOrder = new ArrayList<>(children);
        inOrder.sort(Comparator.comparing(Span::begin));
        Duration busy = Duration.ZERO;
        Instant until = parent.begin();
        for (Span child : inOrder) {
            Instant end = child.end().isBefore(parent.end()) ? child.end() : parent.end();
            Instant begin = child.begin().isAfter(until) ? child.begin() : until;
            if (begin.isBefore(end)) {
                busy = busy.plus(Duration.between(begin, end));
                until = end;
            }
        }
        return busy.toNanos() / 1e6;
    }

    /** When an execution ran, to the microsecond as PostgreSQL counts. */
    private record Span(Instant begin, double millis) {

        static Span of(MemoryRow execution) {
            return new Span(
                    Objects.requireNonNull(execution.get("started_at", Instant.class)),
                    Objects.requireNonNull(execution.get("duration_ms", Double.class)));
        }

        Instant end() {
            return ChildTime.end(begin, millis);
        }
    }
}
