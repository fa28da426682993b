// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.CandidateDecision;
import dev.agenttracking.execution.Citation;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Violation;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables that a batch goes to, and what goes into their columns. The order is that of {@code 001-executions.sql}. */
final class TrackingTables {

    /** The source of evaluations that are made when an execution is stored; those of judges and people come later. */
    static final String RULE = "rule";

    static final CopyTable<ExecutionRow> EXECUTIONS = CopyTable.<ExecutionRow>named(
                    "agent_executions", ExecutionRow::content)
            .id("id", ExecutionRow::execution)
            .uuid("root_execution_id", row -> row.execution().rootId())
            .uuid("parent_execution_id", row -> row.execution().parentId())
            .integer("depth", row -> row.execution().depth())
            .key("vault_id", row -> row.execution().vaultId())
            .key("conversation_id", row -> row.execution().conversationId())
            .key("user_id", row -> row.execution().userId())
            .key("agent_name", row -> row.execution().method().agent())
            .text("agent_method", row -> row.execution().method().method())
            .text("status", row -> row.status().storedName())
            .text("current_stage", ExecutionRow::currentStage)
            .json(
                    "input_data",
                    (row, out) -> row.content().write(row.execution().input(), out))
            .json(
                    "output_data",
                    (row, out) -> row.content().writeAsObject(row.execution().output(), out))
            .label(
                    "llm_model",
                    row -> row.lastChat() == null ? null : row.lastChat().sent().model())
            .json(
                    "llm_request",
                    (row, out) -> row.content()
                            .write(
                                    row.lastChat() == null
                                            ? null
                                            : row.lastChat().request(),
                                    out))
            .json(
                    "llm_response",
                    (row, out) -> row.content()
                            .write(
                                    row.lastChat() == null
                                            ? null
                                            : row.lastChat().response(),
                                    out))
            .integer("llm_calls", row -> row.llmCalls().size())
            .bigint("llm_tokens_used", ExecutionRow::llmTokens)
            .float8("llm_latency_ms", ExecutionRow::llmLatencyMillis)
            .numeric("llm_cost_usd", ExecutionRow::llmCostUsd)
            .nullableBool(
                    "response_valid",
                    row -> row.quality() == null
                            ? null
                            : (Boolean) row.quality().isValid())
            .float8(
                    "response_quality_score",
                    row -> row.quality() == null ? Double.NaN : row.quality().score())
            .json(
                    "response_validation_errors",
                    (row, out) -> writeTexts(
                            row, row.quality() == null ? null : row.quality().errors(), out))
            .json(
                    "response_warnings",
                    (row, out) -> writeTexts(
                            row, row.quality() == null ? null : row.quality().warnings(), out))
            .json("response_metrics", TrackingTables::writeMetrics)
            .timestamp("started_at", ExecutionRow::startMicros)
            .timestamp("completed_at", ExecutionRow::endMicros)
            .float8("duration_ms", ExecutionRow::durationMillis)
            .text(
                    "error_type",
                    row -> row.failure() == null ? null : row.failure().type())
            .prose(
                    "error_message",
                    row -> row.failure() == null ? null : row.failure().message())
            .text("error_traceback", TrackingTables::traceback)
            .float8("relevance_score", ExecutionRow::relevanceScore)
            .prose("relevance_reasoning", ExecutionRow::relevanceReasoning)
            .textArray("tags", row -> row.execution().method().tags())
            .text(
                    "trace_id",
                    row -> row.execution().trace() == null
                            ? null
                            : row.execution().trace().traceId())
            .text(
                    "span_id",
                    row -> row.execution().trace() == null
                            ? null
                            : row.execution().trace().spanId())
            .text("service_name", row -> row.service().name())
            .text("service_version", row -> row.service().version())
            .text("instance_id", row -> row.service().instanceId())
            .json("execution_metadata", TrackingTables::writeMetadata)
            .timestamp("created_at", ExecutionRow::startMicros)
            .build();

    static final CopyTable<LogRow> LOGS = CopyTable.<LogRow>named(
                    "agent_execution_logs", row -> row.owner().content())
            .uuid(
                    "id",
                    row -> RowIds.high(row.startMicros(), row.sequence()),
                    row -> RowIds.low(row.owner().execution(), row.sequence()))
            .id("execution_id", row -> row.owner().execution())
            .integer("sequence", LogRow::sequence)
            .nullableInteger("parent_sequence", LogRow::parentSequence)
            .key("stage", LogRow::stageName)
            .text("stage_kind", LogRow::stageKind)
            .text("stage_status", LogRow::stageStatus)
            .timestamp("timestamp", LogRow::startMicros)
            .float8("duration_ms", LogRow::durationMillis)
            .text("log_level", LogRow::level)
            .prose("message", LogRow::message)
            .json("data", LogRow::writeData)
            .build();

    /** Made from children: the executions that have a parent. */
    static final CopyTable<ExecutionRow> CALL_CHAINS = CopyTable.<ExecutionRow>named(
                    "agent_call_chains", ExecutionRow::content)
            .uuid(
                    "id",
                    row -> RowIds.high(row.startMicros(), RowIds.CALL),
                    row -> RowIds.low(row.execution(), RowIds.CALL))
            .text("vault_id", row -> row.execution().vaultId())
            .text("conversation_id", row -> row.execution().conversationId())
            .uuid("root_execution_id", row -> row.execution().rootId())
            .uuid("parent_execution_id", row -> row.execution().parentId())
            .id("child_execution_id", ExecutionRow::execution)
            .prose("call_reason", row -> row.execution().callReason())
            .json("data_passed", TrackingTables::writeDataPassed)
            .integer("depth", row -> row.execution().depth())
            .integer("sequence", row -> row.execution().sequence())
            .timestamp("created_at", ExecutionRow::startMicros)
            .build();

    static final CopyTable<LlmCallRow> LLM_CALLS = CopyTable.<LlmCallRow>named(
                    "agent_llm_calls", row -> row.owner().content())
            .id("execution_id", row -> row.owner().execution())
            .integer("sequence", LlmCallRow::sequence)
            .text("stage", LlmCallRow::stageName)
            .text("operation", row -> row.sent().operation())
            .label("provider", row -> row.sent().provider())
            .label("request_model", row -> row.sent().model())
            .label("response_model", LlmCallRow::responseModel)
            .bigint("input_tokens", row -> row.tokens(LlmCall.Usage::input))
            .bigint("output_tokens", row -> row.tokens(LlmCall.Usage::output))
            .bigint("cache_read_tokens", row -> row.tokens(LlmCall.Usage::cacheRead))
            .bigint("cache_write_tokens", row -> row.tokens(LlmCall.Usage::cacheWrite))
            .bigint("reasoning_tokens", row -> row.tokens(LlmCall.Usage::reasoning))
            .timestamp("started_at", LlmCallRow::startMicros)
            .float8("latency_ms", LlmCallRow::latencyMillis)
            .float8("time_to_first_chunk_ms", LlmCallRow::millisToFirstChunk)
            .nullableInteger("chunks", LlmCallRow::chunks)
            .label("finish_reason", LlmCallRow::finishReason)
            .bool("streaming", row -> row.sent().streaming())
            .bool("cancelled", LlmCallRow::isCancelled)
            .text(
                    "error_type",
                    row -> row.failure() == null ? null : row.failure().type())
            .prose(
                    "error_message",
                    row -> row.failure() == null ? null : row.failure().message())
            .numeric("cost_usd", row -> row.cost() == null ? null : row.cost().usd())
            .text("price_version", row -> row.cost() == null ? null : row.cost().priceVersion())
            .json("llm_request", (row, out) -> row.owner().content().write(row.requestOfOwn(), out))
            .json("llm_response", (row, out) -> row.owner().content().write(row.responseOfOwn(), out))
            .build();

    static final CopyTable<ToolCallRow> TOOL_CALLS = CopyTable.<ToolCallRow>named(
                    "agent_tool_calls", row -> row.owner().content())
            .id("execution_id", row -> row.owner().execution())
            .nullableInteger("llm_call_sequence", ToolCallRow::llmCallSequence)
            .integer("sequence", ToolCallRow::sequence)
            .label("tool_name", row -> row.call().name())
            .json(
                    "arguments",
                    (row, out) -> row.owner().content().write(row.call().arguments(), out))
            .json("result", (row, out) -> row.owner().content().write(row.result(), out))
            .timestamp("started_at", ToolCallRow::startMicros)
            .float8("duration_ms", ToolCallRow::durationMillis)
            .text(
                    "error_type",
                    row -> row.failure() == null ? null : row.failure().type())
            .prose(
                    "error_message",
                    row -> row.failure() == null ? null : row.failure().message())
            .build();

    static final CopyTable<ExecutionRow.Numbered<CandidateDecision>> DECISIONS =
            CopyTable.<ExecutionRow.Numbered<CandidateDecision>>named(
                            "agent_decisions", row -> row.owner().content())
                    .id("execution_id", row -> row.owner().execution())
                    .integer("sequence", ExecutionRow.Numbered::sequence)
                    .key("agent_name", row -> row.value().agent())
                    .text("vault_id", row -> row.owner().execution().vaultId())
                    .text("conversation_id", row -> row.owner().execution().conversationId())
                    .float8("score", row -> row.value().score())
                    .float8("threshold", row -> row.value().threshold())
                    .nullableInteger("rank", row -> row.value().rank())
                    .bool("chosen", row -> row.value().chosen())
                    .label("reason_code", row -> row.value().reasonCode())
                    .prose("reason", row -> row.value().reason())
                    .timestamp(
                            "created_at",
                            row -> row.owner()
                                    .execution()
                                    .epochMicros(row.value().atNanos()))
                    .build();

    static final CopyTable<ExecutionRow.Numbered<Evaluation>> EVALUATIONS =
            CopyTable.<ExecutionRow.Numbered<Evaluation>>named(
                            "agent_evaluations", row -> row.owner().content())
                    .uuid(
                            "id",
                            row -> RowIds.high(createdMicros(row), row.sequence()),
                            row -> RowIds.low(row.owner().execution(), row.sequence()))
                    .id("execution_id", row -> row.owner().execution())
                    .nullableInteger("llm_call_sequence", row -> row.value().llmCall())
                    .text("name", row -> row.value().name())
                    .float8("score", row -> row.value().score())
                    .text("label", row -> row.value().label().storedName())
                    .prose("explanation", row -> row.value().explanation())
                    .text("source", row -> RULE)
                    .timestamp("created_at", TrackingTables::createdMicros)
                    .build();

    static final CopyTable<ExecutionRow.Numbered<Citation>> CITATIONS =
            CopyTable.<ExecutionRow.Numbered<Citation>>named(
                            "agent_citations", row -> row.owner().content())
                    .id("execution_id", row -> row.owner().execution())
                    .integer("sequence", ExecutionRow.Numbered::sequence)
                    .label("source_type", row -> row.value().sourceType())
                    .label("source_id", row -> row.value().sourceId())
                    .prose("quote", row -> row.value().quote())
                    .float8("relevance_score", row -> row.value().relevanceScore())
                    .timestamp(
                            "created_at",
                            row -> row.owner()
                                    .execution()
                                    .epochMicros(row.value().atNanos()))
                    .build();

    /** All of them, with what an execution has in each, in the order in which they are written. */
    static final List<Part<?>> PARTS = List.of(
            new Part<>(EXECUTIONS, List::of),
            new Part<>(LOGS, ExecutionRow::logs),
            new Part<>(CALL_CHAINS, row -> row.execution().parentId() == null ? List.of() : List.of(row)),
            new Part<>(LLM_CALLS, ExecutionRow::llmCalls),
            new Part<>(TOOL_CALLS, ExecutionRow::toolCalls),
            new Part<>(DECISIONS, ExecutionRow::decisions),
            new Part<>(EVALUATIONS, ExecutionRow::evaluations),
            new Part<>(CITATIONS, ExecutionRow::citations));

    static final List<CopyTable<?>> ALL =
            PARTS.stream().<CopyTable<?>>map(Part::table).toList();

    private TrackingTables() {}

    private static long createdMicros(ExecutionRow.Numbered<Evaluation> row) {
        return row.owner().execution().epochMicros(row.value().atNanos());
    }

    /** A table and the rows that an execution has in it. */
    record Part<R>(CopyTable<R> table, Function<ExecutionRow, List<R>> rowsOf) {

        void write(ExecutionRow execution, CopyBuffer out) {
            for (R row : rowsOf.apply(execution)) {
                table.write(row, out);
            }
        }
    }

    private static @Nullable String traceback(ExecutionRow row) {
        FailureText failure = row.failure();
        if (failure == null) {
            return null;
        }
        return row.content().withholdsContent()
                ? failure.frames()
                : row.content().prose(failure.traceback());
    }

    /** {@code {"violations": [{"kind": …, "message": …}], "transaction": …}}, NULL where there is nothing to say. */
    private static void writeMetadata(ExecutionRow row, CopyBuffer out) {
        List<Violation> violations = row.execution().findings().violations();
        String transaction = row.failedTransaction();
        if (violations.isEmpty() && transaction == null) {
            out.nullField();
            return;
        }
        int field = out.beginJson();
        String separator = "{";
        if (transaction != null) {
            out.ascii("{\"transaction\":\"" + transaction + "\"");
            separator = ",";
        }
        if (!violations.isEmpty()) {
            out.ascii(separator + "\"violations\":[");
            separator = "";
            for (Violation violation : violations) {
                out.ascii(separator + "{\"kind\":\"" + violation.kind() + "\",\"message\":");
                out.jsonString(row.content().prose(violation.message()));
                out.ascii("}");
                separator = ",";
            }
            out.ascii("]");
        }
        out.ascii("}");
        out.endField(field);
    }

    private static void writeTexts(ExecutionRow row, @Nullable List<String> texts, CopyBuffer out) {
        if (texts == null) {
            out.nullField();
            return;
        }
        int field = out.beginJson();
        out.ascii("[");
        String separator = "";
        for (String text : texts) {
            out.ascii(separator);
            out.jsonString(row.content().prose(text));
            separator = ",";
        }
        out.ascii("]");
        out.endField(field);
    }

    /** {@code {"content_length": …, "word_count": …, "json_valid": …, "mean_score": …}}. */
    private static void writeMetrics(ExecutionRow row, CopyBuffer out) {
        ResponseQuality.Metrics metrics =
                row.quality() == null ? null : row.quality().metrics();
        if (metrics == null) {
            out.nullField();
            return;
        }
        int field = out.beginJson();
        out.ascii("{\"content_length\":" + metrics.contentLength() + ",\"word_count\":" + metrics.wordCount()
                + ",\"json_valid\":" + metrics.jsonValid() + ",\"mean_score\":" + metrics.meanScore() + "}");
        out.endField(field);
    }

    private static void writeDataPassed(ExecutionRow row, CopyBuffer out) {
        Execution child = row.execution();
        int field = out.beginJson();
        out.ascii("{\"input_of\":\"" + child.id() + "\"}");
        out.endField(field);
    }
}
