// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.analytics.ActivityCount;
import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AgentPerformance;
import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.CandidateVerdict;
import dev.agenttracking.analytics.CheckedResponse;
import dev.agenttracking.analytics.CitedSource;
import dev.agenttracking.analytics.Comparison;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionDetails;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.ExecutionWithLogs;
import dev.agenttracking.analytics.FoundExecutions;
import dev.agenttracking.analytics.HeavyTree;
import dev.agenttracking.analytics.IdleAgent;
import dev.agenttracking.analytics.LlmInteraction;
import dev.agenttracking.analytics.LlmUsage;
import dev.agenttracking.analytics.ResponseQualityReport;
import dev.agenttracking.analytics.RollupState;
import dev.agenttracking.analytics.SideBySide;
import dev.agenttracking.analytics.SlowExecution;
import dev.agenttracking.analytics.StageSpan;
import dev.agenttracking.analytics.StageStatistics;
import dev.agenttracking.analytics.ToolInvocation;
import dev.agenttracking.analytics.TrackingStatistics;
import dev.agenttracking.analytics.TreeMeasure;
import dev.agenttracking.analytics.UnreachedStage;
import dev.agenttracking.memory.MemoryRecordSink;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks where the records are: in memory where they go there, else in the database. Which one it is may show only when the writer
 * first needs the store, so it is looked up at each question. The first answer from memory is logged.
 *
 * <p><b>Failure</b>: where nothing is kept that can be asked, every question fails, and says why.
 */
final class StoreAnalytics implements ExecutionAnalytics {

    private static final Logger log = LoggerFactory.getLogger(StoreAnalytics.class);

    private final AtomicBoolean saidSo = new AtomicBoolean();
    private final Supplier<@Nullable TrackingStore> store;
    private final TrackingDatabase database;
    private final ExecutionAnalytics inDatabase;
    private final ExecutionAnalytics inMemory = ExecutionAnalytics.inMemory(() -> memory().tables());

    /**
     * Makes analytics.
     *
     * @param store gives null while tracking is off
     * @param schema of the tables in the database, null for the connection's own
     */
    StoreAnalytics(Supplier<@Nullable TrackingStore> store, TrackingDatabase database, @Nullable String schema) {
        this.store = store;
        this.database = database;
        this.inDatabase = ExecutionAnalytics.of(database.lazily(), schema);
    }

    @Override
    public String source() {
        return used().source();
    }

    @Override
    public Optional<ExecutionDetails> execution(UUID id) {
        return used().execution(id);
    }

    @Override
    public Optional<ExecutionWithLogs> executionWithLogs(UUID id) {
        return used().executionWithLogs(id);
    }

    @Override
    public Optional<ExecutionReport> report(UUID id) {
        return used().report(id);
    }

    @Override
    public List<ExecutionSummary> recentExecutions(ExecutionFilter filter) {
        return used().recentExecutions(filter);
    }

    @Override
    public List<ExecutionSummary> failedExecutions(ExecutionFilter filter) {
        return used().failedExecutions(filter);
    }

    @Override
    public List<ExecutionSummary> skippedExecutions(ExecutionFilter filter) {
        return used().skippedExecutions(filter);
    }

    @Override
    public List<SlowExecution> slowExecutions(ExecutionFilter filter, Duration threshold) {
        return used().slowExecutions(filter, threshold);
    }

    @Override
    public List<CheckedResponse> poorQualityResponses(ExecutionFilter filter, double threshold) {
        return used().poorQualityResponses(filter, threshold);
    }

    @Override
    public List<CheckedResponse> invalidResponses(ExecutionFilter filter) {
        return used().invalidResponses(filter);
    }

    @Override
    public FoundExecutions searchExecutions(ExecutionFilter filter, String text, Duration timeLimit) {
        return used().searchExecutions(filter, text, timeLimit);
    }

    @Override
    public Optional<List<StageSpan>> stageTimeline(UUID id) {
        return used().stageTimeline(id);
    }

    @Override
    public Optional<SideBySide> sideBySide(UUID a, UUID b) {
        return used().sideBySide(a, b);
    }

    @Override
    public Optional<CallChain> callChain(UUID id) {
        return used().callChain(id);
    }

    @Override
    public Optional<List<LlmInteraction>> llmInteractions(UUID id) {
        return used().llmInteractions(id);
    }

    @Override
    public Optional<List<ToolInvocation>> toolCalls(UUID id) {
        return used().toolCalls(id);
    }

    @Override
    public Optional<List<CitedSource>> citations(UUID id) {
        return used().citations(id);
    }

    @Override
    public AgentDiagnosis debugWhyAgentDidntFire(
            String agent, @Nullable String conversationId, @Nullable String vaultId) {
        return used().debugWhyAgentDidntFire(agent, conversationId, vaultId);
    }

    @Override
    public Optional<List<CandidateVerdict>> decisions(UUID id) {
        return used().decisions(id);
    }

    @Override
    public List<HeavyTree> heaviestTrees(ExecutionFilter filter, TreeMeasure measure) {
        return used().heaviestTrees(filter, measure);
    }

    @Override
    public Comparison compare(ExecutionFilter a, ExecutionFilter b) {
        return used().compare(a, b);
    }

    @Override
    public List<IdleAgent> agentsNotInvoked(ExecutionFilter filter) {
        return used().agentsNotInvoked(filter);
    }

    @Override
    public List<UnreachedStage> stagesNeverReached(ExecutionFilter filter) {
        return used().stagesNeverReached(filter);
    }

    @Override
    public TrackingStatistics statistics(ExecutionFilter filter) {
        return used().statistics(filter);
    }

    @Override
    public List<ActivityCount> activity(ExecutionFilter filter, int parts) {
        return used().activity(filter, parts);
    }

    @Override
    public Optional<AgentPerformance> agentPerformance(String agent, ExecutionFilter filter) {
        return used().agentPerformance(agent, filter);
    }

    @Override
    public ResponseQualityReport responseQuality(ExecutionFilter filter) {
        return used().responseQuality(filter);
    }

    @Override
    public List<StageStatistics> stageStatistics(ExecutionFilter filter) {
        return used().stageStatistics(filter);
    }

    @Override
    public List<LlmUsage> llmUsage(ExecutionFilter filter, Set<LlmUsage.By> by) {
        return used().llmUsage(filter, by);
    }

    @Override
    public Optional<RollupState> rollupState() {
        return used().rollupState();
    }

    private ExecutionAnalytics used() {
        TrackingStore present = store.get();
        if (present != null && present.memory() != null) {
            if (saidSo.compareAndSet(false, true)) {
                log.info("Questions about executions are answered from {}", inMemory.source());
            }
            return inMemory;
        }
        if (database.find() != null) {
            return inDatabase;
        }
        throw new AnalyticsException(
                present == null
                        ? "Tracking is off, and there is no database to ask"
                        : "Executions go to " + present.sink().describe()
                                + ", which cannot be asked; set tracking.store to"
                                + " memory, or give the application a PostgreSQL database",
                null);
    }

    /** It stays the one in use once it is. */
    private MemoryRecordSink memory() {
        TrackingStore present = store.get();
        MemoryRecordSink memory = present == null ? null : present.memory();
        if (memory == null) {
            throw new IllegalStateException("There is no store in memory");
        }
        return memory;
    }
}
