// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;

/** The way from anywhere in an agent's code to its record. */
public final class Tracking {

    private Tracking() {}

    /**
     * The execution that this thread is in. Outside any, and with tracking switched off, one that does nothing and has null
     * ids; never null.
     */
    public static TrackedExecution current() {
        Execution execution = CurrentExecution.get();
        return TrackedExecution.of(execution);
    }
}
