// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.PendingCall;

/** One kind of results that end later. */
interface ResultKind {

    /** Whether results of this class are of this kind. */
    boolean includes(Class<?> resultClass);

    /** Whether results of this kind may never be run, or several times. */
    default boolean mayBeParked() {
        return false;
    }

    /** As {@link dev.agenttracking.execution.LaterResults#follow}. */
    Object follow(Object result, Class<?> declaredType, PendingCall call);
}
