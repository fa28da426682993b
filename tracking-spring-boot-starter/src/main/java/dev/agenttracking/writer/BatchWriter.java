// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to the sink: again where it failed, in halves where it refuses one, until the refused record is found. A batch
 * for which memory does not suffice twice counts as refused: one record may be too much, and the others must not wait for it.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 */
final class BatchWriter {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final RecordSink sink;
    private final WriterAccount account;
    private final Deque<List<Execution>> chunks = new ArrayDeque<>();
    private final Map<UUID, RunningRow> runningRows;
    private final TransactionNotes notes;
    private final WriterWork work;
    private boolean replaying;
    private boolean exhausted;

    /**
     * Makes a writer.
     *
     * @param runningRows what is known of rows of executions that take long; outlives this writer
     * @param notes what is to be noted of rows whose transactions go on; outlives this writer
     * @param work hears what is stored
     */
    BatchWriter(
            RecordSink sink,
            WriterAccount account,
            Map<UUID, RunningRow> runningRows,
            TransactionNotes notes,
            WriterWork work) {
        this.sink = sink;
        this.account = account;
        this.runningRows = runningRows;
        this.notes = notes;
        this.work = work;
    }

    /** Whether a batch waits to be stored. */
    boolean isPending() {
        return !chunks.isEmpty();
    }

    /** How many ended executions wait to be stored. */
    int pending() {
        return chunks.stream().mapToInt(List::size).sum();
    }

    /** Takes the next batch; there must be none that waits. */
    void take(List<Execution> ended) {
        if (!ended.isEmpty()) {
            chunks.add(ended);
            replaying = false;
        }
    }

    /** Stores what waits. On an exception the rest goes on waiting, and may be stored already. */
    void write() throws Exception {
        while (!chunks.isEmpty()) {
            List<Execution> chunk = chunks.peekFirst();
            try {
                store(chunk);
                chunks.removeFirst();
                account.written(chunk.size());
                exhausted = false;
            } catch (RejectedRecordException | StackOverflowError | LinkageError rejection) {
                chunks.removeFirst();
                divide(chunk, rejection);
            } catch (OutOfMemoryError memory) {
                replaying = true;
                if (!exhausted) {
                    exhausted = true;
                    throw memory;
                }
                exhausted = chunk.size() > 1;
                chunks.removeFirst();
                divide(chunk, memory);
            } catch (Exception | Error failure) {
                replaying = true;
                throw failure;
            }
        }
        replaying = false;
    }

    /** Gives up what waits. */
    void drop(DropReason reason) {
        account.dropped(reason, pending());
        chunks.clear();
    }

    private void store(List<Execution> chunk) throws Exception {
        List<UUID> stored = new ArrayList<>();
        for (Execution execution : chunk) {
            if (replaying || !runningRows.isEmpty() && runningRows.containsKey(execution.id())) {
                stored.add(execution.id());
            }
        }
        List<Execution> undecided = TransactionNotes.undecided(chunk);
        sink.write(new RecordBatch(chunk, stored, replaying));
        undecided.forEach(notes::follow);
        if (!runningRows.isEmpty()) {
            stored.forEach(runningRows::remove);
        }
        tellStored(chunk);
    }

    private void tellStored(List<Execution> executions) {
        try {
            work.stored(executions);
        } catch (Throwable fault) {
            log.debug("Whoever waits for executions to be stored has failed", fault);
        }
    }

    private void divide(List<Execution> chunk, Throwable rejection) {
        if (chunk.size() > 1) {
            int middle = chunk.size() / 2;
            chunks.addFirst(chunk.subList(middle, chunk.size()));
            chunks.addFirst(chunk.subList(0, middle));
            return;
        }
        account.dropped(DropReason.REJECTED, 1);
        Execution refused = chunk.get(0);
        runningRows.computeIfPresent(refused.id(), (id, row) -> RunningRow.lost(refused.status()));
        log.warn(
                "{} refuses the record of execution {} ({}); it is dropped: {}",
                sink.describe(),
                refused.id(),
                refused.method(),
                rejection.toString());
        log.debug("The refusal", rejection);
    }
}
