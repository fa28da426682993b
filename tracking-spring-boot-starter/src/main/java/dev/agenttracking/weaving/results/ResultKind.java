// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.PendingCall;

/** One kind of results that end later. */
interface ResultKind {

    /** Whether results of this class are of this kind. */
    boolean includes(Class<?> resultClass);

    /** As {@link dev.agenttracking.execution.LaterResults#follow}. */
    Object follow(Object result, Class<?> declaredType, PendingCall call);
}
