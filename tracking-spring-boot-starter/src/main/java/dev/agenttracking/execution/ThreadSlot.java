// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * What one thread is in: the execution, its stage, and the ids that new roots take. One per thread, made once, so that beginning
 * and ending an execution writes two fields and no map.
 */
final class ThreadSlot {

    private static final ThreadLocal<ThreadSlot> CURRENT = ThreadLocal.withInitial(ThreadSlot::new);

    @Nullable
    Execution execution;

    @Nullable
    StageRun stage;

    /** Ids for the executions that begin directly within {@link #idsOwner}; deeper ones take theirs from their parent. */
    @Nullable
    ContextIds ids;

    @Nullable
    Execution idsOwner;

    /** Whoever called this process, and is the parent of the roots that begin on this thread; null for nobody. */
    @Nullable
    RemoteCaller remote;

    /** Another agent's question that this thread is answering, null outside any. */
    @Nullable
    Question question;

    /** The innermost execution that is recorded: not that of an agent that is switched off. */
    @Nullable
    Execution recorded() {
        Execution present = execution;
        return present == null || present.isRecorded() ? present : present.parent();
    }

    /** Whether this thread is in a stage, or in one inside it. */
    boolean isInside(StageRun outer) {
        for (StageRun run = stage; run != null; run = run.parent()) {
            if (run == outer) {
                return true;
            }
        }
        return false;
    }

    /** The ids for an execution that begins here now, null where its parent's say all. */
    @Nullable
    ContextIds idsForNext() {
        return idsOwner == execution ? ids : null;
    }

    /** Whose it is. */
    final Thread thread = Thread.currentThread();

    static ThreadSlot current() {
        return CURRENT.get();
    }

    /**
     * Leaves an execution, together with whatever began inside it and was never left.
     *
     * @return false where this thread is not in it
     */
    boolean leave(Execution left) {
        for (Execution e = execution; e != null; e = e.outerExecution) {
            if (e == left) {
                unobserve(left);
                execution = left.outerExecution;
                stage = left.outerStage;
                left.slot = null;
                return true;
            }
        }
        left.slot = null;
        return false;
    }

    private void unobserve(Execution left) {
        for (Execution inner = execution; inner != null; inner = inner.outerExecution) {
            Observations observations = inner.observations();
            if (observations != null) {
                observations.leave();
            }
            if (inner == left) {
                return;
            }
        }
    }
}
