// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/**
 * A store that takes ended executions as bytes which it made of them before. Only for such a store records can wait on disk; they
 * also take less memory while they wait. Running executions come as they are, to {@link #write(RecordBatch)}.
 *
 * <p><b>Threading</b>: {@link #newEncoder()} is called by any thread, and works before {@link #prepare()}. Where the settings allow
 * the store several connections, {@link #write(EncodedBatch)} is called by as many threads at once; all else by one.
 */
public interface EncodedRecordSink extends RecordSink {

    /**
     * Whether what is stored outlives the process. What does not is not stored by the next one either: it never waits on disk for
     * that, nor is anything taken over that other processes have left.
     */
    default boolean outlivesProcess() {
        return true;
    }

    /** An encoder for one thread. All of one sink have the same format. */
    RecordEncoder newEncoder();

    /** Stores all of a batch, or nothing. Fails as {@link #write(RecordBatch)} does. */
    void write(EncodedBatch batch) throws Exception;

    /**
     * Keeps aside a record that the store refuses, with the reason, for people to look at. What comes again, after an exception,
     * must be there once.
     *
     * @throws RejectedRecordException where the store refuses this too: then the record is dropped
     */
    void deadLetter(EncodedRecord refused, String format, Throwable reason) throws Exception;
}
