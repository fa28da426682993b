// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.RefusedLlmCallException;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * One kind of what Spring AI lets be observed.
 *
 * <p><b>Failure</b>: may throw; {@link SpringAiObservations} swallows all but {@link RefusedLlmCallException}.
 */
public abstract class ObservedKind<C extends Observation.Context> {

    private final Class<C> type;

    ObservedKind(Class<C> type) {
        this.type = type;
    }

    /**
     * It begins; the thread is in the execution that it belongs to.
     *
     * @param mayRefuse whether a call may be refused: nobody else has been told that it begins
     * @return what threads are in that work for it, null for what this one is in
     */
    abstract CurrentExecution.@Nullable Handle began(C context, boolean mayRefuse);

    /** It ends, in one way or another; once. */
    abstract void ended(C context);

    /** It has failed; {@link #ended} follows. */
    void failed(C context, Throwable failure) {}

    final boolean includes(Observation.Context context) {
        return type.isInstance(context);
    }

    @SuppressWarnings("try") // closed, that is all
    final void begin(Observation.Context context, boolean mayRefuse) {
        CurrentExecution.Handle place = Places.of(context);
        try (CurrentExecution.Scope scope = CurrentExecution.enterUnobserved(place)) {
            CurrentExecution.Handle inside = began(type.cast(context), mayRefuse);
            Places.keep(context, inside == null ? place : inside);
        }
    }

    final void fail(Observation.Context context, Throwable failure) {
        failed(type.cast(context), failure);
    }

    final void end(Observation.Context context) {
        ended(type.cast(context));
    }
}
