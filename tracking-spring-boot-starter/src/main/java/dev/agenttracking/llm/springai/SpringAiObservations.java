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
import org.springframework.core.Ordered;

/**
 * Records what Spring AI does, as it lets it be observed. Decides by the class of the context: names are given later.
 *
 * <p><b>Failure</b>: throws nothing but {@link RefusedLlmCallException}, when a model is about to be called.
 *
 * <p><b>Order</b>: before others, so that a call that is refused begins nothing of theirs; else it does not matter.
 */
public final class SpringAiObservations implements ObservationHandler<Observation.Context>, Ordered {

    private static final ThreadLocal<@Nullable Deque<Opened>> OPENED = new ThreadLocal<>();

    private final Supplier<List<ObservedKind<?>>> kinds;
    private final Supplier<Faults> faults;
    private final boolean enabled;

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

    @Override
    public boolean supportsContext(Observation.Context context) {
        return enabled && context.getClass().getName().startsWith("org.springframework.ai.");
    }

    @Override
    public void onStart(Observation.Context context) {
        guarded("watching Spring AI begin", context, kind -> kind.begin(context));
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
        if (place != null && place.hasExecution()) {
            Deque<Opened> opened = OPENED.get();
            if (opened == null) {
                opened = new ArrayDeque<>();
                OPENED.set(opened);
            }
            opened.push(new Opened(context, CurrentExecution.enter(place)));
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

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
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
