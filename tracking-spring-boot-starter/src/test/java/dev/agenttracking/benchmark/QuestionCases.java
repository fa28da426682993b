// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionCursor;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.LlmUsage;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.ContextIds;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The questions as people ask them, of busy and of rare agents, vaults and tags. */
final class QuestionCases {

    private static final double GOAL_MILLIS = 50;
    private static final double GOAL_OF_ALL_MILLIS = 100;
    private static final double POOR = 0.7;
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final int SOME_CONVERSATION = 5;
    private static final String NONE = "none";

    /** Within an hour, as mostly. */
    static final Instant NOW = GeneratedDays.END.minus(Duration.ofMinutes(23));

    private static final ExecutionFilter EVER = ExecutionFilter.all();
    private static final ExecutionFilter DAY = since(Duration.ofDays(1));
    private static final ExecutionFilter MONTH = since(Duration.ofDays(30));

    private final List<Case> cases = new ArrayList<>();
    private final int days;

    QuestionCases(ExecutionAnalytics analytics, int days) {
        this.days = days;
        sums();
        newest();
        lists();
        single(analytics);
        agents();
    }

    List<Case> all() {
        return cases;
    }

    private void sums() {
        sum("`tracking-stats`, 24 hours", analytics -> analytics.statistics(DAY));
        sum("`tracking-stats`, 30 days", analytics -> analytics.statistics(MONTH));
        cases.add(new Case(
                "`tracking-stats`, " + days + " days, all agents",
                GOAL_OF_ALL_MILLIS,
                true,
                analytics -> analytics.statistics(since(Duration.ofDays(days)))));
        sum("`tracking-stats`, 30 days, one vault", analytics -> analytics.statistics(MONTH.withVaultId("vault-0")));
        sum("its line of activity, 30 days", analytics -> analytics.activity(fullHours(MONTH), 24));
        sum("a busy agent's performance, 24 hours", analytics -> analytics.agentPerformance(GeneratedAgents.BUSY, DAY));
        sum(
                "a busy agent's performance, 30 days",
                analytics -> analytics.agentPerformance(GeneratedAgents.BUSY, MONTH));
        sumWithoutGoal("stages of all agents, 24 hours", analytics -> analytics.stageStatistics(DAY));
        sumWithoutGoal("stages of all agents, 30 days", analytics -> analytics.stageStatistics(MONTH));
        sumWithoutGoal(
                "use of models by agent, 30 days", analytics -> analytics.llmUsage(MONTH, Set.of(LlmUsage.By.AGENT)));
        sumWithoutGoal("quality of answers, 24 hours", analytics -> analytics.responseQuality(DAY));
    }

    private void newest() {
        ContextIds ids = GeneratedDays.ids(SOME_CONVERSATION);
        newest("all", EVER);
        newest("a busy agent", EVER.withAgent(GeneratedAgents.BUSY));
        newest(
                "the page of that which begins in the middle",
                EVER.withAgent(GeneratedAgents.BUSY).after(middle()));
        newest("a rare agent", EVER.withAgent(GeneratedAgents.RARE));
        newest("success", EVER.withStatus(ExecutionStatus.SUCCESS));
        newest("failed", EVER.withStatus(ExecutionStatus.FAILED));
        newest("running, of which there are none", EVER.withStatus(ExecutionStatus.RUNNING));
        newest("a busy vault", EVER.withVaultId("vault-0"));
        newest("a rare vault", EVER.withVaultId("vault-" + (GeneratedDays.VAULTS - 1)));
        newest("an old conversation", EVER.withConversationId(ids.conversationId()));
        newest("a user", EVER.withUserId(ids.userId()));
        newest("a tag, 24 hours", DAY.withTag(GeneratedAgents.BUSY_TAG));
        newest("a tag that none has, 24 hours", DAY.withTag(NONE));
        newest("a model, 24 hours", DAY.withModel("model-large"));
        newest("a model that none has, 24 hours", DAY.withModel(NONE));
        newest("an error, 24 hours", DAY.withErrorType(ConnectException.class.getName()));
        newest("an error that none has, 24 hours", DAY.withErrorType(NONE));
        newest("a rare method, 24 hours", DAY.withMethod("retry"));
        newest("a method that none has, 24 hours", DAY.withMethod(NONE));
    }

    private ExecutionCursor middle() {
        return new ExecutionCursor(NOW.minus(Duration.ofDays(days / 2)), new UUID(0, 0));
    }

    private void newest(String what, ExecutionFilter filter) {
        add("newest 50: " + what, analytics -> analytics.recentExecutions(filter));
    }

    private void lists() {
        add("`failed`, 24 hours", analytics -> analytics.failedExecutions(DAY));
        add("skipped, 24 hours", analytics -> analytics.skippedExecutions(DAY));
        add("`slow`, 24 hours", analytics -> analytics.slowExecutions(DAY, SLOW));
        add("`poor-responses`, 24 hours", analytics -> analytics.poorQualityResponses(DAY, POOR));
        add("invalid answers, 24 hours", analytics -> analytics.invalidResponses(DAY));
    }

    private void single(ExecutionAnalytics analytics) {
        Duration half = Duration.ofDays(days / 2);
        UUID id = analytics
                .recentExecutions(EVER.withAgent("PlotWriterAgent")
                        .between(NOW.minus(half).minus(Duration.ofDays(1)), null)
                        .between(null, NOW.minus(half))
                        .withLimit(1))
                .get(0)
                .id();
        add("`call-chain`", asked -> asked.callChain(id));
        add("`timeline`", asked -> asked.stageTimeline(id));
        add("`llm`", asked -> asked.llmInteractions(id));
        add("`view-execution`", asked -> asked.report(id));
    }

    private void agents() {
        add("`debug-agent`, a busy one", asked -> asked.debugWhyAgentDidntFire(GeneratedAgents.BUSY, null, null));
        add("`debug-agent`, a rare one", asked -> asked.debugWhyAgentDidntFire(GeneratedAgents.RARE, null, null));
        add(
                "`debug-agent`, one that never ran",
                asked -> asked.debugWhyAgentDidntFire(GeneratedAgents.NEVER, null, null));
        add(
                "`debug-agent`, a busy one in a conversation without it",
                asked -> asked.debugWhyAgentDidntFire(GeneratedAgents.BUSY, NONE, null));
    }

    private void add(String name, Question question) {
        cases.add(new Case(name, GOAL_MILLIS, false, question));
    }

    private void sumWithoutGoal(String name, Question question) {
        cases.add(new Case(name, Double.NaN, true, question));
    }

    private void sum(String name, Question question) {
        cases.add(new Case(name, GOAL_MILLIS, true, question));
    }

    private static ExecutionFilter fullHours(ExecutionFilter filter) {
        Instant end = NOW.truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return filter.between(end.minus(Duration.ofDays(30)), end);
    }

    private static ExecutionFilter since(Duration duration) {
        return ExecutionFilter.all().between(NOW.minus(duration), null);
    }

    /** Asks. */
    @FunctionalInterface
    interface Question {
        void ask(ExecutionAnalytics analytics);
    }

    /**
     * A question.
     *
     * @param goalMillis how long the server should take at most; NaN for no matter how long
     * @param isSum whether there are sums kept that answer it, beside the executions themselves
     */
    record Case(String name, double goalMillis, boolean isSum, Question question) {}
}
