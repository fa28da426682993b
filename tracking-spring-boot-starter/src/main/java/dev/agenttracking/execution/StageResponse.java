// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/**
 * The text that a stage returned and that has a contract to keep.
 *
 * @param stage the run of the stage
 * @param text all of it
 */
public record StageResponse(StageRun stage, String text) {}
