// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ValidationHooks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What executions take from the application around them.
 *
 * <p><b>Threading</b>: called on the thread of the call; must not block.
 *
 * <p><b>Failure</b>: what it throws is swallowed, and the execution goes on without.
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

    /** The application's own hooks for an agent, those for all agents included. */
    default List<ValidationHooks> hooks(String agent) {
        return List.of();
    }

    /** What knows the costs of calls of models, and their limits. */
    default LlmAccounting llmAccounting() {
        return LlmAccounting.NONE;
    }

    /** Who shows calls to those who observe the application. Asked whenever an execution begins. */
    default CallObserver observer() {
        return CallObserver.NONE;
    }

    /** The transaction that the thread is in, null for none. Asked when a call returns or throws. */
    default @Nullable TransactionOutcome transaction() {
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
