// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The executions in memory that a filter lets through, newest first. */
final class MemoryExecutions {

    static final String TABLE = "agent_executions";

    private static final Comparator<MemoryRow> NEWEST_FIRST = Comparator.comparing(
                    (MemoryRow row) -> row.get("created_at", Instant.class))
            .thenComparing(row -> row.get("id", UUID.class), MemoryExecutions::compareIds)
            .reversed();

    private MemoryExecutions() {}

    /** Whatever the filter's limit and cursor. */
    static List<MemoryRow> matching(MemoryTables now, ExecutionFilter filter) {
        return stream(now, filter).toList();
    }

    /**
     * A page of a list.
     *
     * @param also what the list asks besides
     */
    static List<MemoryRow> page(MemoryTables now, ExecutionFilter filter, Predicate<MemoryRow> also) {
        return stream(now, filter)
                .filter(row -> comesAfter(filter.after(), row) && also.test(row))
                .limit(filter.limit())
                .toList();
    }

    private static Stream<MemoryRow> stream(MemoryTables now, ExecutionFilter asked) {
        ExecutionFilter filter = asked.stored();
        return now.rows(TABLE).stream()
                .map(MemoryRow::new)
                .filter(row -> matches(filter, row))
                .sorted(NEWEST_FIRST);
    }

    private static boolean matches(ExecutionFilter filter, MemoryRow row) {
        String status = filter.status() == null ? null : filter.status().storedName();
        return row.has("agent_name", filter.agent())
                && row.has("agent_method", filter.method())
                && row.has("status", status)
                && row.has("vault_id", filter.vaultId())
                && row.has("conversation_id", filter.conversationId())
                && row.has("user_id", filter.userId())
                && row.has("llm_model", filter.model())
                && row.has("error_type", filter.errorType())
                && row.has("service_version", filter.serviceVersion())
                && isTagged(filter.tag(), row)
                && isWithin(filter.from(), filter.to(), createdAt(row));
    }

    private static boolean isTagged(@Nullable String tag, MemoryRow row) {
        List<?> tags = row.get("tags", List.class);
        return tag == null || (tags != null && tags.contains(tag));
    }

    private static boolean isWithin(@Nullable Instant from, @Nullable Instant to, Instant created) {
        return (from == null || !created.isBefore(from)) && (to == null || created.isBefore(to));
    }

    private static boolean comesAfter(@Nullable ExecutionCursor cursor, MemoryRow row) {
        if (cursor == null) {
            return true;
        }
        int later = createdAt(row).compareTo(cursor.createdAt());
        return later < 0 || (later == 0 && compareIds(row.get("id", UUID.class), cursor.id()) < 0);
    }

    private static Instant createdAt(MemoryRow row) {
        return Objects.requireNonNull(row.get("created_at", Instant.class));
    }

    /** As PostgreSQL orders them, byte by byte. */
    static int compareIds(@Nullable UUID a, @Nullable UUID b) {
        if (a == null || b == null) {
            return Boolean.compare(a != null, b != null);
        }
        int high = Long.compareUnsigned(a.getMostSignificantBits(), b.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(a.getLeastSignificantBits(), b.getLeastSignificantBits());
    }
}
