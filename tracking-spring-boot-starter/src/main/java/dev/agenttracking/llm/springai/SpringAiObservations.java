// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.RefusedLlmCallException;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what Spring AI does, as it lets it be observed. Decides by the class of the context: names are given later.
 *
 * <p><b>Failure</b>: throws nothing, unless it is {@linkplain #isFirst() first}: then a {@link RefusedLlmCallException}, when a model
 * is about to be called.
 *
 * <p><b>Order</b>: an observation that is refused is never stopped. A handler that was told before that it starts would wait for
 * ever, so that only the first may refuse.
 */
public final class SpringAiObservations implements ObservationHandler<Observation.Context> {

    private static final ThreadLocal<@Nullable Deque<Opened>> OPENED = new ThreadLocal<>();

    private final Supplier<List<ObservedKind<?>>> kinds;
    private final Supplier<Faults> faults;
    private final boolean enabled;
    private volatile boolean first;

    /**
     * Makes a handler.
     *
     * @param kinds asked when the first observation begins, so that nothing is made too early for its sake
     * @param enabled whether it does anything
     */
    public SpringAiObservations(Supplier<List<ObservedKind<?>>> kinds, Supplier<Faults> faults, boolean enabled) {
        this.kinds = kinds;
        this.faults = faults;
        this.enabled = enabled;
    }

    /** From now on it is asked before all other handlers, so that it may refuse calls. */
    public void isFirst() {
        first = true;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return enabled && context.getClass().getName().startsWith("org.springframework.ai.");
    }

    @Override
    public void onStart(Observation.Context context) {
        guarded("watching Spring AI begin", context, kind -> kind.begin(context, first));
    }

    @Override
    public void onError(Observation.Context context) {
        Throwable failure = context.getError();
        if (failure != null) {
            guarded("watching Spring AI fail", context, kind -> kind.fail(context, failure));
        }
    }

    @Override
    public void onStop(Observation.Context context) {
        guarded("watching Spring AI end", context, kind -> kind.end(context));
    }

    @Override
    public void onScopeOpened(Observation.Context context) {
        CurrentExecution.Handle place = Places.kept(context);
        if (place != null && place.hasExecution() && CurrentExecution.isAround(place)) {
            Deque<Opened> opened = OPENED.get();
            if (opened == null) {
                opened = new ArrayDeque<>();
                OPENED.set(opened);
            }
            opened.push(new Opened(context, CurrentExecution.enterUnobserved(place)));
        }
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
        Deque<Opened> opened = OPENED.get();
        if (opened == null || opened.stream().noneMatch(each -> each.context == context)) {
            return;
        }
        Opened closed;
        do {
            closed = opened.pop();
            closed.scope.close();
        } while (closed.context != context);
        if (opened.isEmpty()) {
            OPENED.remove();
        }
    }

    private void guarded(String doing, Observation.Context context, Step step) {
        try {
            for (ObservedKind<?> kind : kinds.get()) {
                if (kind.includes(context)) {
                    step.with(kind);
                }
            }
        } catch (RefusedLlmCallException refusal) {
            throw refusal;
        } catch (Throwable fault) {
            faults.get().swallow(doing, fault);
        }
    }

    private record Opened(Observation.Context context, CurrentExecution.Scope scope) {}

    private interface Step {
        void with(ObservedKind<?> kind);
    }
}
