// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/** A call of a method that is an execution and a stage of it. */
record StagedCall(Execution execution, StageRun stage) {}
