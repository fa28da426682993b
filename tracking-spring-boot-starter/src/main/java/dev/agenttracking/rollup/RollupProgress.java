// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far rollups have come.
 *
 * @param hours executions that began before this are in the sums of hours
 * @param days and before this in those of days
 * @param lookedAt when it was last looked for what came late, by the database's clock
 */
public record RollupProgress(Instant hours, Instant days, Instant lookedAt) {

    static final String TABLE = "agent_maintenance";

    private static final String TABLES_ARE_THERE = """
            select bool_and(coalesce(has_table_privilege(to_regclass(:prefix::text || t.name), 'select'), false))
            from unnest(array['agent_maintenance', 'agent_performance_metrics', 'agent_stage_metrics', 'agent_llm_metrics']) t (name)
            """;

    private static final String READ =
            "select task, reached, looked_at from %s where task in ('rollup-hours', 'rollup-days')";

    private static final String BEGIN = """
            insert into %s (task, reached, day, looked_at)
            values ('rollup-hours', :hours, (now() at time zone 'UTC')::date, now()),
                   ('rollup-days', :days, (now() at time zone 'UTC')::date, null)
            on conflict (task) do nothing
            """;

    private static final String ADVANCE = "update %s set reached = :to where task = :task and reached = :from";

    private static final String LOOKED =
            "update %s set looked_at = greatest(looked_at, :at) where task = 'rollup-hours'";

    /** Null where none have been begun, or the tables are those of an older version. */
    public static @Nullable RollupProgress readIfPresent(RollupTables tables) throws SQLException {
        Boolean present =
                NamedSql.value(tables.connection(), Boolean.class, TABLES_ARE_THERE, Map.of("prefix", tables.name("")));
        return Boolean.TRUE.equals(present) ? read(tables) : null;
    }

    static @Nullable RollupProgress read(RollupTables tables) throws SQLException {
        Map<String, Instant> reached = new HashMap<>();
        Instant[] lookedAt = {Instant.EPOCH};
        NamedSql.read(tables.connection(), READ.formatted(tables.name(TABLE)), Map.of(), row -> {
            reached.put(row.getString(1), MillisId.timeOf(row.getObject(2, UUID.class)));
            OffsetDateTime looked = row.getObject(3, OffsetDateTime.class);
            if (looked != null) {
                lookedAt[0] = looked.toInstant();
            }
        });
        Instant hours = reached.get("rollup-hours");
        Instant days = reached.get("rollup-days");
        return hours == null || days == null ? null : new RollupProgress(hours, days, lookedAt[0]);
    }

    /** Where there is none yet. */
    static void begin(RollupTables tables, Instant hour) throws SQLException {
        NamedSql.update(
                tables.connection(),
                BEGIN.formatted(tables.name(TABLE)),
                Map.of("hours", MillisId.first(hour), "days", MillisId.first(Granularity.DAY.floor(hour))));
    }

    /** False where another has been at it. */
    static boolean advance(RollupTables tables, Granularity granularity, Instant from, Instant to) throws SQLException {
        return NamedSql.update(
                        tables.connection(),
                        ADVANCE.formatted(tables.name(TABLE)),
                        Map.of(
                                "task",
                                "rollup-" + granularity.storedName() + "s",
                                "from",
                                MillisId.first(from),
                                "to",
                                MillisId.first(to)))
                == 1;
    }

    static void looked(RollupTables tables, Instant at) throws SQLException {
        NamedSql.update(tables.connection(), LOOKED.formatted(tables.name(TABLE)), Map.of("at", at));
    }
}
