// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Deletes dead letters of executions that began before the time for which they are kept, the oldest first, some at a time. */
final class ExpiredLetters implements MaintenanceTask {

    /** Deleted in a transaction. */
    static final int BATCH = 500;

    private static final String DELETE = """
            delete from %1$s where execution_id in (
                select execution_id from %1$s where execution_id < ? order by execution_id limit\s""" + BATCH + ")";

    private final Duration kept;

    ExpiredLetters(Duration kept) {
        this.kept = kept;
    }

    @Override
    public String purpose() {
        return "delete dead letters that are older than tracking.retention";
    }

    @Override
    public String consequence() {
        return "They stay";
    }

    @Override
    public boolean step(MaintenanceSession session, Instant now) throws SQLException {
        UUID cutoff = StoredDay.firstId(Earlier.of(session, now).minus(kept));
        int[] deleted = {0};
        session.alone(
                () -> deleted[0] = session.update(DELETE.formatted(session.qualified(DeadLetterTable.NAME)), cutoff));
        return deleted[0] == BATCH;
    }
}
