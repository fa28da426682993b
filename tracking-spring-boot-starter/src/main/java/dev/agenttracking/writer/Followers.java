// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who waits for an execution to be stored: those that judge its answer, the notes on its transaction, the journal that has it.
 *
 * <p><b>Threading</b>: thread-safe; those who wait are told by one thread at a time.
 *
 * <p><b>Failure</b>: none of them keeps anything from being stored.
 */
final class Followers {

    private static final Logger log = LoggerFactory.getLogger(Followers.class);

    private final TransactionNotes notes;
    private final WriterWork work;
    private final Consumer<SpillSegment> journal;
    private boolean stopped;

    /**
     * Makes a list.
     *
     * @param journal hears of files that have records which are safe elsewhere
     */
    Followers(TransactionNotes notes, WriterWork work, Consumer<SpillSegment> journal) {
        this.notes = notes;
        this.work = work;
        this.journal = journal;
    }

    /** Whether somebody needs the execution after it was turned into bytes. */
    boolean follow(Execution ended) {
        try {
            return work.follows(ended);
        } catch (Throwable fault) {
            debug(fault);
            return false;
        }
    }

    /** They are in the store, or in a file on the way to it. */
    void stored(List<Pending> records) {
        List<Execution> executions = new ArrayList<>();
        for (Pending record : records) {
            Execution execution = record.execution();
            if (execution != null) {
                executions.add(execution);
                if (record.undecided()) {
                    notes.follow(execution);
                }
            }
            release(record);
        }
        if (!executions.isEmpty()) {
            tell(executions);
        }
    }

    /** From now on nobody is told; what waits for it is stopped. */
    synchronized void stop() {
        stopped = true;
        work.stopped();
    }

    private synchronized void tell(List<Execution> executions) {
        try {
            if (!stopped) {
                work.stored(executions);
            }
        } catch (Throwable fault) {
            debug(fault);
        }
    }

    /** It needs the journal no more. */
    void release(Pending record) {
        release(record.journal());
    }

    void release(@Nullable SpillSegment segment) {
        if (segment != null) {
            journal.accept(segment);
        }
    }

    private static void debug(Throwable fault) {
        try {
            log.debug("Whoever waits for executions to be stored has failed", fault);
        } catch (Throwable unreported) {
            // There is nobody to tell.
        }
    }
}
