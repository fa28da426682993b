// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What of the hours that are counted has changed since it was last looked for: executions that ended later, that waited on disk,
 * that were found abandoned. Found by when they were stored, of which there is an index.
 *
 * @param lookedAt when this was, by the database's clock
 * @param hours to be counted again, oldest first
 * @param days that are made of such hours, or of hours that were counted again before it was said that all were
 */
record LateRows(Instant lookedAt, Deque<Instant> hours, Deque<Instant> days) {

    /** A row is seen when its transaction commits, and says when that began. They last seconds. */
    static final Duration OVERLAP = Duration.ofMinutes(10);

    private static final String FIND = """
            select h.hour, m.counted is null or h.changed > m.counted - interval '%2$s minutes' as due
            from (select floor(extract(epoch from e.created_at) / 3600)::bigint * 3600 as hour, max(e.updated_at) as changed
                  from %1$sagent_executions e
                  where e.updated_at > :since::timestamptz and e.id < :reached::uuid and e.id >= :kept::uuid
                    and e.status in ('success', 'failed', 'timeout', 'skipped', 'cancelled', 'abandoned')
                  group by 1) h
            left join lateral (
                select max(updated_at) as counted
                from %1$sagent_performance_metrics
                where vault_id is null and granularity = 'hour' and time_window_start = to_timestamp(h.hour)) m on true
            order by h.hour
            """;

    /**
     * Looks. Part of a transaction.
     *
     * @param kept the rows of executions that began before this are going, or gone; null for none
     */
    static LateRows find(RollupTables tables, RollupProgress progress, @Nullable Instant kept) throws SQLException {
        Instant now = HourCount.now(tables);
        Deque<Instant> hours = new ArrayDeque<>();
        Set<Instant> days = new TreeSet<>();
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("since", progress.lookedAt().minus(OVERLAP));
        parameters.put("reached", MillisId.first(progress.hours()));
        parameters.put("kept", MillisId.first(kept == null ? Instant.EPOCH : kept));
        NamedSql.read(tables.connection(), FIND.formatted(tables.name(""), OVERLAP.toMinutes()), parameters, row -> {
            Instant hour = Instant.ofEpochSecond(row.getLong("hour"));
            if (row.getBoolean("due")) {
                hours.add(hour);
            }
            Instant day = Granularity.DAY.floor(hour);
            if (day.isBefore(progress.days())) {
                days.add(day);
            }
        });
        return new LateRows(now, hours, new ArrayDeque<>(days));
    }
}
