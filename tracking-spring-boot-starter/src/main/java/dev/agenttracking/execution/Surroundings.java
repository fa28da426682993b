// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * What a beginning execution takes from the application around it.
 *
 * <p><b>Threading</b>: called on the thread of the call; must not block.
 *
 * <p><b>Failure</b>: what it throws is swallowed, and the execution begins without.
 */
public interface Surroundings {

    /** Nothing. */
    Surroundings NONE = new Surroundings() {};

    /** The trace that the thread is in, null for none. */
    default @Nullable TraceIds trace() {
        return null;
    }

    /** Ids for a root that has none of its own, null for none. */
    default @Nullable ContextIds idsOfRoot() {
        return null;
    }

    /**
     * Where an execution stands in a distributed trace.
     *
     * @param traceId in hexadecimal digits
     * @param spanId in hexadecimal digits
     */
    record TraceIds(String traceId, String spanId) {}
}
