// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import kotlin.coroutines.AbstractCoroutineContextElement;
import kotlin.coroutines.CoroutineContext;
import kotlin.jvm.functions.Function2;
import kotlinx.coroutines.ThreadContextElement;
import org.jspecify.annotations.Nullable;

/**
 * Puts each thread that runs a part of a coroutine into the coroutine's execution, and afterwards back. Coroutines that begin inside
 * inherit it.
 */
abstract class ThreadElement extends AbstractCoroutineContextElement
        implements ThreadContextElement<CurrentExecution.Handle> {

    private static final Key KEY = new Key();
    private static final String FLOWS = "kotlinx.coroutines.flow.";

    ThreadElement() {
        super(KEY);
    }

    /** What the coroutine with this context is in, null where nobody knows. */
    abstract CurrentExecution.@Nullable Handle handle(CoroutineContext context);

    /** The context with this element, which stands first there, so that {@link #fold} is asked. */
    CoroutineContext addedTo(CoroutineContext context) {
        return plus(context.minusKey(KEY));
    }

    @Override
    public CurrentExecution.Handle updateThreadContext(CoroutineContext context) {
        CurrentExecution.Handle before = CurrentExecution.capture();
        CurrentExecution.Handle handle = handle(context);
        if (handle != null) {
            CurrentExecution.set(handle);
        }
        return before;
    }

    @Override
    public void restoreThreadContext(CoroutineContext context, CurrentExecution.Handle before) {
        CurrentExecution.set(before);
    }

    /**
     * Not seen by the check that a flow makes of the context in which values are emitted: it would forbid a tracked function to
     * emit into a flow of its caller.
     */
    @Override
    public <R> R fold(R initial, Function2<? super R, ? super CoroutineContext.Element, ? extends R> operation) {
        return operation.getClass().getName().startsWith(FLOWS) ? initial : super.<R>fold(initial, operation);
    }

    private static final class Key implements CoroutineContext.Key<ThreadElement> {}
}
