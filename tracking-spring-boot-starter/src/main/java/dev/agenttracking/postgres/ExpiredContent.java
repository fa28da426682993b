// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes the content from executions that are older than content is kept, oldest first, some hundred in a transaction. How far it has
 * come stands in {@code agent_maintenance}, written with the same transaction, so that whoever goes on, after a crash too, begins
 * where it ended.
 *
 * <p>Where that takes long, since executions have very many rows, it is half as many the next time, down to one, and of that one
 * so many rows of a table at a time that some progress is made in any case.
 *
 * <p>What is stored late, after its time had come, is found by going over the last {@link #LATE} again once a day.
 */
final class ExpiredContent implements MaintenanceTask {

    static final String PROGRESS_TABLE = "agent_maintenance";
    static final Map<String, String> COLUMNS =
            Map.of("task", "text", "reached", "uuid", "day", "date", "looked_at", "timestamp with time zone");

    /** Executions whose content goes in a transaction, at most. */
    static final int BATCH = 200;

    /** Rows of a table whose content goes in a transaction, where it is that of one execution. */
    static final int ROWS = 5_000;

    /** Records that wait on disk, or of executions that take long, come up to so much after their content was to go. */
    static final Duration LATE = Duration.ofDays(7);

    /** At each heartbeat. Both together are a few percent of the thread, and keep up with thousands of executions a second. */
    private static final Duration TIME_PER_STEP = Duration.ofMillis(300);

    private static final int BATCHES_PER_STEP = 50;

    private static final String TASK = "payloads";
    private static final UUID FIRST = new UUID(0, 0);

    private static final String BEGIN = """
            insert into %s as m (task, reached, day) values ('payloads', ?, ?::date)
            on conflict (task) do update set reached = least(m.reached, ?), day = excluded.day where m.day < excluded.day
            """;
    private static final String REACHED = "select reached from %s where task = ?";
    private static final String ADVANCE = "update %s set reached = ? where task = ?";

    private static final String END_OF_BATCH =
            "select id from %s where id >= ? and id < ? order by id limit 1 offset ?";
    private static final String TAKE = "update %s set %s where %s >= ? and %3$s < ? and (%s)";
    private static final String TAKE_SOME = TAKE
            + " and (tableoid, ctid) in (select tableoid, ctid from %1$s where %3$s >= ? and %3$s < ? and (%4$s) limit "
            + ROWS + ")";

    private final Duration kept;
    private final TimeSource time;
    private int batch = BATCH;

    ExpiredContent(Duration kept, TimeSource time) {
        this.kept = kept;
        this.time = time;
    }

    @Override
    public String purpose() {
        return "take content that is older than tracking.retention.payloads";
    }

    @Override
    public String consequence() {
        return "It stays";
    }

    @Override
    public boolean step(MaintenanceSession session, Instant now) throws SQLException {
        Instant earlier = Earlier.of(session, now);
        Instant expired = earlier.minus(kept);
        UUID cutoff = StoredDay.firstId(expired);
        String progress = session.qualified(PROGRESS_TABLE);
        boolean alone = session.alone(() -> session.update(
                BEGIN.formatted(progress),
                FIRST,
                StoredDay.of(earlier).toString(),
                StoredDay.firstId(expired.minus(LATE))));
        long endNanos = time.nanos() + TIME_PER_STEP.toNanos();
        @Nullable UUID[] reached = new @Nullable UUID[1];
        for (int i = 0;
                alone && i < BATCHES_PER_STEP && !cutoff.equals(reached[0]) && time.nanos() - endNanos < 0;
                i++) {
            long beginNanos = time.nanos();
            try {
                alone = session.alone(() -> reached[0] = batch(session, progress, cutoff));
            } catch (SQLException e) {
                if (batch == 1 || !MaintenanceSession.CANCELED.equals(e.getSQLState())) {
                    throw e;
                }
                batch /= 2;
                return true;
            }
            boolean quick = time.nanos() - beginNanos < TIME_PER_STEP.toNanos();
            if (!quick) {
                batch = Math.max(1, batch / 2);
            } else if (reached[0] != null) {
                batch = Math.min(BATCH, batch * 2);
            }
        }
        return !cutoff.equals(reached[0]);
    }

    /** Returns up to where there is no content any more, null where some is left of what it has begun with. */
    private @Nullable UUID batch(MaintenanceSession session, String progress, UUID cutoff) throws SQLException {
        UUID from = session.value(UUID.class, REACHED.formatted(progress), TASK);
        if (from == null || from.toString().compareTo(cutoff.toString()) >= 0) {
            return cutoff;
        }
        @Nullable
        UUID end = session.value(
                UUID.class,
                END_OF_BATCH.formatted(PartitionedTable.EXECUTIONS.qualifiedName(session.schema())),
                from,
                cutoff,
                batch);
        UUID to = end == null ? cutoff : end;
        if (!take(session, from, to)) {
            return null;
        }
        session.update(ADVANCE.formatted(progress), to, TASK);
        return to;
    }

    /** Whether it has taken all. */
    private boolean take(MaintenanceSession session, UUID from, UUID to) throws SQLException {
        boolean all = true;
        for (PartitionedTable table : PartitionedTable.ALL) {
            String sql = (batch == 1 ? TAKE_SOME : TAKE)
                    .formatted(
                            table.qualifiedName(session.schema()),
                            table.assignments(),
                            table.key(),
                            table.hasContent());
            if (batch > 1) {
                session.update(sql, from, to);
            } else {
                all &= session.update(sql, from, to, from, to) < ROWS;
            }
        }
        return all;
    }
}
