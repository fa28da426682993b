// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.ContentEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rows that an execution has in the tables, for stores that are not PostgreSQL: made by what makes those of PostgreSQL, and
 * kept as it would be sent them, which takes a fraction of the space of objects.
 *
 * <p><b>Threading</b>: immutable.
 */
public final class StoredRows {

    private static final int FIRST_BYTES = 1_024;
    private static final String METADATA = "execution_metadata";
    private static final int MAX_EVALUATIONS = 100;

    private final UUID executionId;
    private final boolean ended;
    private final Instant storedAt;
    private final Map<String, byte[]> tables;
    private final @Nullable ExecutionStatus status;
    private final @Nullable TransactionEnd transaction;
    private final List<LateEvaluation> evaluations;

    private StoredRows(
            UUID executionId,
            boolean ended,
            Instant storedAt,
            Map<String, byte[]> tables,
            @Nullable ExecutionStatus status,
            @Nullable TransactionEnd transaction,
            List<LateEvaluation> evaluations) {
        this.evaluations = evaluations;
        this.executionId = executionId;
        this.ended = ended;
        this.storedAt = storedAt;
        this.tables = tables;
        this.status = status;
        this.transaction = transaction;
    }

    /** The rows of an execution as it is now. */
    public static StoredRows of(
            Execution execution, ServiceIdentity service, ContentEncoder encoder, ContentLimits limits) {
        boolean ended = execution.hasEnded();
        ExecutionRow row = new ExecutionRow(execution, service, new ContentBudget(encoder, limits));
        CopyBuffer buffer = new CopyBuffer(FIRST_BYTES);
        Map<String, byte[]> tables = new HashMap<>();
        for (TrackingTables.Part<?> part : TrackingTables.PARTS) {
            byte[] rows = write(part, row, buffer);
            if (rows.length > 0) {
                tables.put(part.table().name(), rows);
            }
        }
        return new StoredRows(execution.id(), ended, Instant.now(), Map.copyOf(tables), null, null, List.of());
    }

    /** Whose rows they are. */
    public UUID executionId() {
        return executionId;
    }

    /** Whether the execution had ended when they were made. */
    public boolean hasEnded() {
        return ended;
    }

    /** How much space they take, in bytes. */
    public int sizeBytes() {
        return tables.values().stream().mapToInt(rows -> rows.length).sum();
    }

    /** The same with another word on where the execution stands. */
    public StoredRows withStatus(ExecutionStatus known) {
        return new StoredRows(
                executionId, ended || known.isTerminal(), Instant.now(), tables, known, transaction, evaluations);
    }

    /** The same with a word on how the transaction ended that the execution is of. */
    public StoredRows withTransaction(TransactionEnd end) {
        return new StoredRows(executionId, ended, Instant.now(), tables, status, end, evaluations);
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
        return new StoredRows(
                executionId,
                ended,
                storedAt,
                tables,
                status,
                transaction,
                List.copyOf(more.subList(Math.max(0, more.size() - MAX_EVALUATIONS), more.size())));
    }

    /** The rows in one table, each value by the name of its column; columns that are left to their defaults are missing. */
    public List<Map<String, @Nullable Object>> rows(String table) {
        byte[] rows = tables.get(table);
        List<Map<String, @Nullable Object>> later =
                table.equals(TrackingTables.EVALUATIONS.name()) ? laterEvaluations() : List.of();
        if (rows == null) {
            return later;
        }
        CopyTable<?> written = TrackingTables.ALL.stream()
                .filter(candidate -> candidate.name().equals(table))
                .findFirst()
                .orElseThrow();
        List<Map<String, @Nullable Object>> read = CopyReader.read(written, rows);
        if (written == TrackingTables.EXECUTIONS) {
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
        read.addAll(later);
        return read;
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

    private static <R> byte[] write(TrackingTables.Part<R> part, ExecutionRow execution, CopyBuffer buffer) {
        buffer.truncate(0);
        part.rowsOf().apply(execution).forEach(row -> part.table().write(row, buffer));
        return Arrays.copyOf(buffer.array(), buffer.size());
    }
}
