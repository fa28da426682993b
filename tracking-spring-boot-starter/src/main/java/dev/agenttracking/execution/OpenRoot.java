// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An execution that no agent's method stands for: whatever called a model outside of any.
 *
 * <p><b>Threading</b>: thread-safe. No thread is in it by itself.
 *
 * <p><b>Failure</b>: throws nothing.
 */
public final class OpenRoot {

    private final LlmJournal journal;
    private final Execution execution;
    private final AtomicBoolean ended = new AtomicBoolean();

    OpenRoot(LlmJournal journal, Execution execution) {
        this.journal = journal;
        this.execution = execution;
    }

    Execution execution() {
        return execution;
    }

    /** What a thread is in that works for it. */
    public CurrentExecution.Handle inside() {
        return CurrentExecution.inside(execution, null);
    }

    /** It is over; once. */
    public void ended(@Nullable Throwable failure, boolean cancelled) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        try {
            journal.recorder().endings().endLater(execution, failure, cancelled);
        } catch (Throwable fault) {
            execution.leaveUnended(failure);
            journal.faults().swallow("ending an execution", fault);
        }
    }
}
