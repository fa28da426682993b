// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An hour that is being counted, slice by slice. It is in memory until all of it is there, and then takes the place of what is kept
 * of the hour; whoever begins it again comes to the same.
 */
final class HourCount {

    private static final String NOW = "select now()";

    private static final String COUNTED_AT = "select max(updated_at) from %s where vault_id is null and %s";

    private final RollupRange hour;
    private final WindowSums sums = new WindowSums();
    private Instant next;
    private @Nullable Instant begun;

    HourCount(Instant begin) {
        hour = RollupRange.hour(begin);
        next = begin;
    }

    Instant begin() {
        return hour.from();
    }

    boolean isComplete() {
        return !next.isBefore(hour.to());
    }

    /** Counts the next slice. Part of a transaction. */
    void count(RollupTables tables, Duration slice, WindowSums counted) throws SQLException {
        if (begun == null) {
            begun = now(tables);
        }
        counted.addCounted(tables, next, end(slice));
    }

    /** Adds a slice that was counted. */
    void add(WindowSums counted, Duration slice) {
        sums.add(counted);
        next = end(slice);
    }

    /** Keeps it, unless somebody has counted it later. Part of a transaction. */
    void store(RollupTables tables) throws SQLException {
        Instant present = countedAt(tables, hour);
        if (begun != null && (present == null || !present.isAfter(begun))) {
            sums.store(tables, hour, null, begun);
        }
    }

    private Instant end(Duration slice) {
        Instant end = next.plus(slice);
        return end.isAfter(hour.to()) ? hour.to() : end;
    }

    /** The moment by which all had to be stored that is counted in a window; null where nothing is. */
    static @Nullable Instant countedAt(RollupTables tables, RollupRange window) throws SQLException {
        OffsetDateTime at = NamedSql.value(
                tables.connection(),
                OffsetDateTime.class,
                COUNTED_AT.formatted(tables.name(Rollup.EXECUTIONS.table()), RollupTables.within(window)),
                Map.of());
        return at == null ? null : at.toInstant();
    }

    /** The begin of the transaction by the database's clock, as executions that are stored have it. */
    static Instant now(RollupTables tables) throws SQLException {
        OffsetDateTime now = NamedSql.value(tables.connection(), OffsetDateTime.class, NOW, Map.of());
        if (now == null) {
            throw new SQLException("The database does not tell the time");
        }
        return now.toInstant();
    }
}
