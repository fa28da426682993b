// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * The text that a stage returned and that has a contract to keep.
 *
 * @param stage the run of the stage
 * @param text all of it; null where the execution has too much of it to be kept in memory
 * @param length how many characters it has
 */
public record StageResponse(StageRun stage, @Nullable String text, int length) {}
