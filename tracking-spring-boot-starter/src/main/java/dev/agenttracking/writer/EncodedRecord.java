// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import java.util.UUID;

/**
 * An ended execution as bytes that a store made of it: what waits in memory or on disk, and can be stored by another process.
 *
 * @param id the execution's
 * @param status how it ended
 * @param rows what the {@link RecordEncoder} made of it; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy of each would cost what a row costs
public record EncodedRecord(UUID id, ExecutionStatus status, byte[] rows) {}
