// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.OpenExecutions;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
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

    /** Stores what runs for longer than the grace time, and gives a sign of life, each where it is due. */
    void round(long now) throws Exception {
        if (now - lookedNanos >= settings.graceTime().toNanos() / 2) {
            lookedNanos = now;
            write(due(now), now);
        }
        if (now - beatNanos >= settings.heartbeatInterval().toNanos()) {
            beat(now);
        }
    }

    /** Gives a sign of life. One that cannot be made does not keep executions from being stored. */
    void beat(long now) throws Exception {
        List<Execution> running = new ArrayList<>();
        open.forEach(execution -> {
            RunningRow row = rows.get(execution.id());
            if (row != null && !row.inDoubt() && !execution.hasEnded()) {
                running.add(execution);
            }
        });
        try {
            sink.heartbeat(running);
        } catch (RuntimeException | LinkageError fault) {
            log.debug("No sign of life for {}", sink.describe(), fault);
        }
        beatNanos = now;
    }

    private List<Execution> due(long now) {
        List<Execution> due = new ArrayList<>();
        open.forEach(execution -> {
            execution.expire(now);
            long ageNanos = now - execution.startNanos();
            if (ageNanos >= settings.graceTime().toNanos()
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
        long pauseNanos = Math.max(settings.heartbeatInterval().toNanos(), ageNanos / AGE_PER_REFRESH);
        return now - row.writtenNanos() >= pauseNanos && row.state() != stateOf(execution);
    }

    /** What the store refuses is left to the execution's end. */
    private void write(List<Execution> running, long now) throws Exception {
        if (running.isEmpty()) {
            return;
        }
        List<UUID> stored = new ArrayList<>();
        int[] states = new int[running.size()];
        for (int i = 0; i < states.length; i++) {
            Execution execution = running.get(i);
            states[i] = stateOf(execution);
            if (rows.put(execution.id(), RunningRow.IN_DOUBT) != null) {
                stored.add(execution.id());
            }
        }
        try {
            sink.write(new RecordBatch(running, stored, false));
        } catch (RejectedRecordException rejection) {
            log.debug("{} refused {} running executions", sink.describe(), running.size(), rejection);
        }
        for (int i = 0; i < states.length; i++) {
            rows.put(running.get(i).id(), new RunningRow(false, states[i], now));
        }
    }

    /** A number that changes with what the rows of an execution would say. */
    private static int stateOf(Execution execution) {
        int state = execution.status().ordinal();
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            state = 31 * state + (entry instanceof StageRun run && run.isOpen() ? 1 : 2);
        }
        state = 31 * state + execution.llmCalls().size();
        state = 31 * state + execution.decisions().size();
        return 31 * state + execution.citations().size();
    }
}
