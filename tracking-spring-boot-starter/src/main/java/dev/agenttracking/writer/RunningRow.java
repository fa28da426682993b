// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/**
 * What is known of the row of an execution that takes long.
 *
 * @param inDoubt whether nobody knows if there is one
 * @param state what the execution was at when it was written
 * @param writtenNanos when that was, on the monotonic clock
 */
record RunningRow(boolean inDoubt, int state, long writtenNanos) {

    static final RunningRow IN_DOUBT = new RunningRow(true, 0, 0);
}
