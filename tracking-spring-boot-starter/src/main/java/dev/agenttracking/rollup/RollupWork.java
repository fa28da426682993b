// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps rollups up to date, in pieces: days whose hours are there, hours that are over, oldest first, then what came late. How far
 * it is stands in {@code agent_maintenance}, changed together with what is counted; whoever goes on, another process too, begins
 * there. What is done twice comes to the same.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * <p><b>Failure</b>: what the database refuses is thrown, and begun again by the next step.
 */
public final class RollupWork {

    /** An hour is counted when it has been over for so long: most of what began in it has been stored by then. */
    public static final Duration SETTLED = Duration.ofMinutes(15);

    /** How often it is looked for what came late. */
    static final Duration LOOK_INTERVAL = Duration.ofMinutes(10);

    private static final String NEXT_EXECUTION = "select id from %s where id >= :from::uuid order by id limit 1";

    private static final String NEXT_HOUR = """
            select min(time_window_start) from %s
            where vault_id is null and granularity = 'hour' and time_window_start >= :from and time_window_start < :to
            """;

    private final @Nullable Duration kept;
    private final boolean looksForLateRows;
    private final LongSupplier nanos;
    private final HourCounter hours;
    private @Nullable LateRows late;

    private RollupWork(@Nullable Duration kept, boolean looksForLateRows, LongSupplier nanos) {
        this.kept = kept;
        this.looksForLateRows = looksForLateRows;
        this.nanos = nanos;
        this.hours = new HourCounter(nanos);
    }

    /**
     * All of it, beginning where the last ended.
     *
     * @param kept how long executions are kept, so that what is left of hours that are going is not counted again; null for ever
     * @param nanos a monotonic clock
     */
    public static RollupWork withRetention(@Nullable Duration kept, LongSupplier nanos) {
        return new RollupWork(kept, true, nanos);
    }

    /**
     * Without what came late, for those who do not know how long executions are kept.
     *
     * @param nanos a monotonic clock
     */
    public static RollupWork withoutLateRows(LongSupplier nanos) {
        return new RollupWork(null, false, nanos);
    }

    /** How it stands. */
    public enum State {
        /** There is more to do. */
        MORE,

        /** There is nothing to do for now. */
        DONE,

        /** Another process is just doing something. */
        ANOTHER_IS_AT_IT
    }

    /**
     * Does some of it.
     *
     * @param now this moment; of two clocks that differ, by the one that is behind
     * @param time after so long no other piece is begun
     */
    public State step(RollupSession session, Instant now, Duration time) throws SQLException {
        RollupTables tables = new RollupTables(session.connection(), session.schema());
        long endNanos = nanos.getAsLong() + time.toNanos();
        try {
            State state;
            do {
                state = piece(session, tables, now);
            } while (state == State.MORE && nanos.getAsLong() - endNanos < 0);
            return state;
        } catch (SQLException | RuntimeException e) {
            late = null;
            hours.forget();
            throw e;
        }
    }

    private State piece(RollupSession session, RollupTables tables, Instant now) throws SQLException {
        LateRows found = late;
        if (found != null) {
            return late(session, tables, found, now);
        }
        Todo[] todo = {new Nothing()};
        if (!session.alone(() -> todo[0] = next(tables, now))) {
            return State.ANOTHER_IS_AT_IT;
        }
        if (todo[0] instanceof CountHour hour) {
            return more(hours.count(session, tables, hour.begin(), () -> hour.keep(tables)));
        }
        if (todo[0] instanceof MergeDay day) {
            return new DayMerge(day.begin()).run(session, tables) && session.alone(() -> day.keep(tables))
                    ? State.MORE
                    : State.ANOTHER_IS_AT_IT;
        }
        if (todo[0] instanceof CountAgain again) {
            late = again.rows();
        }
        return todo[0] instanceof Nothing ? State.DONE : State.MORE;
    }

    private static State more(State state) {
        return state == State.DONE ? State.MORE : state;
    }

    private State late(RollupSession session, RollupTables tables, LateRows found, Instant now) throws SQLException {
        Instant gone = goneBefore(now);
        if (gone != null) {
            found.hours().removeIf(hour -> hour.isBefore(gone));
        }
        Instant hour = found.hours().peek();
        if (hour != null) {
            State state = hours.count(session, tables, hour, () -> true);
            if (state == State.DONE) {
                found.hours().remove();
            }
            return more(state);
        }
        Instant day = found.days().peek();
        if (day != null) {
            boolean[] due = new boolean[1];
            boolean alone = session.alone(() -> due[0] = DayMerge.isDue(tables, day));
            if (!alone || (due[0] && !new DayMerge(day).run(session, tables))) {
                return State.ANOTHER_IS_AT_IT;
            }
            found.days().remove();
            return State.MORE;
        }
        if (!session.alone(() -> RollupProgress.looked(tables, found.lookedAt()))) {
            return State.ANOTHER_IS_AT_IT;
        }
        late = null;
        return State.MORE;
    }

    private Todo next(RollupTables tables, Instant now) throws SQLException {
        Instant due = Granularity.HOUR.floor(now.minus(SETTLED));
        RollupProgress progress = RollupProgress.read(tables);
        if (progress == null) {
            RollupProgress.begin(tables, first(tables, now, due));
            return new Skipped();
        }
        Instant days = Granularity.DAY.floor(progress.hours());
        if (progress.days().isBefore(days)) {
            return nextDay(tables, progress.days(), days);
        }
        if (progress.hours().isBefore(due)) {
            return nextHour(tables, progress.hours(), due);
        }
        if (!looksForLateRows || progress.lookedAt().plus(LOOK_INTERVAL).isAfter(HourCount.now(tables))) {
            return new Nothing();
        }
        return new CountAgain(LateRows.find(tables, progress, goneBefore(now)));
    }

    private Instant first(RollupTables tables, Instant now, Instant due) throws SQLException {
        Instant kept = goneBefore(now);
        Instant oldest = nextExecution(tables, kept == null ? Instant.EPOCH : kept);
        return oldest == null || oldest.isAfter(due) ? due : Granularity.HOUR.floor(oldest);
    }

    private static Todo nextDay(RollupTables tables, Instant from, Instant to) throws SQLException {
        OffsetDateTime hour = NamedSql.value(
                tables.connection(),
                OffsetDateTime.class,
                NEXT_HOUR.formatted(tables.name(Rollup.EXECUTIONS.table())),
                Map.of("from", from, "to", to));
        if (hour != null) {
            return new MergeDay(from, Granularity.DAY.floor(hour.toInstant()));
        }
        RollupProgress.advance(tables, Granularity.DAY, from, to);
        return new Skipped();
    }

    private static Todo nextHour(RollupTables tables, Instant from, Instant due) throws SQLException {
        Instant next = nextExecution(tables, from);
        if (next != null && next.isBefore(due)) {
            return new CountHour(from, Granularity.HOUR.floor(next));
        }
        RollupProgress.advance(tables, Granularity.HOUR, from, due);
        return new Skipped();
    }

    private static @Nullable Instant nextExecution(RollupTables tables, Instant from) throws SQLException {
        UUID id = NamedSql.value(
                tables.connection(),
                UUID.class,
                NEXT_EXECUTION.formatted(tables.name("agent_executions")),
                Map.of("from", MillisId.first(from)));
        return id == null ? null : MillisId.timeOf(id);
    }

    /** Of executions that began before this, rows are going, or gone. */
    private @Nullable Instant goneBefore(Instant now) {
        return kept == null ? null : Granularity.DAY.floor(now.minus(kept));
    }

    /** What is next. */
    private sealed interface Todo {}

    /** All is done. */
    private record Nothing() implements Todo {}

    /** There is more behind what was skipped. */
    private record Skipped() implements Todo {}

    /**
     * An hour that is over.
     *
     * @param reached the hours before this were counted
     */
    private record CountHour(Instant reached, Instant begin) implements Todo {

        /** Whether nobody else has kept it meanwhile; from now on it is. */
        boolean keep(RollupTables tables) throws SQLException {
            return RollupProgress.advance(tables, Granularity.HOUR, reached, Granularity.HOUR.next(begin));
        }
    }

    /**
     * A day whose hours are there.
     *
     * @param reached the days before this are there
     */
    private record MergeDay(Instant reached, Instant begin) implements Todo {

        void keep(RollupTables tables) throws SQLException {
            RollupProgress.advance(tables, Granularity.DAY, reached, Granularity.DAY.next(begin));
        }
    }

    /** What came late. */
    private record CountAgain(LateRows rows) implements Todo {}
}
