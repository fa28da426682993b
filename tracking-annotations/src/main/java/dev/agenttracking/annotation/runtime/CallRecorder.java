// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Records one call of a tracked method: {@link #enter}, {@link #arguments}, then either {@link #returned} or {@link #threw};
 * of a Kotlin {@code suspend} function, {@link #continuation} before these two.
 *
 * <p><b>Threading</b>: thread-safe. All calls for one method call are made by the thread that makes it.
 *
 * <p><b>Failure</b>: no method throws.
 */
public interface CallRecorder {

    /**
     * The call begins.
     *
     * @return what the other methods take as {@code call}; null where this call is not recorded, and then none of them is called
     */
    @Nullable
    Object enter(TrackedMethod method);

    /** Hands over the call's arguments, in the order of the method's parameters. Left out for methods without parameters. */
    void arguments(Object call, @Nullable Object... arguments);

    /**
     * The continuation of a call of a Kotlin {@code suspend} function ({@link TrackedMethod#suspends}), asked for after
     * {@link #arguments}, before the function is called. Such a call ends when its continuation is resumed, unless the function
     * returns anything but {@code COROUTINE_SUSPENDED}.
     *
     * @param continuation the caller's {@code kotlin.coroutines.Continuation}
     * @return the one that the function gets in its place; by default the caller's own
     */
    default @Nullable Object continuation(Object call, @Nullable Object continuation) {
        return continuation;
    }

    /**
     * The call returned.
     *
     * @param result the result, primitives boxed, null for {@code void}
     * @return {@code result} itself, or for a result that ends later one of the same declared type that behaves the same
     */
    @Nullable
    Object returned(Object call, @Nullable Object result);

    /** The call threw. The caller goes on to throw the same exception. */
    void threw(Object call, Throwable failure);
}
