// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.rollup.Granularity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks the database. */
class SqlAnalytics implements ExecutionAnalytics {

    static final int MAX_CALLS = 1_000;
    static final int MAX_AGENTS = 1_000;

    private final Database database;

    SqlAnalytics(Database database) {
        this.database = database;
    }

    @Override
    public String source() {
        return "PostgreSQL";
    }

    @Override
    public Optional<ExecutionDetails> execution(UUID id) {
        return database.ask(runner -> SqlParts.execution(runner, id));
    }

    @Override
    public Optional<ExecutionWithLogs> executionWithLogs(UUID id) {
        return database.ask(runner -> {
            Optional<ExecutionDetails> execution = SqlParts.execution(runner, id);
            return execution.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ExecutionWithLogs(execution.get(), SqlParts.logs(runner, id)));
        });
    }

    @Override
    public Optional<ExecutionReport> report(UUID id) {
        return database.ask(runner -> SqlParts.report(runner, id));
    }

    @Override
    public List<ExecutionSummary> recentExecutions(ExecutionFilter filter) {
        return list(Questions.RECENT_EXECUTIONS, parameters(filter, filter.limit()), Rows::summary);
    }

    @Override
    public List<ExecutionSummary> failedExecutions(ExecutionFilter filter) {
        return list(Questions.FAILED_EXECUTIONS, parameters(filter, filter.limit()), Rows::summary);
    }

    @Override
    public List<ExecutionSummary> skippedExecutions(ExecutionFilter filter) {
        return list(Questions.SKIPPED_EXECUTIONS, parameters(filter, filter.limit()), Rows::summary);
    }

    @Override
    public List<SlowExecution> slowExecutions(ExecutionFilter filter, Duration threshold) {
        Map<String, @Nullable Object> parameters = parameters(filter, filter.limit());
        parameters.put("threshold_ms", millis(threshold));
        return list(Questions.SLOW_EXECUTIONS, parameters, Rows::slow);
    }

    @Override
    public List<CheckedResponse> poorQualityResponses(ExecutionFilter filter, double threshold) {
        Map<String, @Nullable Object> parameters = parameters(filter, filter.limit());
        parameters.put("threshold", threshold);
        return list(Questions.POOR_RESPONSES, parameters, Rows::checked);
    }

    @Override
    public List<CheckedResponse> invalidResponses(ExecutionFilter filter) {
        return list(Questions.INVALID_RESPONSES, parameters(filter, filter.limit()), Rows::checked);
    }

    @Override
    public FoundExecutions searchExecutions(ExecutionFilter filter, String text, Duration timeLimit) {
        return new TextSearch(database, System::nanoTime, filter, SearchedText.of(text)).within(timeLimit);
    }

    @Override
    public Optional<List<StageSpan>> stageTimeline(UUID id) {
        return partOf(id, Questions.STAGE_TIMELINE, Rows::stage);
    }

    @Override
    public Optional<SideBySide> sideBySide(UUID a, UUID b) {
        return database.ask(runner -> {
            Optional<Alignment.Side> first = SqlParts.side(runner, a);
            Optional<Alignment.Side> second = SqlParts.side(runner, b);
            return first.flatMap(one -> second.map(other -> Alignment.of(one, other)));
        });
    }

    @Override
    public Optional<CallChain> callChain(UUID id) {
        return database.ask(runner -> {
            Optional<UUID> root = runner.one(Questions.ROOT, Map.of("id", id), row -> row.id("root_execution_id"));
            return root.isEmpty() ? Optional.empty() : Optional.of(SqlParts.callChain(runner, root.get()));
        });
    }

    @Override
    public Optional<List<LlmInteraction>> llmInteractions(UUID id) {
        return partOf(id, Questions.LLM_INTERACTIONS, Rows::llmInteraction);
    }

    @Override
    public Optional<List<ToolInvocation>> toolCalls(UUID id) {
        return partOf(id, Questions.TOOL_CALLS, Rows::toolCall);
    }

    @Override
    public Optional<List<CitedSource>> citations(UUID id) {
        return partOf(id, Questions.CITATIONS, Rows::citation);
    }

    @Override
    public List<HeavyTree> heaviestTrees(ExecutionFilter filter, TreeMeasure measure) {
        return list(TreeQuestions.heaviest(measure), parameters(filter, filter.limit()), Rows::tree);
    }

    @Override
    public Comparison compare(ExecutionFilter a, ExecutionFilter b) {
        return database.ask(runner -> SqlComparison.compare(runner, a, b));
    }

    @Override
    public List<IdleAgent> agentsNotInvoked(ExecutionFilter filter) {
        return database.ask(runner -> SqlAgents.idle(runner, filter));
    }

    @Override
    public List<UnreachedStage> stagesNeverReached(ExecutionFilter filter) {
        return database.ask(runner -> SqlAgents.unreachedStages(runner, filter));
    }

    @Override
    public TrackingStatistics statistics(ExecutionFilter filter) {
        return database.ask(runner -> {
            RollupReader rollups = RollupReader.of(runner, filter);
            if (rollups.hasRollups()) {
                return RollupAnswers.statistics(rollups, filter);
            }
            Map<String, @Nullable Object> parameters = parameters(filter, MAX_AGENTS + 1);
            List<AgentRow> rows = runner.list(
                    Questions.STATISTICS,
                    parameters,
                    row -> new AgentRow(row.textOrNull("agent_name"), Rows.totals(row), Rows.quality(row)));
            List<TrackingStatistics.AgentStatistics> agents = new ArrayList<>();
            for (AgentRow row : rows.subList(1, rows.size())) {
                agents.add(new TrackingStatistics.AgentStatistics(
                        row.agent() == null ? "" : row.agent(), row.totals(), row.quality()));
            }
            AgentRow all = rows.get(0);
            return new TrackingStatistics(
                    filter.from(),
                    filter.to(),
                    filter.vaultId(),
                    all.totals(),
                    all.quality(),
                    List.copyOf(agents),
                    runner.list(Questions.COMMON_ERRORS, parameters, Rows::error));
        });
    }

    @Override
    public List<ActivityCount> activity(ExecutionFilter filter, int parts) {
        TimeParts time = TimeParts.of(filter, parts);
        return database.ask(runner -> SqlActivity.of(runner, filter, time));
    }

    @Override
    public Optional<AgentPerformance> agentPerformance(String agent, ExecutionFilter filter) {
        return database.ask(runner -> {
            String name = hasRun(runner, agent)
                    ? agent
                    : KnownAgents.read(runner, agent).find(agent);
            return name == null ? Optional.empty() : performance(runner, filter.withAgent(name), name);
        });
    }

    /** No stored name has this character, and PostgreSQL refuses it. */
    private static boolean hasRun(Query.Runner runner, String agent) throws SQLException {
        return agent.indexOf('\0') < 0
                && runner.one(Questions.HAS_RUN, Map.of("agent", agent), row -> row.bool("known"))
                        .orElse(false);
    }

    private static Optional<AgentPerformance> performance(Query.Runner runner, ExecutionFilter filter, String agent)
            throws SQLException {
        RollupReader rollups = RollupReader.of(runner, filter);
        if (rollups.hasRollups()) {
            return Optional.of(RollupAnswers.performance(rollups, agent, filter));
        }
        Map<String, @Nullable Object> parameters = parameters(filter, filter.limit());
        List<TrackingStatistics.ErrorCount> errors = runner.list(Questions.COMMON_ERRORS, parameters, Rows::error);
        return runner.one(
                Questions.PERFORMANCE,
                parameters,
                row -> AgentPerformance.of(
                        agent,
                        filter,
                        Rows.totals(row),
                        row.realOrNull("average_llm_latency_ms"),
                        Rows.quality(row),
                        errors));
    }

    @Override
    public ResponseQualityReport responseQuality(ExecutionFilter filter) {
        Map<String, @Nullable Object> parameters = parameters(filter, filter.limit());
        return database.ask(runner -> {
            CommonFindings common = CommonFindings.read(runner, parameters);
            RollupReader rollups = RollupReader.of(runner, filter);
            if (rollups.hasRollups()) {
                return RollupAnswers.responseQuality(rollups, filter, common);
            }
            return runner.one(
                            Questions.RESPONSE_QUALITY,
                            parameters,
                            row -> new ResponseQualityReport(
                                    filter.from(),
                                    filter.to(),
                                    filter.vaultId(),
                                    Rows.quality(row),
                                    row.number("valid"),
                                    row.number("invalid"),
                                    common.errors(),
                                    common.warnings()))
                    .orElseThrow();
        });
    }

    @Override
    public List<StageStatistics> stageStatistics(ExecutionFilter filter) {
        return database.ask(runner -> RollupAnswers.stages(RollupReader.of(runner, filter)));
    }

    @Override
    public List<LlmUsage> llmUsage(ExecutionFilter filter, Set<LlmUsage.By> by) {
        return database.ask(runner -> LlmUsages.of(RollupReader.of(runner, filter), by));
    }

    @Override
    public Optional<RollupState> rollupState() {
        return Optional.of(database.ask(RollupStates::read));
    }

    @Override
    public Optional<List<CandidateVerdict>> decisions(UUID id) {
        return partOf(id, Questions.DECISIONS, Rows::candidate);
    }

    @Override
    public AgentDiagnosis debugWhyAgentDidntFire(
            String agent, @Nullable String conversationId, @Nullable String vaultId) {
        return database.ask(runner -> Diagnoses.of(
                KnownAgents.read(runner, agent),
                new Diagnoses.Question(agent, conversationId, vaultId),
                question -> outcomes(runner, question)));
    }

    private static List<AgentDiagnosis.Outcome> outcomes(Query.Runner runner, Diagnoses.Question question)
            throws SQLException {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("agent", question.agent());
        parameters.put("conversation", StoredId.of(question.conversationId()));
        parameters.put("vault", StoredId.of(question.vaultId()));
        parameters.put("limit", AgentDiagnosis.MAX_OUTCOMES);
        return runner.list(Questions.OUTCOMES, parameters, Rows::outcome);
    }

    private <T> List<T> list(Query question, Map<String, @Nullable Object> parameters, Query.Mapper<T> mapper) {
        return database.ask(runner -> runner.list(question, parameters, mapper));
    }

    private <T> Optional<List<T>> partOf(UUID id, Query question, Query.Mapper<T> mapper) {
        return database.ask(runner -> {
            Map<String, UUID> parameters = Map.of("id", id);
            return runner.one(Questions.IS_STORED, parameters, row -> row.bool("stored"))
                            .isEmpty()
                    ? Optional.empty()
                    : Optional.of(runner.list(question, parameters, mapper));
        });
    }

    static double millis(Duration duration) {
        return duration.toSeconds() * 1e3 + duration.toNanosPart() / 1e6;
    }

    static Map<String, @Nullable Object> parameters(ExecutionFilter filter, int limit) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        ExecutionFilter stored = filter.stored();
        ExecutionStatus status = stored.status();
        Instant from = stored.from();
        Instant to = stored.to();
        ExecutionCursor after = stored.after();
        parameters.put("agent", stored.agent());
        parameters.put("method", stored.method());
        parameters.put("status", status == null ? null : status.storedName());
        parameters.put("vault", stored.vaultId());
        parameters.put("conversation", stored.conversationId());
        parameters.put("user", stored.userId());
        parameters.put("tag", stored.tag());
        parameters.put("model", stored.model());
        parameters.put("error_type", stored.errorType());
        parameters.put("service_version", stored.serviceVersion());
        parameters.put("from", from);
        parameters.put("from_id", from == null ? null : firstId(from.toEpochMilli()));
        parameters.put(
                "from_day_id",
                from == null ? null : firstId(Granularity.DAY.floor(from).toEpochMilli()));
        parameters.put("to", to);
        parameters.put("to_id", to == null ? null : idAfter(to));
        parameters.put(
                "to_day_id",
                to == null ? null : firstId(Granularity.DAY.ceiling(to).toEpochMilli()));
        parameters.put("after", after == null ? null : after.createdAt());
        parameters.put("after_id", after == null ? null : after.id());
        parameters.put("after_bound_id", after == null ? null : idAfter(after.createdAt()));
        parameters.put("limit", limit);
        return parameters;
    }

    private static UUID idAfter(Instant moment) {
        return firstId(moment.toEpochMilli() + 1);
    }

    /** The least id of a millisecond. */
    private static UUID firstId(long epochMillis) {
        return new UUID(epochMillis << 16, 0);
    }

    /** A row of the statistics; without an agent it is that of all. */
    private record AgentRow(
            @Nullable String agent, TrackingStatistics.Totals totals, TrackingStatistics.Quality quality) {}
}
