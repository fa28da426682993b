// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an execution has in the tables, for stores that are not PostgreSQL: the bytes that would be sent to it, which take
 * a fraction of the space of objects, and what was said of the execution since.
 *
 * <p><b>Threading</b>: immutable.
 */
public final class StoredRows {

    private static final String METADATA = "execution_metadata";
    private static final int MAX_EVALUATIONS = 100;

    private final EncodedRecord record;
    private final RecordFormat format;
    private final Instant storedAt;
    private final @Nullable ExecutionStatus status;
    private final @Nullable TransactionEnd transaction;
    private final List<LateEvaluation> evaluations;

    private StoredRows(
            EncodedRecord record,
            RecordFormat format,
            Instant storedAt,
            @Nullable ExecutionStatus status,
            @Nullable TransactionEnd transaction,
            List<LateEvaluation> evaluations) {
        this.record = record;
        this.format = format;
        this.storedAt = storedAt;
        this.status = status;
        this.transaction = transaction;
        this.evaluations = evaluations;
    }

    /** What makes the bytes, of executions as they are at that moment; also of those that run. */
    public static RecordEncoder encoder(ServiceIdentity service, ContentEncoder content, ContentLimits limits) {
        return new RowsEncoder(service, content, limits);
    }

    /**
     * The rows that such an encoder has made.
     *
     * @throws RejectedRecordException where the bytes cannot be read
     */
    public static StoredRows of(EncodedRecord record, String format) throws RejectedRecordException {
        RecordFormat read = RecordFormat.parse(format);
        EncodedRows.check(record.rows(), read.tables().size());
        return new StoredRows(record, read, Instant.now(), null, null, List.of());
    }

    /** Whose rows they are. */
    public UUID executionId() {
        return record.id();
    }

    /** When the execution began, on the monotonic clock of the process that made the rows. */
    public long startNanos() {
        return EncodedRows.startNanos(record.rows());
    }

    /** Whether the execution has ended, as far as is known. */
    public boolean hasEnded() {
        return (status != null && status.isTerminal())
                || rows(TrackingTables.EXECUTIONS.name()).stream().anyMatch(row -> row.get("completed_at") != null);
    }

    /** How much space they take, in bytes. */
    public int sizeBytes() {
        return record.rows().length;
    }

    /** The same with another word on where the execution stands. */
    public StoredRows withStatus(ExecutionStatus known) {
        return new StoredRows(record, format, Instant.now(), known, transaction, evaluations);
    }

    /** The same with a word on how the transaction ended that the execution is of. */
    public StoredRows withTransaction(TransactionEnd end) {
        return new StoredRows(record, format, Instant.now(), status, end, evaluations);
    }

    /** The same with what was said of its answers later; only the newest of very much is kept. */
    public StoredRows withEvaluation(LateEvaluation evaluation, ContentEncoder encoder) {
        List<LateEvaluation> more = new ArrayList<>(evaluations);
        more.removeIf(known -> known.id().equals(evaluation.id()));
        String words = evaluation.explanation();
        more.add(
                words == null
                        ? evaluation
                        : evaluation.withExplanation(encoder.prose(words, CopyTable.MAX_TEXT_CHARS)));
        List<LateEvaluation> kept = List.copyOf(more.subList(Math.max(0, more.size() - MAX_EVALUATIONS), more.size()));
        return new StoredRows(record, format, storedAt, status, transaction, kept);
    }

    /** The same with what was said of the answers while the execution had these other rows. */
    public StoredRows inPlaceOf(StoredRows earlier) {
        return new StoredRows(record, format, storedAt, status, transaction, earlier.evaluations);
    }

    /** The rows in one table, each value by the name of its column; columns that are left to their defaults are missing. */
    public List<Map<String, @Nullable Object>> rows(String table) {
        List<Map<String, @Nullable Object>> read = read(table);
        if (table.equals(TrackingTables.EXECUTIONS.name())) {
            read.forEach(row -> {
                row.put("updated_at", storedAt);
                if (status != null) {
                    row.put("status", status.storedName());
                }
                if (transaction != null) {
                    row.compute(METADATA, (same, json) -> withTransaction((String) json, transaction));
                }
            });
        }
        if (table.equals(TrackingTables.EVALUATIONS.name())) {
            read.addAll(laterEvaluations());
        }
        return read;
    }

    private List<Map<String, @Nullable Object>> read(String table) {
        for (int i = 0; i < format.tables().size(); i++) {
            RecordFormat.Table written = format.tables().get(i);
            if (written.name().equals(table)) {
                long found = EncodedRows.find(record.rows(), i);
                return CopyReader.read(
                        written, ByteBuffer.wrap(record.rows(), EncodedRows.offset(found), EncodedRows.length(found)));
            }
        }
        return new ArrayList<>();
    }

    private List<Map<String, @Nullable Object>> laterEvaluations() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (LateEvaluation evaluation : evaluations) {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("id", evaluation.id());
            row.put("execution_id", evaluation.executionId());
            row.put("llm_call_sequence", evaluation.llmCall());
            row.put("name", StorableText.of(evaluation.name()));
            row.put("score", evaluation.score());
            row.put("label", evaluation.label().storedName());
            row.put("explanation", StorableText.of(evaluation.explanation()));
            row.put("source", evaluation.source());
            row.put("created_at", Instant.ofEpochMilli(evaluation.epochMillis()));
            rows.add(row);
        }
        return rows;
    }

    private static String withTransaction(@Nullable String object, TransactionEnd end) {
        String rest = object == null ? "}" : object.substring(1);
        return "{\"transaction\":\"" + end.storedName() + (rest.equals("}") ? "\"}" : "\"," + rest);
    }
}
