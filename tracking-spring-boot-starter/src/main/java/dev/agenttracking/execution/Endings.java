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
    private final Surroundings surroundings;
    private final Faults faults;

    Endings(
            TimeSource time,
            Beginnings beginnings,
            ContentCapture content,
            OpenExecutions open,
            Consumer<Execution> handOff,
            Surroundings surroundings,
            Faults faults) {
        this.time = time;
        this.beginnings = beginnings;
        this.content = content;
        this.open = open;
        this.handOff = handOff;
        this.surroundings = surroundings;
        this.faults = faults;
    }

    /** The method of an execution ends on this thread, in the transaction that it is in. */
    void lookForTransaction(Execution execution) {
        try {
            TransactionOutcome transaction = surroundings.transaction();
            if (transaction != null) {
                execution.endedIn(transaction);
            }
        } catch (Throwable fault) {
            faults.swallow("looking for a transaction", fault);
        }
    }

    /**
     * Ends an execution on its own thread, which leaves it. One that returns while a model streams its answer to somebody else, as
     * to a handler, goes on until that is over.
     */
    void end(Execution execution, @Nullable Throwable failure) {
        ThreadSlot slot = execution.slotHere();
        StageRun leftOpen = slot.execution == execution ? slot.stage : null;
        slot.leave(execution);
        if (!execution.isRecorded()) {
            return;
        }
        execution.settleLaterStages();
        long now = time.nanos();
        Stages.closeInner(leftOpen, null, now, failure);
        lookForTransaction(execution);
        execution.expire(now);
        if (failure == null && !execution.status().isTerminal() && execution.returnsBeforeCalls()) {
            return;
        }
        settle(execution, now, failure, false);
    }

    /** Ends an execution that its thread has left before. */
    void endLater(Execution execution, @Nullable Throwable failure, boolean cancelled) {
        execution.settleLaterStages();
        long now = time.nanos();
        execution.expire(now);
        close(execution, now, failure);
        settle(execution, now, failure, cancelled);
    }

    private static void close(Execution execution, long now, @Nullable Throwable failure) {
        for (LogEntry entry = execution.firstEntry(); entry != null; entry = entry.next()) {
            if (entry instanceof StageRun run && run.isOpen()) {
                run.end(now, failure == null ? new UnansweredCallException() : failure);
            }
        }
    }

    /**
     * Leaves a call whose recording failed: the thread is where it was before, and an execution is ended by the writer. Needs next
     * to no stack.
     */
    void giveUp(Object call, @Nullable Throwable failure) {
        if (call instanceof Question question) {
            ThreadSlot.current().question = question.outer();
        } else if (call instanceof StageRun run) {
            ThreadSlot slot = run.execution().slotHere();
            if (slot.execution == run.execution() && slot.isInside(run)) {
                slot.stage = StageRun.openOrOuter(run.parent());
            }
            if (run.isOpen()) {
                run.end(run.startNanos(), failure);
            }
        } else {
            Execution execution = call instanceof StagedCall staged ? staged.execution() : (Execution) call;
            execution.slotHere().leave(execution);
            if (execution.isRecorded()) {
                execution.leaveUnended(failure);
            }
        }
    }

    /** Ends an execution that was given up, some time ago: whether it was in time, nobody knows any more. */
    void endGivenUp(Execution execution) {
        if (execution.takeUnended()) {
            Throwable failure = execution.failure();
            long now = time.nanos();
            close(execution, now, failure);
            settle(execution, now, failure, failure != null && Failures.isCancellation(failure));
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
            if (failure != null && beginnings.isObservedLater(execution.method())) {
                // It failed before there was a result to run.
                beginnings.observeRun(execution);
            }
            Observations observations = execution.observations();
            try {
                handOff.accept(execution);
            } finally {
                open.remove(execution);
                if (observations != null) {
                    observations.end(cancelled ? null : failure);
                }
            }
            ExecutionLog.ended(execution);
        }
    }
}
