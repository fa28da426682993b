// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import dev.agenttracking.annotation.ExecutionStage;

/**
 * A stage of an agent.
 *
 * @param name its name in the record
 * @param kind the kind of step
 * @param constant its constant in the generated enum
 * @param required whether a successful execution must have run it
 */
public record StageModel(String name, ExecutionStage kind, String constant, boolean required) {

    /** Whether it is the question to the agent if it wants to answer. */
    public boolean decidesWhetherToRespond() {
        return kind == ExecutionStage.SHOULD_RESPOND;
    }
}
