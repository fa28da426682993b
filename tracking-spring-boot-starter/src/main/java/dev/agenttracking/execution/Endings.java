// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackedStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How calls end: which status an execution gets, and that it is handed over, once; what becomes of a question with its answer.
 * An execution is among those under way until it has been handed over: whoever finds none there misses none.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class Endings {

    private final TimeSource time;
    private final Beginnings beginnings;
    private final ContentCapture content;
    private final OpenExecutions open;
    private final Consumer<Execution> handOff;

    Endings(
            TimeSource time,
            Beginnings beginnings,
            ContentCapture content,
            OpenExecutions open,
            Consumer<Execution> handOff) {
        this.time = time;
        this.beginnings = beginnings;
        this.content = content;
        this.open = open;
        this.handOff = handOff;
    }

    /** Ends an execution on its own thread, which leaves it. */
    void end(Execution execution, @Nullable Throwable failure) {
        ThreadSlot slot = execution.slotHere();
        StageRun leftOpen = slot.execution == execution ? slot.stage : null;
        slot.leave(execution);
        if (!execution.isRecorded()) {
            return;
        }
        try {
            execution.settleLaterStages();
            long now = time.nanos();
            Stages.closeInner(leftOpen, null, now, failure);
            settle(execution, now, failure, false);
        } finally {
            open.remove(execution);
        }
    }

    /** Ends an execution that its thread has left before. */
    void endLater(Execution execution, @Nullable Throwable failure, boolean cancelled) {
        try {
            execution.settleLaterStages();
            long now = time.nanos();
            for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
                if (entry instanceof StageRun run && run.isOpen()) {
                    run.end(now, failure == null ? new UnansweredCallException() : failure);
                }
            }
            settle(execution, now, failure, cancelled);
        } finally {
            open.remove(execution);
        }
    }

    /** The agent was asked from outside: the answer is a decision of the asker, and a "no" a skipped execution. */
    void answered(Question question, @Nullable Object result) {
        Verdict returned = Verdict.in(result);
        Verdict verdict = returned == null ? question.verdict() : returned;
        if (verdict == null || !question.policy().enabled()) {
            return;
        }
        Execution asker = question.recordedAsker();
        if (asker != null && !asker.hasEnded()) {
            asker.details().decisions.add(question.decision(verdict, time.nanos()));
        }
        if (!verdict.respond()) {
            Execution skipped = asExecution(question, null);
            skipped.decide(verdict);
            end(skipped, null);
        }
    }

    /** The agent was asked from outside, and failed. */
    void unanswered(Question question, Throwable failure) {
        if (question.policy().enabled()) {
            end(asExecution(question, failure), failure);
        }
    }

    private Execution asExecution(Question question, @Nullable Throwable failure) {
        Execution execution = beginnings.of(question);
        if (question.arguments() != null) {
            content.arguments(execution, question.arguments());
        }
        TrackedStage stage = question.method().stage();
        if (stage != null) {
            StageRun run = new StageRun(execution, stage, null, question.startNanos());
            execution.append(run);
            run.end(time.nanos(), failure);
        }
        return execution;
    }

    private void settle(Execution execution, long now, @Nullable Throwable failure, boolean cancelled) {
        execution.expire(now);
        if (cancelled) {
            execution.moveTo(ExecutionStatus.CANCELLED);
        } else if (failure == null) {
            execution.moveTo(ExecutionStatus.SUCCESS);
        } else {
            execution.failure(failure);
            boolean timeout = execution.status() != ExecutionStatus.SKIPPED && Failures.isTimeout(failure);
            execution.moveTo(timeout ? ExecutionStatus.TIMEOUT : ExecutionStatus.FAILED);
        }
        if (execution.end(now)) {
            handOff.accept(execution);
            ExecutionLog.ended(execution);
        }
    }
}
