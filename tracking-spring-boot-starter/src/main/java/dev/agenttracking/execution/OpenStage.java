// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * A stage under way that an agent's library runs. No thread is in it by itself. It ends once.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: throws nothing.
 */
public final class OpenStage {

    private final LlmJournal journal;
    private final StageRun run;

    OpenStage(LlmJournal journal, StageRun run) {
        this.journal = journal;
        this.run = run;
    }

    /** What a thread is in that works for it. */
    public CurrentExecution.Handle inside() {
        return CurrentExecution.inside(run.execution(), run);
    }

    /** It is over. */
    public void ended(@Nullable Throwable failure) {
        try {
            if (run.isOpen() && !run.execution().hasEnded()) {
                journal.recorder().stages().endAdded(run, failure);
            }
        } catch (Throwable fault) {
            journal.faults().swallow("ending a stage", fault);
        }
    }
}
