// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/**
 * Knows the kinds of results that end after their method has returned, and tells when they do.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public interface LaterResults {

    /** Knows none: every call ends when its method returns. */
    LaterResults NONE = new LaterResults() {
        @Override
        public boolean mayEndLater(Class<?> resultClass) {
            return false;
        }

        @Override
        public Object follow(Object result, Class<?> declaredType, PendingCall call) {
            return result;
        }
    };

    /** Whether results of this class may end later. Asked on every return, so the answer should be at hand. */
    boolean mayEndLater(Class<?> resultClass);

    /**
     * Whether results that are declared so may never be run, or several times: {@link PendingCall#park} is called for them. The
     * answer should be at hand.
     */
    default boolean mayBeParked(Class<?> declaredType) {
        return false;
    }

    /**
     * Follows a result to its end. Where neither {@link PendingCall#begin} nor {@link PendingCall#park} is called, the call ends
     * now; where this throws, too.
     *
     * @param declaredType what the method is declared to return; a replacement must be one of these
     * @return the result itself, or one that behaves the same
     */
    Object follow(Object result, Class<?> declaredType, PendingCall call);

    /**
     * Follows a function that suspends by the continuation through which it tells its end.
     *
     * @return what the function gets in place of its caller's continuation; the same where it cannot be followed
     */
    default Object continuation(Object continuation, SuspendedCall call) {
        return continuation;
    }
}
