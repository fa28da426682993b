// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** Why an ended execution was not stored. */
public enum DropReason {
    /** There was no room, in memory nor on disk: the store is away, or slower than the application. */
    QUEUE_FULL,
    /** It cannot be stored, nor kept aside. */
    REJECTED,
    /** The application stopped before the store took it, and it could not wait on disk. */
    SHUTDOWN,
    /** It waited in a file that was damaged. */
    CORRUPT
}
