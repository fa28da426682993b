// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlinx.coroutines.reactor.ReactorContext;
import org.jspecify.annotations.Nullable;

/**
 * The element of a coroutine that runs for a subscriber of Reactor, each time it subscribes: the execution is in the subscriber's
 * context.
 */
final class ReactorElement extends ThreadElement {

    private static final ReactorElement INSTANCE = new ReactorElement();

    private ReactorElement() {}

    /** A continuation whose context alone is of use. */
    static Object around(Object continuation) {
        Continuation<?> caller = (Continuation<?>) continuation;
        return new ContextOnly(caller, INSTANCE.addedTo(caller.getContext()));
    }

    @Override
    CurrentExecution.@Nullable Handle handle(CoroutineContext context) {
        ReactorContext subscriber = context.get(ReactorContext.Key);
        return subscriber == null ? null : subscriber.getContext().getOrDefault(Publishers.CONTEXT_KEY, null);
    }

    private record ContextOnly(Continuation<?> caller, CoroutineContext context) implements Continuation<Object> {

        @Override
        public CoroutineContext getContext() {
            return context;
        }

        @Override
        public void resumeWith(Object result) {
            caller.resumeWith(result);
        }
    }
}
