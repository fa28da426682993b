// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/** A call of a method that is an execution and a stage of it. */
final class StagedCall {

    final Execution execution;
    final StageRun stage;

    StagedCall(Execution execution, StageRun stage) {
        this.execution = execution;
        this.stage = stage;
    }

    Execution execution() {
        return execution;
    }

    StageRun stage() {
        return stage;
    }
}
