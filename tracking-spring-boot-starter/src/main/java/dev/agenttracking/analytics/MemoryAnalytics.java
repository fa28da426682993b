// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Asks tables in memory what {@link SqlAnalytics} asks the database, with the same answers. */
final class MemoryAnalytics implements ExecutionAnalytics {

    private static final String EXECUTIONS = MemoryExecutions.TABLE;
    private static final String DECISIONS = "agent_decisions";
    private static final Set<String> FAILED =
            Set.of(ExecutionStatus.FAILED.storedName(), ExecutionStatus.TIMEOUT.storedName());

    private final Supplier<? extends MemoryTables> tables;

    MemoryAnalytics(Supplier<? extends MemoryTables> tables) {
        this.tables = tables;
    }

    @Override
    public String source() {
        return "memory: " + tables.get().describe();
    }

    @Override
    public Optional<ExecutionDetails> execution(UUID id) {
        return ask(now -> details(now, id));
    }

    @Override
    public Optional<ExecutionWithLogs> executionWithLogs(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExecutionWithLogs(execution.get(), logs(now, id)));
        });
    }

    @Override
    public Optional<ExecutionReport> report(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(report(
                            now,
                            execution.get(),
                            callChain(now, execution.get().summary().rootExecutionId())));
        });
    }

    @Override
    public List<ExecutionSummary> recentExecutions(ExecutionFilter filter) {
        return list(filter, row -> true, Rows::summary);
    }

    @Override
    public List<ExecutionSummary> failedExecutions(ExecutionFilter filter) {
        return list(filter, row -> FAILED.contains(row.get("status", String.class)), Rows::summary);
    }

    @Override
    public List<ExecutionSummary> skippedExecutions(ExecutionFilter filter) {
        return list(filter, row -> row.has("status", ExecutionStatus.SKIPPED.storedName()), Rows::summary);
    }

    @Override
    public List<SlowExecution> slowExecutions(ExecutionFilter filter, Duration threshold) {
        double thresholdMillis = SqlAnalytics.millis(threshold);
        return ask(now -> {
            List<MemoryRow> slow = MemoryExecutions.page(now, filter, row -> {
                Double millis = row.get("duration_ms", Double.class);
                return millis != null && millis >= thresholdMillis;
            });
            return slow.isEmpty() ? List.of() : mapped(ChildTime.added(slow, executions(now)), Rows::slow);
        });
    }

    @Override
    public List<CheckedResponse> poorQualityResponses(ExecutionFilter filter, double threshold) {
        return list(
                filter,
                row -> {
                    Double score = row.get("response_quality_score", Double.class);
                    return score != null && score < threshold;
                },
                Rows::checked);
    }

    @Override
    public List<CheckedResponse> invalidResponses(ExecutionFilter filter) {
        return list(filter, row -> Boolean.FALSE.equals(row.get("response_valid", Boolean.class)), Rows::checked);
    }

    @Override
    public Optional<List<StageSpan>> stageTimeline(UUID id) {
        return partOf(id, now -> {
            Instant begin =
                    Objects.requireNonNull(rows(now, EXECUTIONS, id).get(0).get("started_at", Instant.class));
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
        });
    }

    @Override
    public Optional<CallChain> callChain(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(callChain(now, execution.get().summary().rootExecutionId()));
        });
    }

    @Override
    public Optional<List<LlmInteraction>> llmInteractions(UUID id) {
        return partOf(id, now -> llmInteractions(now, id));
    }

    @Override
    public Optional<List<ToolInvocation>> toolCalls(UUID id) {
        return partOf(id, now -> mapped(now, "agent_tool_calls", id, Rows::toolCall));
    }

    @Override
    public Optional<List<CitedSource>> citations(UUID id) {
        return partOf(id, now -> mapped(now, "agent_citations", id, Rows::citation));
    }

    @Override
    public Optional<List<CandidateVerdict>> decisions(UUID id) {
        return partOf(id, now -> mapped(now, DECISIONS, id, Rows::candidate));
    }

    @Override
    public TrackingStatistics statistics(ExecutionFilter filter) {
        return ask(now -> MemoryStatistics.of(MemoryExecutions.matching(now, filter), filter));
    }

    @Override
    public Optional<AgentPerformance> agentPerformance(String agent, ExecutionFilter filter) {
        return ask(now -> Optional.ofNullable(knownAgents(now).find(agent)).map(name -> {
            ExecutionFilter ofAgent = filter.withAgent(name);
            return MemoryStatistics.performance(name, MemoryExecutions.matching(now, ofAgent), ofAgent);
        }));
    }

    @Override
    public ResponseQualityReport responseQuality(ExecutionFilter filter) {
        return ask(now -> MemoryStatistics.responseQuality(MemoryExecutions.matching(now, filter), filter));
    }

    @Override
    public List<StageStatistics> stageStatistics(ExecutionFilter filter) {
        return ask(now -> MemoryUsage.stages(now, MemoryExecutions.matching(now, filter)));
    }

    @Override
    public List<LlmUsage> llmUsage(ExecutionFilter filter, Set<LlmUsage.By> by) {
        return ask(now -> MemoryUsage.llm(now, MemoryExecutions.matching(now, filter), by));
    }

    @Override
    public Optional<RollupState> rollupState() {
        return Optional.empty();
    }

    @Override
    public AgentDiagnosis debugWhyAgentDidntFire(
            String agent, @Nullable String conversationId, @Nullable String vaultId) {
        return ask(now -> {
            AgentDiagnosis diagnosis = Diagnoses.of(
                    knownAgents(now),
                    new Diagnoses.Question(agent, conversationId, vaultId),
                    question -> outcomes(now, question));
            return now.forgotten() == 0
                    ? diagnosis
                    : diagnosis.withMessage(diagnosis.message() + " (known are " + now.describe() + ")");
        });
    }

    private <T> List<T> list(ExecutionFilter filter, Predicate<MemoryRow> condition, Query.Mapper<T> mapper) {
        return ask(now -> mapped(MemoryExecutions.page(now, filter, condition), mapper));
    }

    private <T> T ask(Question<T> question) {
        MemoryTables now = tables.get();
        try {
            return question.answer(now);
        } catch (SQLException e) {
            throw unexpected(e);
        }
    }

    static AnalyticsException unexpected(SQLException e) {
        return new AnalyticsException("What is in memory is not as expected: " + e.getMessage(), e);
    }

    private <T> Optional<List<T>> partOf(UUID id, Question<List<T>> question) {
        return ask(now -> rows(now, EXECUTIONS, id).isEmpty() ? Optional.empty() : Optional.of(question.answer(now)));
    }

    static List<MemoryRow> executions(MemoryTables now) {
        return rows(now.rows(EXECUTIONS));
    }

    static ExecutionReport report(MemoryTables now, ExecutionDetails execution, CallChain tree) throws SQLException {
        UUID id = execution.summary().id();
        return new ExecutionReport(
                execution,
                logs(now, id),
                llmInteractions(now, id),
                mapped(now, "agent_tool_calls", id, Rows::toolCall),
                evaluations(now, id),
                mapped(now, "agent_citations", id, Rows::citation),
                mapped(now, DECISIONS, id, Rows::candidate),
                tree);
    }

    private static Optional<ExecutionDetails> details(MemoryTables now, UUID id) throws SQLException {
        return mapped(now, EXECUTIONS, id, Rows::details).stream().findFirst();
    }

    private static List<ExecutionLog> logs(MemoryTables now, UUID id) throws SQLException {
        return mapped(now, "agent_execution_logs", id, Rows::log);
    }

    /** What the view {@code agent_llm_interactions} does: the content of a chat that is the last call is on the execution. */
    private static List<LlmInteraction> llmInteractions(MemoryTables now, UUID id) throws SQLException {
        List<MemoryRow> calls = rows(now, "agent_llm_calls", id);
        List<LlmInteraction> interactions = new ArrayList<>();
        for (MemoryRow call : calls) {
            if (interactions.size() == calls.size() - 1
                    && "chat".equals(call.columns().get("operation"))) {
                Map<String, @Nullable Object> execution =
                        rows(now, EXECUTIONS, id).get(0).columns();
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

    private static CallChain callChain(MemoryTables now, UUID root) throws SQLException {
        return callChain(now, root, chainsByRoot(now).getOrDefault(root, List.of()), SqlAnalytics.MAX_CALLS);
    }

    static Map<UUID, List<MemoryRow>> chainsByRoot(MemoryTables now) {
        return rows(now.rows("agent_call_chains")).stream()
                .collect(Collectors.groupingBy(
                        chain -> Objects.requireNonNull(chain.get("root_execution_id", UUID.class))));
    }

    /**
     * The tree of a root.
     *
     * @param chains its rows in {@code agent_call_chains}
     * @param longest how many calls are listed at most
     */
    static CallChain callChain(MemoryTables now, UUID root, List<MemoryRow> chains, int longest) throws SQLException {
        List<MemoryRow> calls = new ArrayList<>();
        calls.add(call(now, root, Map.of("depth", 0, "sequence", 0)));
        for (MemoryRow chain : chains) {
            calls.add(call(now, Objects.requireNonNull(chain.get("child_execution_id", UUID.class)), chain.columns()));
        }
        calls.sort(Comparator.comparing((MemoryRow call) -> call.get("depth", Integer.class))
                .thenComparing(call -> call.get("sequence", Integer.class))
                .thenComparing(call -> call.get("execution_id", UUID.class), MemoryExecutions::compareIds));
        List<CallChain.Call> found = new ArrayList<>();
        for (MemoryRow call : calls.subList(0, Math.min(calls.size(), longest))) {
            found.add(Rows.call(call));
        }
        return CallTree.ordered(root, found);
    }

    private static MemoryRow call(MemoryTables now, UUID id, Map<String, ? extends @Nullable Object> chain) {
        Map<String, @Nullable Object> call = new LinkedHashMap<>();
        rows(now, EXECUTIONS, id).forEach(execution -> call.putAll(execution.columns()));
        call.put("execution_id", id);
        for (String column : List.of("parent_execution_id", "depth", "sequence", "call_reason")) {
            call.put(column, chain.get(column));
        }
        return new MemoryRow(call);
    }

    private static KnownAgents knownAgents(MemoryTables now) throws SQLException {
        Set<String> recorded = new HashSet<>();
        for (String table : List.of(EXECUTIONS, DECISIONS)) {
            for (MemoryRow row : rows(now.rows(table))) {
                recorded.add(row.text("agent_name"));
            }
        }
        return KnownAgents.of(rows(now.rows("agent_registry")), recorded);
    }

    private static List<AgentDiagnosis.Outcome> outcomes(MemoryTables now, Diagnoses.Question question)
            throws SQLException {
        List<AgentDiagnosis.Outcome> outcomes = new ArrayList<>();
        ExecutionFilter scope = ExecutionFilter.all()
                .withAgent(question.agent())
                .withConversationId(question.conversationId())
                .withVaultId(question.vaultId());
        for (MemoryRow execution : MemoryExecutions.matching(now, scope)) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>(execution.columns());
            String error = execution.textOrNull("error_message");
            row.put("kind", "execution");
            row.put("at", row.get("created_at"));
            row.put("execution_id", row.get("id"));
            row.put("score", row.get("relevance_score"));
            row.put("reason", error == null ? row.get("relevance_reasoning") : error);
            row.put("stage", row.get("current_stage"));
            outcomes.add(Rows.outcome(new MemoryRow(row)));
        }
        List<MemoryRow> decisions = rows(now.rows(DECISIONS));
        for (MemoryRow decision : decisions) {
            if (decision.has("agent_name", question.agent())
                    && decision.has("conversation_id", question.conversationId())
                    && decision.has("vault_id", question.vaultId())) {
                outcomes.add(outcome(now, decision, decisions));
            }
        }
        outcomes.sort(Comparator.comparing(AgentDiagnosis.Outcome::at)
                .thenComparing(AgentDiagnosis.Outcome::kind)
                .reversed());
        return outcomes.subList(0, Math.min(outcomes.size(), AgentDiagnosis.MAX_OUTCOMES));
    }

    private static AgentDiagnosis.Outcome outcome(MemoryTables now, MemoryRow decision, Collection<MemoryRow> all)
            throws SQLException {
        UUID decider = decision.id("execution_id");
        Map<String, @Nullable Object> row = new LinkedHashMap<>(decision.columns());
        row.put("kind", "decision");
        row.put("status", decision.bool("chosen") ? "chosen" : "not_selected");
        row.put("at", row.get("created_at"));
        rows(now, EXECUTIONS, decider)
                .forEach(execution -> row.put("decided_by", execution.columns().get("agent_name")));
        row.put(
                "chosen_instead",
                all.stream()
                        .filter(other -> decider.equals(other.get("execution_id", UUID.class))
                                && Objects.equals(row.get("created_at"), other.get("created_at", Instant.class))
                                && Boolean.TRUE.equals(other.get("chosen", Boolean.class)))
                        .sorted(Comparator.comparing(
                                        (MemoryRow other) -> other.get("rank", Integer.class),
                                        Comparator.nullsLast(Comparator.<Integer>naturalOrder()))
                                .thenComparing(other -> other.get("sequence", Integer.class)))
                        .map(other -> other.get("agent_name", String.class))
                        .toList());
        return Rows.outcome(new MemoryRow(row));
    }

    /** Rows of an execution come in the order of their sequence. */
    private static <T> List<T> mapped(MemoryTables now, String table, UUID id, Query.Mapper<T> mapper)
            throws SQLException {
        return mapped(rows(now, table, id), mapper);
    }

    private static <T> List<T> mapped(List<MemoryRow> rows, Query.Mapper<T> mapper) throws SQLException {
        List<T> mapped = new ArrayList<>();
        for (MemoryRow row : rows) {
            mapped.add(mapper.map(row));
        }
        return mapped;
    }

    private static List<MemoryRow> rows(MemoryTables now, String table, UUID id) {
        return rows(now.rows(table, id));
    }

    private static List<MemoryRow> rows(List<Map<String, @Nullable Object>> rows) {
        return rows.stream().map(MemoryRow::new).toList();
    }

    /** A question about one state of the tables. */
    @FunctionalInterface
    private interface Question<T> {
        T answer(MemoryTables now) throws SQLException;
    }
}
