// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the row of an execution that takes long.
 *
 * @param inDoubt whether nobody knows if there is one
 * @param state what the execution was at when it was written
 * @param writtenNanos when that was, on the monotonic clock
 * @param lost how the execution ended, where its record was dropped; null else
 */
record RunningRow(
        boolean inDoubt,
        int state,
        long writtenNanos,
        @Nullable ExecutionStatus lost) {

    static final RunningRow IN_DOUBT = new RunningRow(true, 0, 0, null);

    static RunningRow of(int state, long writtenNanos) {
        return new RunningRow(false, state, writtenNanos, null);
    }

    static RunningRow lost(ExecutionStatus status) {
        return new RunningRow(false, 0, 0, status);
    }
}
