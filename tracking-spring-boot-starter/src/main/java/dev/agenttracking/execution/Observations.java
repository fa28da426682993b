// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.execution.CurrentExecution.Scope;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What others observe of one execution: itself, its stages and its calls of models. There is one only where somebody does.
 *
 * <p><b>Threading</b>: thread-safe. Scopes are closed by the threads that opened them, the innermost first.
 *
 * <p><b>Failure</b>: throws nothing.
 */
final class Observations {

    private static final Scope NOTHING = () -> {};

    private final CallObserver observer;
    private final Faults faults;
    private final Part whole;
    private final ConcurrentMap<Object, Part> parts = new ConcurrentHashMap<>();

    /** What threads are in, the newest first. */
    private final Deque<Part> entered = new ConcurrentLinkedDeque<>();

    private Observations(CallObserver observer, Faults faults, CallObserver.Observed whole) {
        this.observer = observer;
        this.faults = faults;
        this.whole = new Part(whole);
    }

    /**
     * An execution begins.
     *
     * @return null where it is not observed
     */
    static @Nullable Observations begin(Execution execution, CallObserver observer, Faults faults) {
        try {
            Execution caller = execution.parent();
            Observations around = caller == null ? null : caller.observations();
            CallObserver.Observed observed = observer.begin(execution, around == null ? null : around.whole.observed);
            return observed == null ? null : new Observations(observer, faults, observed);
        } catch (Throwable fault) {
            faults.swallow("having an execution observed", fault);
            return null;
        }
    }

    /** This thread is in the execution, until it leaves it. */
    void enter() {
        whole.enter();
    }

    /** This thread leaves the execution, and all of its stages. */
    void leave() {
        leaveUpTo(null);
    }

    /**
     * A stage begins.
     *
     * @param enters whether this thread is in it, until it ends or leaves it
     */
    void begin(StageRun run, boolean enters) {
        begin(run, run.parent(), around -> observer.begin(run, around));
        Part part = parts.get(run);
        if (enters && part != null) {
            part.enter();
        }
    }

    /** This thread leaves a stage, which goes on. */
    void leave(StageRun run) {
        Part part = parts.get(run);
        if (part != null) {
            leaveUpTo(part);
        }
    }

    /** A model is called. */
    void begin(LlmCall call) {
        begin(call, call.stage(), around -> observer.begin(call, around));
    }

    /** A stage or a call of a model is over. */
    void end(Object run, @Nullable Throwable failure) {
        Part part = parts.get(run);
        if (part != null) {
            leaveUpTo(part);
            part.end(failure);
        }
    }

    /** The execution is over, and so is all that was left open in it. */
    void end(@Nullable Throwable failure) {
        leave();
        parts.values().forEach(part -> part.end(null));
        whole.end(failure);
    }

    /** Another thread works for the execution, or for one of its stages, until the scope is closed. */
    Scope open(@Nullable StageRun stage) {
        return partOf(stage).open(CallObserver.Observed::enter);
    }

    /** What a thread does inside the execution, or a stage of it, is no part of that until the scope is closed. */
    Scope openOutside(@Nullable StageRun stage) {
        Part part = stage == null ? whole : parts.get(stage);
        return part == null ? NOTHING : part.open(CallObserver.Observed::leave);
    }

    /** What contexts that follow work carry. */
    Map<Object, Object> context(@Nullable StageRun stage) {
        Map<Object, Object> found = guarded(() -> partOf(stage).observed.context());
        return found == null ? Map.of() : found;
    }

    private void begin(Object key, @Nullable StageRun stage, Beginning beginning) {
        CallObserver.Observed observed = guarded(() -> beginning.within(partOf(stage).observed));
        if (observed != null) {
            parts.put(key, new Part(observed));
        }
    }

    private Part partOf(@Nullable StageRun stage) {
        for (StageRun run = stage; run != null; run = run.parent()) {
            Part part = parts.get(run);
            if (part != null && !part.ended.get()) {
                return part;
            }
        }
        return whole;
    }

    /** Has this thread leave all that it is in, up to one that it is in; or all. */
    private void leaveUpTo(@Nullable Part last) {
        if (last != null && !last.isHere()) {
            return;
        }
        for (Iterator<Part> each = entered.iterator(); each.hasNext(); ) {
            Part part = each.next();
            if (part.isHere()) {
                each.remove();
                part.leave();
                if (part == last) {
                    return;
                }
            }
        }
    }

    private <T> @Nullable T guarded(Supplier<@Nullable T> step) {
        try {
            return step.get();
        } catch (Throwable fault) {
            faults.swallow("having a call observed", fault);
            return null;
        }
    }

    private interface Beginning {
        CallObserver.@Nullable Observed within(CallObserver.Observed around);
    }

    private interface Opening {
        Scope open(CallObserver.Observed observed);
    }

    /** The execution, or a stage or call of it. */
    private final class Part {

        private final CallObserver.Observed observed;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Thread home;
        private volatile @Nullable Scope scope;

        private Part(CallObserver.Observed observed) {
            this.observed = observed;
        }

        private boolean isHere() {
            return home == Thread.currentThread();
        }

        private void enter() {
            home = Thread.currentThread();
            scope = open(CallObserver.Observed::enter);
            entered.push(this);
        }

        private void leave() {
            Scope open = scope;
            scope = null;
            home = null;
            if (open != null) {
                open.close();
            }
        }

        private Scope open(Opening opening) {
            Scope opened = guarded(() -> opening.open(observed));
            return opened == null ? NOTHING : () -> close(opened);
        }

        private void close(Scope opened) {
            try {
                opened.close();
            } catch (Throwable fault) {
                faults.swallow("having a call observed", fault);
            }
        }

        private void end(@Nullable Throwable failure) {
            if (ended.compareAndSet(false, true)) {
                try {
                    observed.end(failure);
                } catch (Throwable fault) {
                    faults.swallow("having a call observed", fault);
                }
            }
        }
    }
}
