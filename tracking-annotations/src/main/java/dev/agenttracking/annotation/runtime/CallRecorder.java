// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Records one call of a tracked method: {@link #enter}, {@link #arguments}, then either {@link #returned} or {@link #threw}.
 *
 * <p><b>Threading</b>: thread-safe. The four calls of one method call are made by the thread that makes it.
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
