// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.execution.LogEntry;
import dev.agenttracking.execution.LoggedEvent;
import dev.agenttracking.execution.StageRun;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of a stage, or an event, as its row says it: a stage's moment is its begin, an event bears the name of the stage around
 * it. Whether a stage has ended is read once.
 */
final class LogRow {

    private static final int MAX_CAUSES = 20;

    private final ExecutionRow owner;
    private final LogEntry entry;
    private final int sequence;
    private final @Nullable LogRow parent;
    private final boolean ended;
    private final @Nullable FailureText failure;

    private LogRow(ExecutionRow owner, LogEntry entry, int sequence, @Nullable LogRow parent) {
        this.owner = owner;
        this.entry = entry;
        this.sequence = sequence;
        this.parent = parent;
        this.ended = entry instanceof StageRun run && !run.isOpen();
        Throwable thrown = ended && entry instanceof StageRun run ? run.failure() : null;
        this.failure = thrown == null ? null : FailureText.of(thrown);
    }

    /** All entries that the execution has now. */
    static List<LogRow> of(ExecutionRow owner) {
        LogEntry entry = owner.execution().firstEntry();
        if (entry == null) {
            return List.of();
        }
        List<LogRow> rows = new ArrayList<>();
        Map<StageRun, LogRow> enclosing = null;
        LogRow last = null;
        for (; entry != null; entry = entry.next()) {
            if (entry instanceof StageRun parked && parked.isParked()) {
                continue;
            }
            StageRun around = entry.parent();
            LogRow parent = around == null ? null : lastOrAround(last, around);
            if (parent == null && around != null) {
                enclosing = enclosing == null ? byStage(rows) : enclosing;
                parent = enclosing.get(around);
            }
            last = new LogRow(owner, entry, rows.size(), parent);
            rows.add(last);
            if (enclosing != null && entry instanceof StageRun run) {
                enclosing.put(run, last);
            }
        }
        return rows;
    }

    /** The row of a stage where it is this one or around it, as nearly always; null where threads have mixed their entries. */
    @SuppressWarnings("ReferenceEquality") // the very stage
    private static @Nullable LogRow lastOrAround(@Nullable LogRow last, StageRun stage) {
        LogRow row = last;
        while (row != null && row.entry != stage) {
            row = row.parent;
        }
        return row;
    }

    private static Map<StageRun, LogRow> byStage(List<LogRow> rows) {
        Map<StageRun, LogRow> byStage = new IdentityHashMap<>();
        for (LogRow row : rows) {
            if (row.entry instanceof StageRun run) {
                byStage.put(run, row);
            }
        }
        return byStage;
    }

    /** The deepest stage that threw this exception, or one that the exception was made from; null where none did. */
    static @Nullable LogRow innermostThatThrew(List<LogRow> rows, Throwable failure) {
        LogRow innermost = null;
        for (LogRow row : rows) {
            if (row.failure != null
                    && isCausedBy(failure, row.failure.failure())
                    && (innermost == null || row.depth() >= innermost.depth())) {
                innermost = row;
            }
        }
        return innermost;
    }

    /** The stage that began last among those open, or among all where none is; null where there is no stage. */
    static @Nullable LogRow innermostOpenOrLast(List<LogRow> rows) {
        LogRow last = null;
        for (int i = rows.size() - 1; i >= 0; i--) {
            LogRow row = rows.get(i);
            if (row.entry instanceof StageRun) {
                if (!row.ended) {
                    return row;
                }
                if (last == null) {
                    last = row;
                }
            }
        }
        return last;
    }

    ExecutionRow owner() {
        return owner;
    }

    int sequence() {
        return sequence;
    }

    @Nullable
    Integer parentSequence() {
        return parent == null ? null : (Integer) parent.sequence;
    }

    /** Its own name, an event's is that of the stage around it. */
    @Nullable
    String stageName() {
        TrackedStage stage = stage();
        return stage == null ? null : stage.stageName();
    }

    @Nullable
    String stageKind() {
        TrackedStage stage = stage();
        ExecutionStage kind = stage == null ? null : stage.kind();
        return kind == null ? null : kind.storedName();
    }

    String stageStatus() {
        if (entry instanceof LoggedEvent) {
            return "event";
        }
        if (!ended) {
            return "started";
        }
        return failure == null ? "completed" : "failed";
    }

    long startMicros() {
        return owner.execution().epochMicros(entry.startNanos());
    }

    double durationMillis() {
        return ended && entry instanceof StageRun run
                ? ExecutionRow.millis(run.endNanos() - run.startNanos())
                : Double.NaN;
    }

    String level() {
        if (entry instanceof LoggedEvent event) {
            return event.level();
        }
        return failure == null ? "INFO" : "ERROR";
    }

    @Nullable
    String message() {
        if (entry instanceof LoggedEvent event) {
            return event.message();
        }
        return failure == null ? null : failure.message();
    }

    /** What belongs to an event; of a failed stage {@code {"error_type": class name}}. */
    void writeData(CopyBuffer out) {
        if (entry instanceof LoggedEvent event) {
            owner.content().write(event.data(), out);
        } else if (failure == null) {
            out.nullField();
        } else {
            int field = out.beginJson();
            out.ascii("{\"error_type\":");
            out.jsonString(failure.type());
            out.ascii("}");
            out.endField(field);
        }
    }

    private @Nullable TrackedStage stage() {
        if (entry instanceof StageRun run) {
            return run.stage();
        }
        StageRun around = entry.parent();
        return around == null ? null : around.stage();
    }

    private int depth() {
        return parent == null ? 0 : parent.depth() + 1;
    }

    @SuppressWarnings("ReferenceEquality") // the very exception, whatever its equals says
    private static boolean isCausedBy(Throwable failure, Throwable thrown) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause == thrown) {
                return true;
            }
            cause = FailureText.causeOf(cause);
        }
        return false;
    }
}
