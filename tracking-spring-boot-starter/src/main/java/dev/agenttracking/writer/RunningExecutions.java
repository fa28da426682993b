// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes executions that take long visible while they run: a row after the grace time, a newer one at a heartbeat where something
 * has happened since, and at each heartbeat a sign of life.
 *
 * <p>A newer row replaces all rows of the execution. So that one that runs for hours through thousands of stages is not written
 * thousands of times, the time between two of them grows with its age; its status and stage are part of the sign of life.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 */
final class RunningExecutions {

    private static final Logger log = LoggerFactory.getLogger(RunningExecutions.class);

    /** A part of its age passes at least between two rows of an execution, so all of them cost at most this many times the last. */
    private static final int AGE_PER_REFRESH = 10;

    private final WriterSettings settings;
    private final OpenExecutions open;
    private final RecordSink sink;
    private final Map<UUID, RunningRow> rows;
    private long lookedNanos;
    private long beatNanos;
    private boolean silent;

    /**
     * Finds executions among those that are open.
     *
     * @param rows what is known of their rows; outlives this object
     */
    RunningExecutions(
            WriterSettings settings, OpenExecutions open, RecordSink sink, Map<UUID, RunningRow> rows, long nowNanos) {
        this.settings = settings;
        this.open = open;
        this.sink = sink;
        this.rows = rows;
        this.lookedNanos = nowNanos;
        this.beatNanos = nowNanos;
    }

    /** Ends what could not be ended when it did. */
    void endGivenUp(long now) {
        open.endGivenUp(now - settings.graceTime().toNanos());
    }

    /** Stores what runs for longer than the grace time, and gives a sign of life, each where it is due. */
    void round(long now) throws Exception {
        if (now - lookedNanos >= settings.graceTime().toNanos() / 2) {
            lookedNanos = now;
            endGivenUp(now);
            write(due(now), now);
        }
        if (now - beatNanos >= settings.heartbeatInterval().toNanos()) {
            beat(now);
        }
    }

    /**
     * Gives a sign of life, and says how those ended whose records were dropped. What goes wrong with it does not keep executions
     * from being stored.
     */
    void beat(long now) {
        beatNanos = now;
        List<Execution> running = new ArrayList<>();
        open.forEach(execution -> {
            RunningRow row = rows.get(execution.id());
            if (row != null && !row.inDoubt() && !execution.hasEnded()) {
                running.add(execution);
            }
        });
        Map<UUID, ExecutionStatus> lost = new HashMap<>();
        rows.forEach((id, row) -> {
            if (row.lost() != null) {
                lost.put(id, row.lost());
            }
        });
        try {
            sink.heartbeat(running, lost);
            lost.keySet().forEach(rows::remove);
            silent = false;
        } catch (Throwable fault) {
            report(fault);
        }
    }

    /** How long it takes until there is something to do, in nanoseconds. */
    long untilDueNanos(long now) {
        return Math.min(
                lookedNanos + settings.graceTime().toNanos() / 2 - now,
                beatNanos + settings.heartbeatInterval().toNanos() - now);
    }

    private void report(Throwable fault) {
        if (silent) {
            log.debug("Tracking still gives no sign of life to {}", sink.describe(), fault);
            return;
        }
        silent = true;
        log.warn(
                "Tracking gives no sign of life to {} ({}). Executions are stored as before, but other instances may mark those"
                        + " under way as abandoned.",
                sink.describe(),
                String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
        log.debug("Why tracking gives no sign of life", fault);
    }

    private List<Execution> due(long now) {
        List<Execution> due = new ArrayList<>();
        open.forEach(execution -> {
            if (execution.hasEnded()) {
                return;
            }
            execution.expire(now);
            long ageNanos = now - execution.startNanos();
            if (ageNanos >= settings.graceTime().toNanos()
                    && !execution.hasEnded()
                    && settings.sampling().selectsRunning(execution)
                    && isDue(execution, ageNanos, now)) {
                due.add(execution);
            }
        });
        return due;
    }

    private boolean isDue(Execution execution, long ageNanos, long now) {
        RunningRow row = rows.get(execution.id());
        if (row == null || row.inDoubt()) {
            return true;
        }
        if (row.lost() != null) {
            return false;
        }
        long pauseNanos = Math.max(settings.heartbeatInterval().toNanos(), ageNanos / AGE_PER_REFRESH);
        return now - row.writtenNanos() >= pauseNanos && row.state() != stateOf(execution);
    }

    /** Those that the store refuses are left to their end. */
    private void write(List<Execution> running, long now) throws Exception {
        if (running.isEmpty()) {
            return;
        }
        try {
            store(running, now);
        } catch (RejectedRecordException | StackOverflowError | LinkageError | OutOfMemoryError rejection) {
            for (Execution execution : running) {
                storeAlone(execution, now);
            }
        }
    }

    private void storeAlone(Execution execution, long now) throws Exception {
        try {
            store(List.of(execution), now);
        } catch (RejectedRecordException | StackOverflowError | LinkageError | OutOfMemoryError rejection) {
            log.debug("{} refuses running execution {}", sink.describe(), execution.id(), rejection);
            put(execution, RunningRow.of(stateOf(execution), now));
        }
    }

    private void store(List<Execution> running, long now) throws Exception {
        List<UUID> stored = new ArrayList<>();
        int[] states = new int[running.size()];
        for (int i = 0; i < states.length; i++) {
            Execution execution = running.get(i);
            states[i] = stateOf(execution);
            if (rows.containsKey(execution.id())) {
                stored.add(execution.id());
            }
            put(execution, RunningRow.IN_DOUBT);
        }
        sink.write(new RecordBatch(running, stored, false));
        for (int i = 0; i < states.length; i++) {
            put(running.get(i), RunningRow.of(states[i], now));
        }
    }

    /** What is known of a row, unless its execution's record has been dropped meanwhile. */
    private void put(Execution execution, RunningRow row) {
        rows.compute(execution.id(), (id, before) -> before != null && before.lost() != null ? before : row);
    }

    /** A number that changes with what the rows of an execution would say. */
    private static int stateOf(Execution execution) {
        int state = execution.status().ordinal();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            state = 31 * state + (entry instanceof StageRun run && run.isOpen() ? 1 : 2);
        }
        state = 31 * state + execution.llmCalls().size();
        state = 31 * state + execution.toolCalls().size();
        state = 31 * state + execution.decisions().size();
        return 31 * state + execution.citations().size();
    }
}
