// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answers that rows become, column by column. */
final class Rows {

    private Rows() {}

    static CandidateVerdict candidate(Row row) throws SQLException {
        return new CandidateVerdict(
                row.text("agent_name"),
                row.realOrNull("score"),
                row.realOrNull("threshold"),
                row.integerOrNull("rank"),
                row.bool("chosen"),
                row.textOrNull("reason_code"),
                row.textOrNull("reason"),
                row.time("created_at"));
    }

    static AgentDiagnosis.Outcome outcome(Row row) throws SQLException {
        return new AgentDiagnosis.Outcome(
                row.text("kind"),
                row.text("status"),
                row.time("at"),
                row.id("execution_id"),
                row.idOrNull("parent_execution_id"),
                row.textOrNull("decided_by"),
                row.realOrNull("score"),
                row.realOrNull("threshold"),
                row.integerOrNull("rank"),
                row.textOrNull("reason_code"),
                row.textOrNull("reason"),
                row.textOrNull("error_type"),
                row.textOrNull("stage"),
                row.texts("chosen_instead"));
    }

    static ExecutionSummary summary(Row row) throws SQLException {
        return new ExecutionSummary(
                row.id("id"),
                row.id("root_execution_id"),
                row.idOrNull("parent_execution_id"),
                row.integer("depth"),
                new ExecutionSummary.ContextIds(
                        row.textOrNull("vault_id"), row.textOrNull("conversation_id"), row.textOrNull("user_id")),
                row.text("agent_name"),
                row.text("agent_method"),
                row.status("status"),
                row.textOrNull("current_stage"),
                row.time("started_at"),
                row.timeOrNull("completed_at"),
                row.realOrNull("duration_ms"),
                llmTotals(row),
                row.realOrNull("response_quality_score"),
                row.realOrNull("relevance_score"),
                row.textOrNull("relevance_reasoning"),
                row.textOrNull("error_type"),
                row.textOrNull("error_message"),
                row.texts("tags"));
    }

    static ExecutionDetails details(Row row) throws SQLException {
        return new ExecutionDetails(
                summary(row),
                row.json("input_data"),
                row.json("output_data"),
                row.json("llm_request"),
                row.json("llm_response"),
                responseChecks(row),
                row.textOrNull("error_traceback"),
                row.textOrNull("trace_id"),
                row.textOrNull("span_id"),
                new ExecutionDetails.Service(
                        row.textOrNull("service_name"),
                        row.textOrNull("service_version"),
                        row.textOrNull("instance_id")),
                row.json("execution_metadata"),
                row.time("created_at"),
                row.time("updated_at"));
    }

    static SlowExecution slow(Row row) throws SQLException {
        return SlowExecution.of(summary(row), row.real("children_ms"));
    }

    static CheckedResponse checked(Row row) throws SQLException {
        return new CheckedResponse(summary(row), responseChecks(row));
    }

    private static ExecutionDetails.ResponseChecks responseChecks(Row row) throws SQLException {
        return new ExecutionDetails.ResponseChecks(
                row.boolOrNull("response_valid"),
                row.jsonTexts("response_validation_errors"),
                row.jsonTexts("response_warnings"),
                row.json("response_metrics"));
    }

    static ExecutionLog log(Row row) throws SQLException {
        return new ExecutionLog(
                row.integer("sequence"),
                row.integerOrNull("parent_sequence"),
                row.textOrNull("stage"),
                row.textOrNull("stage_kind"),
                row.text("stage_status"),
                row.time("timestamp"),
                row.realOrNull("duration_ms"),
                row.textOrNull("log_level"),
                row.textOrNull("message"),
                row.json("data"));
    }

    static StageSpan stage(Row row) throws SQLException {
        return new StageSpan(
                row.integer("sequence"),
                row.integerOrNull("parent_sequence"),
                row.text("stage"),
                row.textOrNull("stage_kind"),
                row.text("stage_status"),
                row.time("timestamp"),
                row.real("offset_ms"),
                row.realOrNull("duration_ms"));
    }

    static CallChain.Call call(Row row) throws SQLException {
        return new CallChain.Call(
                row.id("execution_id"),
                row.idOrNull("parent_execution_id"),
                row.integer("depth"),
                row.integer("sequence"),
                row.textOrNull("call_reason"),
                row.textOrNull("agent_name"),
                row.textOrNull("agent_method"),
                row.statusOrNull("status"),
                row.timeOrNull("started_at"),
                row.realOrNull("duration_ms"),
                row.realOrNull("relevance_score"),
                row.textOrNull("relevance_reasoning"),
                row.realOrNull("response_quality_score"),
                row.integerOrNull("llm_calls") == null ? null : llmTotals(row));
    }

    private static ExecutionSummary.LlmTotals llmTotals(Row row) throws SQLException {
        return new ExecutionSummary.LlmTotals(
                row.textOrNull("llm_model"),
                row.integer("llm_calls"),
                row.numberOrNull("llm_tokens_used"),
                row.realOrNull("llm_latency_ms"),
                row.decimalOrNull("llm_cost_usd"));
    }

    static LlmInteraction llmInteraction(Row row) throws SQLException {
        return new LlmInteraction(
                row.integer("sequence"),
                row.text("operation"),
                row.textOrNull("stage"),
                row.textOrNull("provider"),
                row.textOrNull("request_model"),
                row.textOrNull("response_model"),
                new LlmInteraction.Tokens(
                        row.numberOrNull("input_tokens"),
                        row.numberOrNull("output_tokens"),
                        row.numberOrNull("cache_read_tokens"),
                        row.numberOrNull("cache_write_tokens"),
                        row.numberOrNull("reasoning_tokens")),
                row.time("started_at"),
                row.realOrNull("latency_ms"),
                row.realOrNull("time_to_first_chunk_ms"),
                row.integerOrNull("chunks"),
                row.textOrNull("finish_reason"),
                row.bool("streaming"),
                row.bool("cancelled"),
                row.textOrNull("error_type"),
                row.textOrNull("error_message"),
                row.decimalOrNull("cost_usd"),
                row.textOrNull("price_version"),
                row.json("llm_request"),
                row.json("llm_response"));
    }

    static ToolInvocation toolCall(Row row) throws SQLException {
        return new ToolInvocation(
                row.integer("sequence"),
                row.integerOrNull("llm_call_sequence"),
                row.text("tool_name"),
                row.json("arguments"),
                row.json("result"),
                row.time("started_at"),
                row.realOrNull("duration_ms"),
                row.textOrNull("error_type"),
                row.textOrNull("error_message"));
    }

    static AnswerEvaluation evaluation(Row row) throws SQLException {
        return new AnswerEvaluation(
                row.integerOrNull("llm_call_sequence"),
                row.text("name"),
                row.realOrNull("score"),
                row.textOrNull("label"),
                row.textOrNull("explanation"),
                row.text("source"),
                row.time("created_at"));
    }

    static CitedSource citation(Row row) throws SQLException {
        return new CitedSource(
                row.textOrNull("source_type"),
                row.textOrNull("source_id"),
                row.textOrNull("quote"),
                row.realOrNull("relevance_score"),
                row.time("created_at"));
    }

    static IdleAgent idleAgent(Row row) throws SQLException {
        return new IdleAgent(
                row.text("service_name"),
                row.text("agent_name"),
                row.bool("enabled"),
                row.bool("is_bean"),
                row.timeOrNull("last_started_at"));
    }

    static DeclaredStages declaredStages(Row row) throws SQLException {
        return new DeclaredStages(
                row.text("service_name"),
                row.text("agent_name"),
                row.texts("stages"),
                row.number("executions"),
                row.texts("entered"));
    }

    static DeclaredStages.Entered enteredStage(Row row) throws SQLException {
        return new DeclaredStages.Entered(row.text("service_name"), row.text("agent_name"), row.text("stage"));
    }

    static HeavyTree tree(Row row) throws SQLException {
        return new HeavyTree(
                summary(row),
                row.number("executions"),
                row.number("llm_call_count"),
                row.numberOrNull("tokens_used"),
                row.decimalOrNull("cost_usd"),
                row.realOrNull("elapsed_ms"));
    }

    static TrackingStatistics.Totals totals(Row row) throws SQLException {
        Map<String, Long> byStatus = new LinkedHashMap<>();
        for (ExecutionStatus status : ExecutionStatus.values()) {
            long count = row.number(status.storedName());
            if (count > 0) {
                byStatus.put(status.storedName(), count);
            }
        }
        return new TrackingStatistics.Totals(
                row.number("executions"),
                byStatus,
                new TrackingStatistics.Durations(
                        row.realOrNull("average_ms"),
                        row.realOrNull("p50_ms"),
                        row.realOrNull("p95_ms"),
                        row.realOrNull("p99_ms")),
                row.number("llm_call_count"),
                row.number("tokens_used"),
                row.decimalOrNull("cost_usd"));
    }

    static TrackingStatistics.Quality quality(Row row) throws SQLException {
        return new TrackingStatistics.Quality(
                row.number("rated"),
                row.realOrNull("average_quality"),
                row.number("above_90"),
                row.number("from_70_to_90"),
                row.number("from_50_to_70"),
                row.number("below_50"));
    }

    static TrackingStatistics.ErrorCount error(Row row) throws SQLException {
        return new TrackingStatistics.ErrorCount(row.text("error_type"), row.number("count"));
    }
}
