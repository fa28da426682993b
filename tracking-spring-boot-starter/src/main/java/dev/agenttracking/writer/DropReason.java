// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** Why an ended execution was not stored. */
public enum DropReason {
    /** The queue was full: the store is away, or slower than the application. */
    QUEUE_FULL,
    /** The store refuses its content. */
    REJECTED,
    /** The application stopped before the store took it. */
    SHUTDOWN
}
