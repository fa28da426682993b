// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.LaterRun;
import dev.agenttracking.execution.PendingCall;
import dev.agenttracking.execution.SuspendedCall;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.intrinsics.IntrinsicsKt;

/**
 * Kotlin's {@code suspend} functions. One that returns {@code COROUTINE_SUSPENDED} has not ended: its {@link TrackedContinuation}
 * says when it has. One that returns {@code Unit} has no result.
 */
final class Suspensions implements ResultKind {

    private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

    private final boolean coroutinesLibrary;

    /**
     * Makes a kind.
     *
     * @param coroutinesLibrary whether kotlinx-coroutines is there, which puts threads into what a context's elements say
     */
    Suspensions(boolean coroutinesLibrary) {
        this.coroutinesLibrary = coroutinesLibrary;
    }

    @Override
    public boolean includes(Class<?> resultClass) {
        return resultClass == SUSPENDED.getClass() || resultClass == Unit.class;
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        LaterRun run = call.begin(null);
        if (result != SUSPENDED) {
            run.completed(null);
        }
        return result;
    }

    /** As {@link dev.agenttracking.execution.LaterResults#continuation}. */
    @SuppressWarnings("unchecked")
    Object continuation(Object continuation, SuspendedCall call) {
        Continuation<Object> caller = (Continuation<Object>) continuation;
        CoroutineContext context = caller.getContext();
        return coroutinesLibrary
                ? new TrackedContinuation.OfLibrary(caller, new ExecutionElement(call.inside()).addedTo(context), call)
                : new TrackedContinuation(caller, context, call);
    }
}
