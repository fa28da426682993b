// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to the sink: again where it failed, in halves where it refuses one, until the refused record is found, which is
 * kept aside. A batch for which memory does not suffice twice counts as refused: one record may be too much, and the others must
 * not wait for it. One that fails again is brought in pieces, since all at once may take longer than the store allows, each time.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class BatchWriter {

    private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);

    private final RecordSink sink;
    private final String format;
    private final Backlog backlog;
    private final WriterAccount account;
    private final Map<UUID, RunningRow> runningRows;
    private final Followers followers;
    private final Deque<List<Pending>> chunks = new ArrayDeque<>();
    private @Nullable PendingBatch batch;
    private boolean replaying;
    private boolean exhausted;
    private int mostAtOnce = Integer.MAX_VALUE;

    /**
     * Makes a writer.
     *
     * @param format how the bytes are to be read that this process makes; empty for a store that takes none
     * @param runningRows what is known of rows of executions that take long; outlives this writer
     */
    BatchWriter(
            RecordSink sink,
            String format,
            Backlog backlog,
            WriterAccount account,
            Map<UUID, RunningRow> runningRows,
            Followers followers) {
        this.sink = sink;
        this.format = format;
        this.backlog = backlog;
        this.account = account;
        this.runningRows = runningRows;
        this.followers = followers;
    }

    /** Whether a batch waits to be stored. */
    boolean isPending() {
        return !chunks.isEmpty();
    }

    /** Takes the next batch; there must be none that waits. */
    void take(PendingBatch next) {
        batch = next;
        chunks.add(next.records());
        replaying = next.isInherited();
    }

    /** Stores what waits. On an exception the rest goes on waiting, and may be stored already. */
    void write() throws Exception {
        while (!chunks.isEmpty()) {
            List<Pending> chunk = firstChunk();
            try {
                store(chunk);
                chunks.removeFirst();
                exhausted = false;
                settled(chunk);
            } catch (RejectedRecordException | StackOverflowError | LinkageError rejection) {
                divide(chunk, rejection);
            } catch (OutOfMemoryError memory) {
                replaying = true;
                if (!exhausted) {
                    exhausted = true;
                    throw memory;
                }
                exhausted = chunk.size() > 1;
                divide(chunk, memory);
            } catch (Exception | Error failure) {
                if (replaying) {
                    mostAtOnce = Math.max(1, chunk.size() / 2);
                }
                replaying = true;
                throw failure;
            }
        }
        replaying = false;
        mostAtOnce = (int) Math.min(Integer.MAX_VALUE, 2L * mostAtOnce);
    }

    private List<Pending> firstChunk() {
        List<Pending> first = chunks.removeFirst();
        if (first.size() > mostAtOnce) {
            chunks.addFirst(first.subList(mostAtOnce, first.size()));
            first = first.subList(0, mostAtOnce);
        }
        chunks.addFirst(first);
        return first;
    }

    /** Gives up what waits, but for what waits in a file too, or will. */
    void giveUp() {
        PendingBatch given = batch;
        if (given == null || backlog.canSpill()) {
            return;
        }
        for (List<Pending> chunk : chunks) {
            if (backlog.settle(given, chunk, dropped(DropReason.SHUTDOWN))) {
                chunk.forEach(this::notStored);
            }
        }
        chunks.clear();
    }

    private void store(List<Pending> chunk) throws Exception {
        Set<UUID> running = new HashSet<>();
        if (!runningRows.isEmpty()) {
            for (Pending record : chunk) {
                if (runningRows.containsKey(record.id())) {
                    running.add(record.id());
                }
            }
        }
        if (sink instanceof EncodedRecordSink encoded) {
            List<EncodedRecord> records = new ArrayList<>(chunk.size());
            for (Pending record : chunk) {
                records.add(bytesOf(record));
            }
            encoded.write(new EncodedBatch(formatOf(), records, running, replaying));
        } else {
            List<Execution> executions = new ArrayList<>(chunk.size());
            List<UUID> stored = new ArrayList<>();
            for (Pending record : chunk) {
                if (record.execution() != null) {
                    executions.add(record.execution());
                }
                if (replaying || running.contains(record.id())) {
                    stored.add(record.id());
                }
            }
            sink.write(new RecordBatch(executions, stored, replaying));
        }
        running.forEach(runningRows::remove);
    }

    private String formatOf() {
        String read = batch == null ? null : batch.format();
        return read == null ? format : read;
    }

    private static EncodedRecord bytesOf(Pending record) {
        EncodedRecord bytes = record.record();
        if (bytes == null) {
            throw new IllegalStateException("Not encoded: execution " + record.id());
        }
        return bytes;
    }

    private void settled(List<Pending> chunk) {
        if (batch != null && backlog.settle(batch, chunk, account::written)) {
            followers.stored(chunk);
        }
    }

    private void divide(List<Pending> chunk, Throwable rejection) throws Exception {
        if (chunk.size() == 1) {
            setAside(chunk, rejection);
            chunks.removeFirst();
            return;
        }
        chunks.removeFirst();
        int middle = chunk.size() / 2;
        chunks.addFirst(chunk.subList(middle, chunk.size()));
        chunks.addFirst(chunk.subList(0, middle));
    }

    /** What cannot be set aside now is refused once more, and then set aside. */
    private void setAside(List<Pending> refused, Throwable rejection) throws Exception {
        Pending record = refused.get(0);
        boolean kept = false;
        if (sink instanceof EncodedRecordSink encoded) {
            try {
                encoded.deadLetter(bytesOf(record), formatOf(), rejection);
                kept = true;
            } catch (RejectedRecordException | StackOverflowError | LinkageError | OutOfMemoryError twice) {
                log.debug("A refused record cannot be set aside", twice);
            }
        }
        Consumer<Pending> outcome = kept ? account::deadLettered : dropped(DropReason.REJECTED);
        if (batch == null || !backlog.settle(batch, refused, outcome)) {
            return;
        }
        notStored(record);
        log.warn(
                "{} refuses the record of execution {}; it is {}: {}",
                sink.describe(),
                record.id(),
                kept ? "kept among the dead letters" : "dropped",
                rejection.toString());
        log.debug("The refusal", rejection);
    }

    private Consumer<Pending> dropped(DropReason reason) {
        return record -> account.dropped(reason, record);
    }

    /** It will not be in the tables. */
    private void notStored(Pending record) {
        runningRows.computeIfPresent(record.id(), (id, row) -> RunningRow.lost(record.status()));
        followers.release(record);
    }
}
