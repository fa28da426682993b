// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Executions by hand, for code that carries no annotations. With {@code tracking.enabled=false} it only runs what it is given.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public interface ExecutionTracker {

    /** Runs the body as an execution: its result and its exception are recorded, and the caller's as they are. */
    <T extends @Nullable Object> T track(ExecutionSpec spec, Callable<T> body) throws Exception;

    /**
     * Records a routing decision under the current execution: a row for each candidate, chosen or not. Outside of any execution
     * it is recorded under one of its own, of the agent {@link Decision#decider()} or {@code unknown}. Nothing is called.
     */
    void decision(Decision decision);

    /** Begins an execution that this thread ends by closing it. */
    OpenExecution open(ExecutionSpec spec);
}
