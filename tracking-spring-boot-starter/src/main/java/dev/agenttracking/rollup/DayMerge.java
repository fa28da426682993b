// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A day that is made of its hours, agent by agent, each in a transaction. Its rows are as old as the last of its hours, so that one
 * that lags behind them is seen, also after a crash in the middle.
 */
final class DayMerge {

    private static final String AGENTS =
            "select distinct agent_name from %s where vault_id is null and %s order by agent_name";

    private static final String OLDEST = "select min(updated_at) from %s where vault_id is null and %s";

    private static final String DELETE_OLDER = "delete from %s where %s and %s and updated_at < :counted";

    private final RollupRange day;

    DayMerge(Instant begin) {
        day = RollupRange.day(begin);
    }

    /** False where another process is at it. */
    boolean run(RollupSession session, RollupTables tables) throws SQLException {
        List<String> agents = new ArrayList<>();
        @Nullable Instant[] counted = new @Nullable Instant[1];
        boolean alone = session.alone(() -> {
            counted[0] = HourCount.countedAt(tables, day.inHours());
            NamedSql.read(
                    tables.connection(),
                    AGENTS.formatted(tables.name(Rollup.EXECUTIONS.table()), RollupTables.within(day.inHours())),
                    Map.of(),
                    row -> agents.add(row.getString(1)));
        });
        Instant at = counted[0];
        if (!alone || at == null) {
            return alone;
        }
        for (String agent : agents) {
            if (!session.alone(() -> merge(tables, agent, at))) {
                return false;
            }
        }
        return session.alone(() -> forgetOthers(tables, at));
    }

    private void merge(RollupTables tables, String agent, Instant counted) throws SQLException {
        WindowSums sums = new WindowSums();
        sums.addStored(tables, day.inHours(), agent);
        sums.store(tables, day, agent, counted);
    }

    /** Agents that the hours do not have any more. */
    private void forgetOthers(RollupTables tables, Instant counted) throws SQLException {
        for (Rollup<?, ?> rollup : Rollup.ALL) {
            for (String vaults : List.of(rollup.vaults().all(), rollup.vaults().each())) {
                NamedSql.update(
                        tables.connection(),
                        DELETE_OLDER.formatted(tables.name(rollup.table()), RollupTables.within(day), vaults),
                        Map.of("counted", counted));
            }
        }
    }

    /** Whether its hours are newer. Part of a transaction. */
    static boolean isDue(RollupTables tables, Instant begin) throws SQLException {
        RollupRange day = RollupRange.day(begin);
        Instant hours = HourCount.countedAt(tables, day.inHours());
        OffsetDateTime oldest = NamedSql.value(
                tables.connection(),
                OffsetDateTime.class,
                OLDEST.formatted(tables.name(Rollup.EXECUTIONS.table()), RollupTables.within(day)),
                Map.of());
        return hours != null && (oldest == null || oldest.toInstant().isBefore(hours));
    }
}
