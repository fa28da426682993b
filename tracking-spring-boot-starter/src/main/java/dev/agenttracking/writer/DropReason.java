// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** Why an ended execution was not stored. */
public enum DropReason {
    /** There was no room in memory: executions end faster than they are taken, or the store is slow and there are no files. */
    QUEUE_FULL,
    /** There was no room in memory, and none on disk: the files have their size, or cannot be written. */
    SPILL_FULL,
    /** It cannot be stored, nor kept aside. */
    REJECTED,
    /** The application stopped before the store took it, and it could not wait on disk. */
    SHUTDOWN,
    /** It waited in a file that was damaged. */
    CORRUPT
}
