// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An execution in memory, and what belongs to it. */
final class MemoryParts {

    private MemoryParts() {}

    static ExecutionReport report(MemoryTables now, ExecutionDetails execution, CallChain tree) throws SQLException {
        UUID id = execution.summary().id();
        return new ExecutionReport(
                execution,
                logs(now, id),
                llmInteractions(now, id),
                mapped(now, "agent_tool_calls", id, Rows::toolCall),
                evaluations(now, id),
                mapped(now, "agent_citations", id, Rows::citation),
                mapped(now, "agent_decisions", id, Rows::candidate),
                tree);
    }

    static Optional<Alignment.Side> side(MemoryTables now, UUID id) throws SQLException {
        Optional<ExecutionDetails> execution = details(now, id);
        return execution.isEmpty()
                ? Optional.empty()
                : Optional.of(new Alignment.Side(execution.get(), stages(now, id), llmInteractions(now, id)));
    }

    static Optional<ExecutionDetails> details(MemoryTables now, UUID id) throws SQLException {
        return mapped(now, MemoryExecutions.TABLE, id, Rows::details).stream().findFirst();
    }

    static List<ExecutionLog> logs(MemoryTables now, UUID id) throws SQLException {
        return mapped(now, "agent_execution_logs", id, Rows::log);
    }

    static List<StageSpan> stages(MemoryTables now, UUID id) throws SQLException {
        Instant begin = Objects.requireNonNull(
                rows(now, MemoryExecutions.TABLE, id).get(0).get("started_at", Instant.class));
        List<StageSpan> spans = new ArrayList<>();
        for (ExecutionLog entry : logs(now, id)) {
            if (!entry.isEvent()) {
                spans.add(new StageSpan(
                        entry.sequence(),
                        entry.parentSequence(),
                        Objects.requireNonNull(entry.stage()),
                        entry.stageKind(),
                        entry.stageStatus(),
                        entry.timestamp(),
                        Duration.between(begin, entry.timestamp()).toNanos() / 1e6,
                        entry.durationMillis()));
            }
        }
        return spans;
    }

    /** What the view {@code agent_llm_interactions} does: the content of a chat that is the last call is on the execution. */
    static List<LlmInteraction> llmInteractions(MemoryTables now, UUID id) throws SQLException {
        List<MemoryRow> calls = rows(now, "agent_llm_calls", id);
        List<LlmInteraction> interactions = new ArrayList<>();
        for (MemoryRow call : calls) {
            if (interactions.size() == calls.size() - 1
                    && "chat".equals(call.columns().get("operation"))) {
                Map<String, @Nullable Object> execution =
                        rows(now, MemoryExecutions.TABLE, id).get(0).columns();
                call.columns().put("llm_request", execution.get("llm_request"));
                call.columns().put("llm_response", execution.get("llm_response"));
            }
            interactions.add(Rows.llmInteraction(call));
        }
        return interactions;
    }

    private static List<AnswerEvaluation> evaluations(MemoryTables now, UUID id) throws SQLException {
        List<MemoryRow> rows = new ArrayList<>(rows(now, "agent_evaluations", id));
        rows.sort(Comparator.comparing((MemoryRow row) -> row.get("created_at", Instant.class))
                .thenComparing(row -> row.get("id", UUID.class), MemoryExecutions::compareIds));
        List<AnswerEvaluation> evaluations = new ArrayList<>();
        for (MemoryRow row : rows) {
            evaluations.add(Rows.evaluation(row));
        }
        return evaluations;
    }

    /** Rows of an execution come in the order of their sequence. */
    static <T> List<T> mapped(MemoryTables now, String table, UUID id, Query.Mapper<T> mapper) throws SQLException {
        return mapped(rows(now, table, id), mapper);
    }

    /** What rows become. */
    static <T> List<T> mapped(List<MemoryRow> rows, Query.Mapper<T> mapper) throws SQLException {
        List<T> mapped = new ArrayList<>();
        for (MemoryRow row : rows) {
            mapped.add(mapper.map(row));
        }
        return mapped;
    }

    private static List<MemoryRow> rows(MemoryTables now, String table, UUID id) {
        return MemoryRow.all(now.rows(table, id));
    }
}
