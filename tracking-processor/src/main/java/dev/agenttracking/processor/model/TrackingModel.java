// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a method's calls: an execution, a stage, or both; nothing of a tool that is not tracked.
 *
 * @param execution what {@code @TrackExecution} says, null where the method is no execution
 * @param stage the stage, null where the method is none
 * @param agent the agent's name
 * @param sensitiveResult whether the result is hidden
 */
public record TrackingModel(
        @Nullable ExecutionModel execution, @Nullable StageModel stage, String agent, boolean sensitiveResult) {

    /** Whether anything is recorded; otherwise calls are only handed on. */
    public boolean recordsCalls() {
        return execution != null || stage != null;
    }

    /** Whether the recorder is handed the arguments: stages record none, but for the question whether to respond. */
    public boolean takesArguments() {
        return execution != null || (stage != null && stage.decidesWhetherToRespond());
    }
}
