// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Answers about recorded executions. Each question to a database is one read-only transaction, in which a statement may take ten
 * seconds, and a search for a text several shorter ones; where records are kept in memory, it is asked of those that are kept. {@link #source()} tells which it is. No list is
 * longer than {@value ExecutionFilter#MAX_LIMIT}.
 *
 * <p>A question about an id that is not there has an empty answer; one about an execution that has nothing of what is asked for,
 * an empty list.
 *
 * <p><b>Threading</b>: thread-safe, but for a {@link Session}, which one thread uses.
 *
 * <p><b>Failure</b>: {@link NoTrackingTablesException} where the database has no tables of the tracker, {@link
 * AnalyticsException} for all else that the database does not do.
 */
public interface ExecutionAnalytics {

    /** In how many parts {@link #activity} counts at most. */
    int MAX_ACTIVITY_PARTS = 100;

    /**
     * Asks over connections that are borrowed and given back as they were.
     *
     * @param schema the schema of the tables, null for the connection's own
     */
    static ExecutionAnalytics of(DataSource dataSource, @Nullable String schema) {
        return new SqlAnalytics(new Database(new Connections.Borrowed(dataSource), schema));
    }

    /**
     * Asks over one connection without a pool, opened at the first question, as a command line does.
     *
     * @param url as PostgreSQL's JDBC driver takes it
     * @param username null for the one in the URL, or the driver's default
     * @param password null for the one in the URL, or none
     */
    static Session connect(String url, @Nullable String username, @Nullable String password) {
        return new SqlSession(new Connections.Own(url, username, password));
    }

    /**
     * Asks tables in memory, each question one state of them.
     *
     * @param tables gives the tables as they are now
     */
    static ExecutionAnalytics inMemory(Supplier<? extends MemoryTables> tables) {
        return new MemoryAnalytics(tables);
    }

    /**
     * Where the answers come from, in a few words: {@code PostgreSQL}, or {@code memory: the newest 1,000 executions of this
     * process; 17 older ones are forgotten}.
     */
    String source();

    /** An execution with everything that its own row has. */
    Optional<ExecutionDetails> execution(UUID id);

    /** The same with its stages and events, in the order in which they began. */
    Optional<ExecutionWithLogs> executionWithLogs(UUID id);

    /** The same with its LLM calls and their tools, its citations, its decisions, and the tree of calls that it is part of. */
    Optional<ExecutionReport> report(UUID id);

    /** The executions that a filter lets through, newest first. */
    List<ExecutionSummary> recentExecutions(ExecutionFilter filter);

    /** Those that failed or ran out of time, newest first; the filter's status may ask for one of the two. */
    List<ExecutionSummary> failedExecutions(ExecutionFilter filter);

    /** Those that were skipped, with their relevance and why, newest first. */
    List<ExecutionSummary> skippedExecutions(ExecutionFilter filter);

    /**
     * Those that took a time or longer, newest first. What has not ended is not among them.
     *
     * @param threshold to the microsecond
     */
    List<SlowExecution> slowExecutions(ExecutionFilter filter, Duration threshold);

    /**
     * Those whose answer is rated worse than a threshold, newest first.
     *
     * @param threshold 0 to 1; what has exactly this score is not among them
     */
    List<CheckedResponse> poorQualityResponses(ExecutionFilter filter, double threshold);

    /** Those whose answer has errors, newest first. What was not checked is not among them. */
    List<CheckedResponse> invalidResponses(ExecutionFilter filter);

    /**
     * Those in whose input, output or answers of models a text occurs, newest first, without regard to case as the database knows it;
     * a number also where it stands as one. There is no index on content, so this looks at one execution after the other, backwards
     * from the newest, until a page is full or the time is up, and says how far it came; a filter with a time range, and one for an
     * agent, vault, conversation or user, makes it come further.
     *
     * <pre>{@code
     * FoundExecutions page = analytics.searchExecutions(filter, "lighthouse", Duration.ofSeconds(5));
     * FoundExecutions next = analytics.searchExecutions(filter.after(page.next()), "lighthouse", Duration.ofSeconds(5));
     * }</pre>
     *
     * @param text every character means itself, at least one
     * @param timeLimit about how long it may take; a part of a second at least is looked at
     */
    FoundExecutions searchExecutions(ExecutionFilter filter, String text, Duration timeLimit);

    /** The stages of an execution without its events, in the order in which they began. */
    Optional<List<StageSpan>> stageTimeline(UUID id);

    /**
     * Two executions beside each other: their stages by name and occurrence, their own calls of models by position, and whether their
     * contents are the same. Empty where one of them is not there.
     */
    Optional<SideBySide> sideBySide(UUID a, UUID b);

    /** The whole tree that an execution is part of. */
    Optional<CallChain> callChain(UUID id);

    /** An execution's own calls of models with their content, in the order in which they began. */
    Optional<List<LlmInteraction>> llmInteractions(UUID id);

    /** The tools that an execution's models had called, in the order in which they began. */
    Optional<List<ToolInvocation>> toolCalls(UUID id);

    /** The sources that an execution cited, in that order. */
    Optional<List<CitedSource>> citations(UUID id);

    /**
     * Why an agent did not run, or how it went when it did: what is recorded of it, its executions and the decisions about it.
     *
     * @param agent its name; without regard to case and dashes where none is written exactly so
     * @param conversationId null for any
     * @param vaultId null for any
     */
    AgentDiagnosis debugWhyAgentDidntFire(String agent, @Nullable String conversationId, @Nullable String vaultId);

    /** What an execution decided about agents, in that order. */
    Optional<List<CandidateVerdict>> decisions(UUID id);

    /**
     * The trees of calls that are heaviest in something, the heaviest first, at most as many as the filter's limit. The filter is asked
     * of their roots; its cursor does not apply. Trees of which the measure is not known are not among them.
     */
    List<HeavyTree> heaviestTrees(ExecutionFilter filter, TreeMeasure measure);

    /**
     * How executions of two kinds differ in what matters, and whether that is more than noise; the filters' limits and cursors do not
     * apply. Two spans of time, or two versions:
     *
     * <pre>{@code
     * analytics.compare(filter.between(lastWeek, yesterday), filter.between(yesterday, now));
     * analytics.compare(filter.withServiceVersion("1.4"), filter.withServiceVersion("1.5"));
     * }</pre>
     */
    Comparison compare(ExecutionFilter a, ExecutionFilter b);

    /**
     * The agents that applications have registered and that have no execution that a filter lets through, by application and name,
     * whether they were a candidate or not; its cursor does not apply. An agent that several applications have is looked at in each.
     */
    List<IdleAgent> agentsNotInvoked(ExecutionFilter filter);

    /**
     * The stages that registered agents declare and that none of their executions entered that a filter lets through, those of the
     * busiest agents first; its cursor does not apply.
     */
    List<UnreachedStage> stagesNeverReached(ExecutionFilter filter);

    /**
     * Counts, durations, costs and quality of what a filter lets through; its limit and cursor do not apply. Where the filter asks for
     * nothing but agent, vault and time, whole hours come from sums that are kept of them: percentiles are then within one percent, and
     * what was stored late counts up to some ten minutes later. So do the next two.
     */
    TrackingStatistics statistics(ExecutionFilter filter);

    /**
     * How many executions began, and how many of those failed, in each of equal parts of the filter's span of time, in the order of
     * time. Its limit and cursor do not apply. Where the parts begin at full hours of UTC, a long time is counted as fast as a short
     * one.
     *
     * @param filter with both ends of the span
     * @param parts 1 to {@value #MAX_ACTIVITY_PARTS}
     * @throws IllegalArgumentException for a filter without a span, or another number of parts
     */
    List<ActivityCount> activity(ExecutionFilter filter, int parts);

    /**
     * Counts, durations, costs and quality of one agent; all zero where the filter lets nothing of it through, empty where there is
     * no such agent. The filter's own agent, limit and cursor do not apply.
     *
     * @param agent its name; without regard to case and dashes where none is written exactly so
     */
    Optional<AgentPerformance> agentPerformance(String agent, ExecutionFilter filter);

    /** How good the answers were that a filter lets through; its limit and cursor do not apply. */
    ResponseQualityReport responseQuality(ExecutionFilter filter);

    /**
     * How the stages of the executions went that a filter lets through, by agent and stage; its limit and cursor do not apply. What
     * takes most of an agent's time comes first.
     */
    List<StageStatistics> stageStatistics(ExecutionFilter filter);

    /**
     * How much the executions used of models that a filter lets through; its limit and cursor do not apply. The newest day comes
     * first, and what costs most.
     *
     * @param by what it is told apart by; with none of it, all is one sum
     */
    List<LlmUsage> llmUsage(ExecutionFilter filter, Set<LlmUsage.By> by);

    /** How far the sums have come that answer questions about long times; empty where records are in memory, which has none. */
    Optional<RollupState> rollupState();

    /** Analytics with a connection of its own. */
    interface Session extends ExecutionAnalytics, AutoCloseable {
        @Override
        void close();
    }
}
