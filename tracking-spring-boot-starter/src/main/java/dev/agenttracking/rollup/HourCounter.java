// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts hours, each in slices that fit into the time limit of a statement: where one does not, it is halved.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class HourCounter {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration LEAST = Duration.ofMinutes(1);

    /** A slice that takes less may be twice as long the next time. */
    private static final long QUICK_NANOS = Duration.ofSeconds(1).toNanos();

    private static final String CANCELED = "57014";

    private final LongSupplier nanos;
    private Duration slice = HOUR;
    private @Nullable HourCount counting;

    HourCounter(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Counts the next slice of an hour, and keeps the hour if that was its last.
     *
     * @param keeps asked in the transaction that keeps it
     * @return done where all of the hour is counted
     */
    RollupWork.State count(RollupSession session, RollupTables tables, Instant begin, Condition keeps)
            throws SQLException {
        HourCount hour = counting;
        if (hour == null || !hour.begin().equals(begin)) {
            hour = new HourCount(begin);
            counting = hour;
        }
        if (!slice(session, tables, hour)) {
            return RollupWork.State.ANOTHER_IS_AT_IT;
        }
        if (!hour.isComplete()) {
            return RollupWork.State.MORE;
        }
        HourCount complete = hour;
        counting = null;
        boolean alone = session.alone(() -> {
            if (keeps.isMet()) {
                complete.store(tables);
            }
        });
        return alone ? RollupWork.State.DONE : RollupWork.State.ANOTHER_IS_AT_IT;
    }

    /** False where another process is at it. */
    private boolean slice(RollupSession session, RollupTables tables, HourCount hour) throws SQLException {
        Duration length = slice;
        WindowSums counted = new WindowSums();
        long beginNanos = nanos.getAsLong();
        try {
            if (!session.alone(() -> hour.count(tables, length, counted))) {
                return false;
            }
        } catch (SQLException e) {
            if (!CANCELED.equals(e.getSQLState()) || length.equals(LEAST)) {
                throw e;
            }
            slice = longer(LEAST, length.dividedBy(2));
            return true;
        }
        hour.add(counted, length);
        if (nanos.getAsLong() - beginNanos < QUICK_NANOS) {
            Duration twice = length.multipliedBy(2);
            slice = twice.compareTo(HOUR) < 0 ? twice : HOUR;
        }
        return true;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** Begins anew with the next hour. */
    void forget() {
        counting = null;
    }

    /** Something that the database knows. */
    @FunctionalInterface
    interface Condition {
        boolean isMet() throws SQLException;
    }
}
