// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.List;
import java.util.UUID;

/**
 * What is stored in one go.
 *
 * @param executions ended executions, and running ones that take long ({@link Execution#hasEnded()} tells)
 * @param stored those of them that may be in the store already: their old rows give way to the new ones
 * @param replayed whether an earlier attempt to store this batch may have succeeded; then all of them are in {@code stored}
 */
public record RecordBatch(List<Execution> executions, List<UUID> stored, boolean replayed) {}
