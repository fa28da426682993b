// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;

/** An ended execution in the queue that is in a file of the journal already. All others are in the queue as they are. */
record Journaled(Execution execution, SpillSegment journal) {}
