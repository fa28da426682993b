// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;

/**
 * Turns ended executions into bytes that a store can write later, also in another process.
 *
 * <p><b>Threading</b>: used by one thread at a time.
 */
public interface RecordEncoder {

    /**
     * How to read the bytes: text that goes with them to disk. It differs where the bytes mean something else, as from one version
     * of the tables to the next.
     */
    String format();

    /**
     * The bytes of an ended execution.
     *
     * @throws RejectedRecordException where it cannot be turned into bytes, and could not next time
     */
    byte[] encode(Execution ended) throws RejectedRecordException;
}
