// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
        return ask(now -> MemoryParts.details(now, id));
    }

    @Override
    public Optional<ExecutionWithLogs> executionWithLogs(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = MemoryParts.details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExecutionWithLogs(execution.get(), MemoryParts.logs(now, id)));
        });
    }

    @Override
    public Optional<ExecutionReport> report(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = MemoryParts.details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MemoryParts.report(
                            now,
                            execution.get(),
                            MemoryTrees.of(now, execution.get().summary().rootExecutionId())));
        });
    }

    @Override
    public List<ExecutionSummary> recentExecutions(ExecutionFilter filter) {
        return list(filter, row -> true, Rows::summary);
    }

    @Override
    public List<ExecutionSummary> failedExecutions(ExecutionFilter filter) {
        return list(filter, MemoryAnalytics::hasFailed, Rows::summary);
    }

    /** Whether it failed or ran out of time. */
    static boolean hasFailed(MemoryRow row) {
        return FAILED.contains(row.get("status", String.class));
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
            return slow.isEmpty() ? List.of() : MemoryParts.mapped(ChildTime.added(slow, executions(now)), Rows::slow);
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
    public FoundExecutions searchExecutions(ExecutionFilter filter, String text, Duration timeLimit) {
        return ask(now -> MemorySearch.search(now, filter, SearchedText.of(text)));
    }

    @Override
    public Optional<List<StageSpan>> stageTimeline(UUID id) {
        return partOf(id, now -> MemoryParts.stages(now, id));
    }

    @Override
    public Optional<SideBySide> sideBySide(UUID a, UUID b) {
        return ask(now -> {
            Optional<Alignment.Side> first = MemoryParts.side(now, a);
            Optional<Alignment.Side> second = MemoryParts.side(now, b);
            return first.flatMap(one -> second.map(other -> Alignment.of(one, other)));
        });
    }

    @Override
    public Optional<CallChain> callChain(UUID id) {
        return ask(now -> {
            Optional<ExecutionDetails> execution = MemoryParts.details(now, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MemoryTrees.of(now, execution.get().summary().rootExecutionId()));
        });
    }

    @Override
    public Optional<List<LlmInteraction>> llmInteractions(UUID id) {
        return partOf(id, now -> MemoryParts.llmInteractions(now, id));
    }

    @Override
    public Optional<List<ToolInvocation>> toolCalls(UUID id) {
        return partOf(id, now -> MemoryParts.mapped(now, "agent_tool_calls", id, Rows::toolCall));
    }

    @Override
    public Optional<List<CitedSource>> citations(UUID id) {
        return partOf(id, now -> MemoryParts.mapped(now, "agent_citations", id, Rows::citation));
    }

    @Override
    public Optional<List<CandidateVerdict>> decisions(UUID id) {
        return partOf(id, now -> MemoryParts.mapped(now, DECISIONS, id, Rows::candidate));
    }

    @Override
    public List<HeavyTree> heaviestTrees(ExecutionFilter filter, TreeMeasure measure) {
        return ask(now -> MemoryHeavyTrees.heaviest(now, filter, measure));
    }

    @Override
    public Comparison compare(ExecutionFilter a, ExecutionFilter b) {
        return ask(now -> MemoryComparison.compare(now, a, b));
    }

    @Override
    public List<IdleAgent> agentsNotInvoked(ExecutionFilter filter) {
        return ask(now -> MemoryAgents.idle(now, filter));
    }

    @Override
    public List<UnreachedStage> stagesNeverReached(ExecutionFilter filter) {
        return ask(now -> MemoryAgents.unreachedStages(now, filter));
    }

    @Override
    public TrackingStatistics statistics(ExecutionFilter filter) {
        return ask(now -> MemoryStatistics.of(MemoryExecutions.matching(now, filter), filter));
    }

    @Override
    public List<ActivityCount> activity(ExecutionFilter filter, int parts) {
        TimeParts time = TimeParts.of(filter, parts);
        return ask(now -> {
            Map<Integer, TimeParts.Count> byPart = new HashMap<>();
            for (MemoryRow row : MemoryExecutions.matching(now, filter)) {
                int failed = FAILED.contains(row.get("status", String.class)) ? 1 : 0;
                byPart.merge(
                        time.partOf(row.time("created_at")), new TimeParts.Count(1, failed), TimeParts.Count::plus);
            }
            return time.counts(byPart);
        });
    }

    @Override
    public Optional<AgentPerformance> agentPerformance(String agent, ExecutionFilter filter) {
        return ask(now -> Optional.ofNullable(MemoryOutcomes.knownAgents(now).find(agent))
                .map(name -> {
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
                    MemoryOutcomes.knownAgents(now),
                    new Diagnoses.Question(agent, conversationId, vaultId),
                    question -> MemoryOutcomes.outcomes(now, question));
            return now.forgotten() == 0
                    ? diagnosis
                    : diagnosis.withMessage(diagnosis.message() + " (known are " + now.describe() + ")");
        });
    }

    private <T> List<T> list(ExecutionFilter filter, Predicate<MemoryRow> condition, Query.Mapper<T> mapper) {
        return ask(now -> MemoryParts.mapped(MemoryExecutions.page(now, filter, condition), mapper));
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
        return ask(now -> now.rows(EXECUTIONS, id).isEmpty() ? Optional.empty() : Optional.of(question.answer(now)));
    }

    static List<MemoryRow> executions(MemoryTables now) {
        return MemoryRow.all(now.rows(EXECUTIONS));
    }

    /** A question about one state of the tables. */
    @FunctionalInterface
    private interface Question<T> {
        T answer(MemoryTables now) throws SQLException;
    }
}
