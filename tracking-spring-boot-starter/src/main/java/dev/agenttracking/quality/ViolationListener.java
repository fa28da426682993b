// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/** Hears of each violation, on the writer's thread. */
@FunctionalInterface
public interface ViolationListener {

    /**
     * One was found.
     *
     * @param agent the agent's name
     * @param kind one of the kinds of {@link dev.agenttracking.execution.Violation}
     */
    void violated(String agent, String kind);
}
