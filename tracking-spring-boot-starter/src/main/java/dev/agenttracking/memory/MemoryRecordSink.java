// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.memory;

import dev.agenttracking.analytics.MemoryTables;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.RegisteredAgent;
import dev.agenttracking.postgres.StoredRows;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.EncodedRecordSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest executions in memory: for development without a database, for tests, and where the application has no
 * database that fits. Bounded by number and by bytes; the oldest give way.
 *
 * <p><b>Threading</b>: encoded batches may be written by any thread, all else by one; read by any.
 */
public final class MemoryRecordSink implements EncodedRecordSink {

    private final MemoryLimits limits;
    private final ContentEncoder encoder;
    private final ContentLimits contentLimits;
    private final Presence presence;
    private final RecordEncoder ownEncoder;
    private final Map<UUID, StoredRows> newest = new LinkedHashMap<>();
    private List<RegisteredAgent> agents = List.of();
    private long bytes;
    private long forgotten;
    private volatile @Nullable Long cleared;

    /**
     * Makes a store that forgets the oldest.
     *
     * @param contentLimits how much of an execution's content is kept
     * @param presence the application and its agents
     */
    public MemoryRecordSink(
            MemoryLimits limits, ContentEncoder encoder, ContentLimits contentLimits, Presence presence) {
        this.limits = limits;
        this.encoder = encoder;
        this.contentLimits = contentLimits;
        this.presence = presence;
        this.ownEncoder = newEncoder();
    }

    @Override
    public boolean outlivesProcess() {
        return false;
    }

    @Override
    public RecordEncoder newEncoder() {
        return StoredRows.encoder(presence.service(), encoder, contentLimits);
    }

    @Override
    public void write(EncodedBatch batch) throws RejectedRecordException {
        List<StoredRows> rows = new ArrayList<>();
        for (EncodedRecord record : batch.records()) {
            rows.add(StoredRows.of(record, batch.format()));
        }
        synchronized (newest) {
            for (StoredRows row : rows) {
                StoredRows before = newest.get(row.executionId());
                boolean known = batch.replayed() && before != null && before.hasEnded();
                if (keeps(row.startNanos()) && !known) {
                    put(row);
                }
            }
        }
    }

    @Override
    public void write(RecordBatch batch) throws RejectedRecordException {
        List<EncodedRecord> records = new ArrayList<>();
        for (Execution execution : batch.executions()) {
            records.add(encoded(execution));
        }
        write(new EncodedBatch(ownEncoder.format(), records, Set.copyOf(batch.stored()), batch.replayed()));
    }

    /** There is no place for what cannot be read. */
    @Override
    public void deadLetter(EncodedRecord refused, String format, Throwable reason) throws RejectedRecordException {
        throw new RejectedRecordException("Nothing is kept aside in memory", reason);
    }

    @Override
    public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws RejectedRecordException {
        List<RegisteredAgent> present = presence.agents().get();
        List<StoredRows> rows = new ArrayList<>();
        for (Execution execution : running) {
            rows.add(StoredRows.of(encoded(execution), ownEncoder.format()));
        }
        synchronized (newest) {
            agents = present;
            rows.stream().filter(row -> newest.containsKey(row.executionId())).forEach(this::put);
            lost.forEach((id, status) -> newest.computeIfPresent(id, (same, row) -> row.withStatus(status)));
        }
    }

    @Override
    public void note(Map<UUID, TransactionEnd> transactions) {
        synchronized (newest) {
            transactions.forEach((id, end) -> newest.computeIfPresent(id, (same, row) -> row.withTransaction(end)));
        }
    }

    @Override
    public void evaluated(List<LateEvaluation> evaluations) {
        synchronized (newest) {
            for (LateEvaluation evaluation : evaluations) {
                newest.computeIfPresent(
                        evaluation.executionId(), (same, row) -> row.withEvaluation(evaluation, encoder));
            }
        }
    }

    @Override
    public void farewell() {
        synchronized (newest) {
            newest.replaceAll((id, row) -> row.hasEnded() ? row : row.withStatus(ExecutionStatus.ABANDONED));
        }
    }

    /**
     * Forgets all, as if there had been nothing.
     *
     * @param nowNanos this moment on the executions' monotonic clock; those that began before are not kept any more
     */
    public void clear(long nowNanos) {
        cleared = nowNanos;
        synchronized (newest) {
            newest.clear();
            bytes = 0;
            forgotten = 0;
        }
    }

    /** Whether the execution would be kept: it began after all was forgotten. */
    public boolean keeps(Execution execution) {
        return keeps(execution.startNanos());
    }

    /** What it keeps, as it is now. */
    public MemoryTables tables() {
        synchronized (newest) {
            return new KeptTables(
                    new LinkedHashMap<>(newest), agents, presence.service(), limits.maxExecutions(), forgotten);
        }
    }

    @Override
    public String describe() {
        return "memory";
    }

    private boolean keeps(long startNanos) {
        Long nanos = cleared;
        return nanos == null || startNanos - nanos >= 0;
    }

    private EncodedRecord encoded(Execution execution) throws RejectedRecordException {
        return new EncodedRecord(execution.id(), execution.status(), ownEncoder.encode(execution));
    }

    private void put(StoredRows rows) {
        StoredRows before = newest.remove(rows.executionId());
        newest.put(rows.executionId(), before == null ? rows : rows.inPlaceOf(before));
        bytes += rows.sizeBytes() - (before == null ? 0 : before.sizeBytes());
        Iterator<StoredRows> oldest = newest.values().iterator();
        while (newest.size() > 1 && (newest.size() > limits.maxExecutions() || bytes > limits.maxBytes())) {
            bytes -= oldest.next().sizeBytes();
            oldest.remove();
            forgotten++;
        }
    }
}
