// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/** Hears of what executions violate, on the writer's thread. */
@FunctionalInterface
public interface ViolationListener {

    /**
     * An execution violates something.
     *
     * @param agent the agent's name
     * @param kind one of the kinds of {@link dev.agenttracking.execution.Violation}
     * @param count how many times
     */
    void violated(String agent, String kind, int count);
}
