// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Where work of Spring AI belongs whichever thread it runs on: Spring AI hands observations from one to the other, and each keeps the
 * execution that it was begun in.
 */
final class Places {

    private static final Object KEY = Places.class;

    private Places() {}

    static void keep(Observation.Context context, CurrentExecution.Handle place) {
        context.put(KEY, place);
    }

    static CurrentExecution.@Nullable Handle kept(Observation.ContextView context) {
        return context.get(KEY);
    }

    /** Of an observation that begins: the thread knows best, and else those around it. */
    static CurrentExecution.Handle of(Observation.ContextView context) {
        CurrentExecution.Handle here = CurrentExecution.capture();
        CurrentExecution.Handle around = here.hasExecution() ? null : around(context.getParentObservation());
        return around == null ? here : around;
    }

    /** Of a subscriber: an execution in its context knows best, then the observation there, and else the thread that subscribes. */
    static CurrentExecution.Handle of(ContextView subscriber) {
        CurrentExecution.Handle told = subscriber.getOrDefault(CurrentExecution.CONTEXT_KEY, null);
        if (told != null && told.hasExecution()) {
            return told;
        }
        CurrentExecution.Handle around = around(subscriber.getOrDefault(ObservationThreadLocalAccessor.KEY, null));
        if (around != null && around.hasExecution()) {
            return around;
        }
        return told == null || CurrentExecution.get() != null ? CurrentExecution.capture() : told;
    }

    private static CurrentExecution.@Nullable Handle around(@Nullable ObservationView innermost) {
        ObservationView observation = innermost;
        while (observation != null) {
            Observation.ContextView context = observation.getContextView();
            CurrentExecution.Handle kept = kept(context);
            if (kept != null) {
                return kept;
            }
            observation = context.getParentObservation();
        }
        return null;
    }
}
