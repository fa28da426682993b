// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/** Hears how good the answers of executions are, on the writer's thread. */
@FunctionalInterface
public interface QualityListener {

    /** Hears nothing. */
    QualityListener NONE = (agent, score) -> {};

    /**
     * An execution has ended, and its answer was judged.
     *
     * @param agent the agent's name
     * @param score 0 to 1
     */
    void rated(String agent, double score);
}
