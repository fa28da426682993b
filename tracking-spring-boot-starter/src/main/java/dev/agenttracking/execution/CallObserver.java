// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows calls to those who observe an application, such as tracers, while they happen.
 *
 * <p><b>Threading</b>: called on the threads of the calls.
 *
 * <p><b>Failure</b>: what it throws is swallowed; the call goes on unobserved.
 */
public interface CallObserver {

    /** Nobody observes. */
    CallObserver NONE = () -> false;

    /** Whether anybody observes. Asked whenever an execution begins, so the answer should be at hand. */
    boolean listens();

    /**
     * An execution begins; the thread need not be in it.
     *
     * @param around its caller, null where that is not observed
     * @return null where it is not observed
     */
    default @Nullable Observed begin(Execution execution, @Nullable Observed around) {
        return null;
    }

    /**
     * A stage begins.
     *
     * @param around the stage around it, or its execution
     * @return null where it is not observed
     */
    default @Nullable Observed begin(StageRun stage, Observed around) {
        return null;
    }

    /**
     * A model is called.
     *
     * @param around the stage that it is called in, or the execution
     * @return null where it is not observed
     */
    default @Nullable Observed begin(LlmCall call, Observed around) {
        return null;
    }

    /** What is observed of one call. */
    interface Observed {

        /** This thread works for it, until the scope is closed. */
        CurrentExecution.Scope enter();

        /** This thread works for whatever is around it, until the scope is closed. */
        CurrentExecution.Scope leave();

        /** What contexts that follow work, such as Reactor's, carry so that others find it. */
        Map<Object, Object> context();

        /**
         * It is over; called once.
         *
         * @param failure what it threw, null where it did not
         */
        void end(@Nullable Throwable failure);
    }
}
