// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.TimeSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done to the tables as time goes by: partitions for the days to come, and what is older than {@link Retention} says goes.
 * At each heartbeat interval at most one step of it is done; where nothing is to be done, a look once a minute costs a few
 * milliseconds.
 *
 * <p><b>Threading</b>: used by the thread that brings batches to the database.
 *
 * <p><b>Failure</b>: none comes out. What is in somebody's way is tried again a minute later, what this role must not do an hour
 * later; that it must not, or that its time limit ends it again and again, is said once.
 */
final class Maintenance {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final Duration PAUSE_WITHOUT_RIGHTS = Duration.ofHours(1);

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Locks and deadlocks, time limits, servers that stop, connections that break: of the last two the writer itself tells. */
    private static final List<String> PASSING = List.of("55P03", "40", "57", "08");

    private final @Nullable String schema;
    private final TimeSource time;
    private final List<Scheduled> tasks = new ArrayList<>();

    Maintenance(@Nullable String schema, Retention retention, TimeSource time) {
        this.schema = schema;
        this.time = time;
        add(new DailyPartitions());
        if (retention.executions() != null) {
            add(new ExpiredDays(retention.executions()));
        }
        if (retention.payloads() != null) {
            add(new ExpiredContent(retention.payloads(), time));
        }
        if (retention.deadLetters() != null) {
            add(new ExpiredLetters(retention.deadLetters()));
        }
        add(new Rollups(retention.executions(), time));
    }

    private void add(MaintenanceTask task) {
        tasks.add(new Scheduled(task, time.nanos()));
    }

    /** Whether a step is. */
    boolean isDue() {
        return due(time.nanos()) != null;
    }

    /** Does the step that has been due for longest, if one is. The connection is in no transaction before and after. */
    void step(BorrowedConnection borrowed) {
        long nowNanos = time.nanos();
        Scheduled due = due(nowNanos);
        if (due != null) {
            Duration pause = step(due, borrowed);
            due.dueNanos = nowNanos + Math.max(1, pause.toNanos());
        }
    }

    private @Nullable Scheduled due(long nowNanos) {
        Scheduled due = null;
        for (Scheduled task : tasks) {
            if (nowNanos - task.dueNanos >= 0 && (due == null || task.dueNanos - due.dueNanos < 0)) {
                due = task;
            }
        }
        return due;
    }

    private Duration step(Scheduled scheduled, BorrowedConnection borrowed) {
        Instant now = Instant.EPOCH.plus(time.epochMicros(), ChronoUnit.MICROS);
        try {
            boolean more = scheduled.task.step(new MaintenanceSession(borrowed, schema), now);
            scheduled.canceled = false;
            return more ? Duration.ZERO : PAUSE;
        } catch (SQLException | RuntimeException e) {
            String state = e instanceof SQLException sql ? sql.getSQLState() : null;
            boolean canceledAgain = scheduled.canceled && MaintenanceSession.CANCELED.equals(state);
            scheduled.canceled = MaintenanceSession.CANCELED.equals(state);
            boolean passes = state != null && PASSING.stream().anyMatch(state::startsWith);
            if ((passes && !canceledAgain) || scheduled.warned) {
                log.debug("Agent tracking could not {}", scheduled.task.purpose(), e);
            } else {
                scheduled.warned = true;
                log.warn(
                        "Agent tracking cannot {} ({}). {}",
                        scheduled.task.purpose(),
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        scheduled.task.consequence());
                log.debug("Why agent tracking cannot", e);
            }
            return INSUFFICIENT_PRIVILEGE.equals(state) ? PAUSE_WITHOUT_RIGHTS : PAUSE;
        }
    }

    /** A task, and when it is due on the monotonic clock. */
    private static final class Scheduled {

        private final MaintenanceTask task;
        private long dueNanos;
        private boolean canceled;
        private boolean warned;

        private Scheduled(MaintenanceTask task, long dueNanos) {
            this.task = task;
            this.dueNanos = dueNanos;
        }
    }
}
