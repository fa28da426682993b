// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.util.Throwables;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class ExecutionAnalyticsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final UUID UNKNOWN = UUID.fromString("019ff000-0000-7000-8000-000000000000");

    private final Recordings recordings = new Recordings(START);
    private final ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeEach
    void empties() throws Exception {
        sink(null).prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                + " agent_decisions, agent_citations");
    }

    @Test
    void tellsAllAboutAnExecution() throws Exception {
        Execution execution = recordings.run(
                Recordings.method("Agent").tags("a", "b").build(),
                new ContextIds("v", "c", "u"),
                null,
                Map.of("query", "why?"),
                () -> {
                    Tracking.current().relevance(true, 0.75, "apt");
                    Tracking.current().stage("pre_process", () -> {
                        recordings.passMillis(2);
                        Tracking.current().stage("inner", () -> recordings.passMillis(3));
                    });
                    Tracking.current().event("WARN", "hm", Map.of("n", 1.50));
                    Tracking.current().llmRequest("m", "hello");
                    recordings.passMillis(5);
                    Tracking.current().llmResponse("hi", new TokenUsage(10, 5, 4, 3, 2));
                    Tracking.current().cite("book", "7", "so", 0.5);
                    return List.of(1);
                });
        store();
        database.execute("update agent_executions set response_quality_score = 0.8, response_valid = true,"
                + " response_warnings = '[\"short\"]', response_validation_errors = '[\"none\", 2]', llm_cost_usd = 0.0125,"
                + " trace_id = 't'");

        ExecutionReport report = analytics.report(execution.id()).orElseThrow();

        ExecutionSummary summary = report.execution().summary();
        assertThat(summary.id()).isEqualTo(execution.id());
        assertThat(summary.context()).isEqualTo(new ExecutionSummary.ContextIds("v", "c", "u"));
        assertThat(summary.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(summary.startedAt()).isEqualTo(START);
        assertThat(summary.completedAt()).isEqualTo(START.plusMillis(10));
        assertThat(summary.durationMillis()).isEqualTo(10.0);
        assertThat(summary.llm().tokensUsed()).isEqualTo(15L);
        assertThat(summary.llm().costUsd()).isEqualByComparingTo("0.0125");
        assertThat(summary.tags()).containsExactly("a", "b");
        assertThat(report.execution().inputData()).hasToString("{\"query\":\"why?\"}");
        assertThat(report.execution().outputData()).hasToString("{\"result\":[1]}");
        assertThat(report.execution().response().validationErrors()).containsExactly("none", "2");
        assertThat(report.execution().response().warnings()).containsExactly("short");
        assertThat(report.logs())
                .extracting(ExecutionLog::stage)
                .containsExactly("pre_process", "inner", null, "llm_call");
        assertThat(report.logs().get(2).data()).hasToString("{\"n\":1.5}");
        assertThat(report.llmInteractions()).singleElement().satisfies(call -> {
            assertThat(call.tokens()).isEqualTo(new LlmInteraction.Tokens(10L, 5L, 4L, 3L, 2L));
            assertThat(call.latencyMillis()).isEqualTo(5.0);
            assertThat(call.llmResponse().path("content").stringValue()).isEqualTo("hi");
        });
        assertThat(report.citations()).containsExactly(new CitedSource("book", "7", "so", 0.5, START.plusMillis(10)));
        assertThat(report.callChain().calls())
                .singleElement()
                .satisfies(call -> assertThat(call.executionId()).isEqualTo(execution.id()));

        assertThat(analytics.execution(execution.id())).contains(report.execution());
        assertThat(analytics.executionWithLogs(execution.id()))
                .contains(new ExecutionWithLogs(report.execution(), report.logs()));
        assertThat(analytics.llmInteractions(execution.id())).contains(report.llmInteractions());
        assertThat(analytics.citations(execution.id())).contains(report.citations());
        assertThat(analytics.callChain(execution.id())).contains(report.callChain());
        assertThat(analytics.stageTimeline(execution.id()).orElseThrow())
                .extracting(StageSpan::stage, StageSpan::offsetMillis, StageSpan::durationMillis)
                .containsExactly(tuple("pre_process", 0.0, 5.0), tuple("inner", 2.0, 3.0), tuple("llm_call", 5.0, 5.0));
    }

    @Test
    void tellsWhatAnExecutionDecided() throws Exception {
        Execution execution = recordings.run("Router", () -> {
            new RecordingTracker(recordings.recorder())
                    .decision(Decision.ranked(0.5, 1)
                            .candidate("Weak", 0.42)
                            .candidate("First", 0.81)
                            .declined("Tired", 0.1, "not today")
                            .build());
            return null;
        });
        store();

        ExecutionReport report = analytics.report(execution.id()).orElseThrow();

        assertThat(report.decisions())
                .containsExactly(
                        new CandidateVerdict("First", 0.81, 0.5, 1, true, "chosen", "0.81 ≥ 0.50", START),
                        new CandidateVerdict("Weak", 0.42, 0.5, 2, false, "below_threshold", "0.42 < 0.50", START),
                        new CandidateVerdict("Tired", 0.1, 0.5, null, false, "declined", "not today", START));
        assertThat(analytics.decisions(execution.id())).contains(report.decisions());
        JsonNode json = new JsonMapper().readTree(AnalyticsJson.write(report)).path("decisions");
        assertThat(json.path(1).path("agent").stringValue()).isEqualTo("Weak");
        assertThat(json.path(1).path("chosen").booleanValue()).isFalse();
        assertThat(json.path(1).path("reasonCode").stringValue()).isEqualTo("below_threshold");
        assertThat(json.path(2).path("rank").isNull()).isTrue();
    }

    @Test
    void writesJsonAsDocumented() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().event("INFO", "x", Map.of());
            throw new IllegalStateException("no");
        });
        store();

        JsonNode json = new JsonMapper()
                .readTree(AnalyticsJson.write(analytics.report(execution.id()).orElseThrow()));

        assertThat(json.path("id").stringValue()).isEqualTo(execution.id().toString());
        assertThat(json.path("status").stringValue()).isEqualTo("failed");
        assertThat(json.path("startedAt").stringValue()).isEqualTo("2026-03-01T12:00:00.123Z");
        assertThat(json.path("durationMillis").doubleValue()).isZero();
        assertThat(json.path("errorType").stringValue()).isEqualTo("java.lang.IllegalStateException");
        assertThat(json.path("llmCalls").intValue()).isZero();
        assertThat(json.path("vaultId").isNull()).isTrue();
        assertThat(json.path("logs").path(0).path("stageStatus").stringValue()).isEqualTo("event");
        assertThat(json.path("callChain").path("calls").path(0).path("status").stringValue())
                .isEqualTo("failed");
        assertThat(json.propertyNames()).doesNotContain("summary", "llm", "context", "response", "service");
    }

    @Test
    void knowsNothingOfAnUnknownId() {
        assertThat(analytics.execution(UNKNOWN)).isEmpty();
        assertThat(analytics.executionWithLogs(UNKNOWN)).isEmpty();
        assertThat(analytics.report(UNKNOWN)).isEmpty();
        assertThat(analytics.stageTimeline(UNKNOWN)).isEmpty();
        assertThat(analytics.callChain(UNKNOWN)).isEmpty();
        assertThat(analytics.llmInteractions(UNKNOWN)).isEmpty();
        assertThat(analytics.citations(UNKNOWN)).isEmpty();
        assertThat(analytics.decisions(UNKNOWN)).isEmpty();
    }

    @Test
    void tellsNothingToTellFromNotThere() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        store();

        assertThat(analytics.stageTimeline(execution.id())).contains(List.of());
        assertThat(analytics.llmInteractions(execution.id())).contains(List.of());
    }

    @Test
    void listsRecentExecutionsThatTheFilterLetsThrough() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (String vault : new String[] {"one", "two", "one"}) {
            ids.add(run("Agent", vault, null).id());
            recordings.passMillis(1_000);
        }
        ids.add(run("Other", "one", new IllegalStateException()).id());
        store();

        ExecutionFilter all = ExecutionFilter.all();
        assertThat(found(all)).containsExactly(ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        assertThat(found(all.withLimit(2))).containsExactly(ids.get(3), ids.get(2));
        assertThat(found(all.withVaultId("two"))).containsExactly(ids.get(1));
        assertThat(found(all.withAgent("Other"))).containsExactly(ids.get(3));
        assertThat(found(all.withStatus(ExecutionStatus.FAILED))).containsExactly(ids.get(3));
        assertThat(found(all.withConversationId("talk").withUserId("user"))).hasSize(4);
        assertThat(found(all.withUserId("nobody"))).isEmpty();
        assertThat(found(all.between(START.plusMillis(1_000), START.plusMillis(2_000))))
                .containsExactly(ids.get(1));
        assertThat(found(all.between(START, START.plusMillis(1)))).containsExactly(ids.get(0));
        assertThat(found(all.withAgent("'; drop table agent_executions; --"))).isEmpty();
    }

    @Test
    void boundsTheLimit() {
        assertThat(ExecutionFilter.all().withLimit(0).limit()).isEqualTo(1);
        assertThat(ExecutionFilter.all().withLimit(Integer.MAX_VALUE).limit()).isEqualTo(ExecutionFilter.MAX_LIMIT);
    }

    @Test
    void ordersCallsAsTheTreeDoes() throws Exception {
        Execution[] made = new Execution[4];
        Execution root = recordings.run("Root", () -> {
            made[0] = recordings.run("A", () -> {
                made[1] = recordings.run("A1", () -> null);
                made[2] = recordings.run("A2", () -> null);
                return null;
            });
            made[3] = recordings.run("B", () -> null);
            return null;
        });
        store();

        CallChain chain = analytics.callChain(made[2].id()).orElseThrow();

        assertThat(chain.rootExecutionId()).isEqualTo(root.id());
        assertThat(chain.calls()).extracting(CallChain.Call::agentName).containsExactly("Root", "A", "A1", "A2", "B");
    }

    @Test
    void showsATreeWhoseCallersAreNotStoredYet() throws Exception {
        Execution root = recordings.begin("Root");
        Execution middle = recordings.begin("Middle");
        Execution leaf = recordings.run("Leaf", () -> null);
        store();
        recordings.recorder().returned(middle, null);
        recordings.recorder().returned(root, null);

        CallChain chain = analytics.callChain(leaf.id()).orElseThrow();

        assertThat(chain.calls())
                .extracting(CallChain.Call::executionId, CallChain.Call::agentName)
                .containsExactly(tuple(root.id(), null), tuple(leaf.id(), "Leaf"));
    }

    @Test
    void countsWhatHappened() throws Exception {
        for (int i = 1; i <= 4; i++) {
            run("Agent", "v", null, i * 10);
        }
        run("Agent", "v", new IllegalStateException(), 60);
        run("Other", "v", new IllegalStateException(), 0);
        run("Other", "elsewhere", null, 0);
        store();
        database.execute(
                "update agent_executions set llm_cost_usd = 0.5 where agent_name = 'Agent'",
                "update agent_executions set response_quality_score = duration_ms / 60 where agent_name = 'Agent'",
                "update agent_executions set response_quality_score = 0.9 where vault_id = 'elsewhere'");

        TrackingStatistics statistics =
                analytics.statistics(ExecutionFilter.all().between(START, null).withVaultId("v"));

        assertThat(statistics.totals().executions()).isEqualTo(6);
        assertThat(statistics.totals().byStatus()).isEqualTo(Map.of("success", 4L, "failed", 2L));
        assertThat(statistics.commonErrors())
                .containsExactly(new TrackingStatistics.ErrorCount("java.lang.IllegalStateException", 2));
        assertThat(statistics.agents())
                .extracting(TrackingStatistics.AgentStatistics::agentName)
                .containsExactly("Agent", "Other");
        TrackingStatistics.Totals agent = statistics.agents().get(0).totals();
        assertThat(agent.durations().averageMillis()).isEqualTo(32.0);
        assertThat(agent.durations().p50Millis()).isEqualTo(30.0);
        assertThat(agent.durations().p95Millis()).isEqualTo(56.0);
        assertThat(agent.durations().p99Millis()).isCloseTo(59.2, within(1e-9));
        assertThat(agent.llmCalls()).isEqualTo(5);
        assertThat(agent.tokensUsed()).isEqualTo(15);
        assertThat(agent.costUsd()).isEqualByComparingTo("2.5");
        TrackingStatistics.Quality quality = statistics.quality();
        assertThat(quality.rated()).isEqualTo(5);
        assertThat(quality.average()).isCloseTo(0.533, within(0.001));
        assertThat(List.of(quality.above90(), quality.from70To90(), quality.from50To70(), quality.below50()))
                .containsExactly(1L, 0L, 2L, 2L);
        assertThat(analytics
                        .statistics(ExecutionFilter.all().withVaultId("elsewhere"))
                        .quality()
                        .from70To90())
                .as("0.9 is not better than 0.9")
                .isEqualTo(1);
    }

    @Test
    void countsNothingWhereThereIsNothing() {
        TrackingStatistics statistics = analytics.statistics(ExecutionFilter.all());

        assertThat(statistics.totals().executions()).isZero();
        assertThat(statistics.totals().byStatus()).isEmpty();
        assertThat(statistics.totals().durations()).isEqualTo(new TrackingStatistics.Durations(null, null, null, null));
        assertThat(statistics.agents()).isEmpty();
        assertThat(statistics.quality().rated()).isZero();
    }

    @Test
    void looksIntoANamedSchema() throws Exception {
        PostgresRecordSink named = sink("Agent-Tracking");
        named.prepare();
        Execution execution = recordings.run("Agent", () -> null);
        named.write(new RecordBatch(List.of(execution), List.of(), false));

        assertThat(analytics.execution(execution.id())).isEmpty();
        assertThat(ExecutionAnalytics.of(database.dataSource(), "Agent-Tracking")
                        .execution(execution.id()))
                .isPresent();
    }

    @Test
    void leavesNoTraceOnAPooledConnection() throws Exception {
        HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));
        ExecutionAnalytics.of(pool, "public").statistics(ExecutionFilter.all());

        try (Connection connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.isReadOnly()).isFalse();
            try (var statement = connection.createStatement();
                    var result = statement.executeQuery("select current_setting('statement_timeout'),"
                            + " current_setting('search_path'), current_setting('transaction_read_only')")) {
                result.next();
                assertThat(result.getString(1)).isEqualTo("0");
                assertThat(result.getString(2)).isEqualTo("\"$user\", public");
                assertThat(result.getString(3)).isEqualTo("off");
            }
        }
    }

    @Test
    void canOnlyReadAndNotForEver() {
        Database asked = new Database(new Connections.Borrowed(database.dataSource()), null);

        assertThatExceptionOfType(AnalyticsException.class)
                .isThrownBy(() -> asked.ask(runner ->
                        runner.list(Query.of("delete from agent_executions returning id"), Map.of(), row -> row)))
                .withMessageContaining("read-only");
        assertThat(asked.<List<String>>ask(runner -> runner.list(
                        Query.of("select current_setting('statement_timeout') as t"), Map.of(), row -> row.text("t"))))
                .containsExactly("10s");
    }

    @Test
    void saysThatThereAreNoTables() {
        ExecutionAnalytics elsewhere = ExecutionAnalytics.of(database.dataSource(), "nowhere");

        assertThatExceptionOfType(NoTrackingTablesException.class)
                .isThrownBy(() -> elsewhere.recentExecutions(ExecutionFilter.all()))
                .withMessage("The database has no tracking tables");
    }

    @Test
    void hasNoAnswerWhereARouterKnowsNoTarget() {
        AbstractRoutingDataSource router = new AbstractRoutingDataSource() {
            @Override
            protected @Nullable Object determineCurrentLookupKey() {
                return "no tenant";
            }
        };
        router.setTargetDataSources(Map.of("tenant", database.dataSource()));
        router.afterPropertiesSet();

        assertThatExceptionOfType(AnalyticsException.class)
                .isThrownBy(() -> ExecutionAnalytics.of(router, null).recentExecutions(ExecutionFilter.all()))
                .withMessageContaining("no tenant");
        assertThatExceptionOfType(AnalyticsException.class)
                .isThrownBy(() -> ExecutionErasure.of(router, null).preview(new ErasureRequest("user", null, null)))
                .withMessageContaining("no tenant");
    }

    @Test
    void tellsNoPasswordOfAnAddressThatIsNone() {
        for (String url : List.of(
                "jdbc:postgresql://localhost:port/db?password=s3cr3t", "jdbc:mysql://localhost/db?password=s3cr3t")) {
            try (ExecutionAnalytics.Session session = ExecutionAnalytics.connect(url, null, null)) {
                assertThatExceptionOfType(AnalyticsException.class)
                        .isThrownBy(() -> session.recentExecutions(ExecutionFilter.all()))
                        .withMessageContaining("jdbc:postgresql://host:5432/database")
                        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain("s3cr3t"));
            }
        }
    }

    @Test
    void asksOverANewConnectionWhereTheOneBeforeHasBroken() throws Exception {
        String url = database.url() + "?ApplicationName=breaks";
        try (ExecutionAnalytics.Session session =
                ExecutionAnalytics.connect(url, TestDatabase.USERNAME, TestDatabase.PASSWORD)) {
            session.recentExecutions(ExecutionFilter.all());
            database.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'breaks'");

            assertThatExceptionOfType(AnalyticsException.class)
                    .isThrownBy(() -> session.recentExecutions(ExecutionFilter.all()));
            assertThat(session.recentExecutions(ExecutionFilter.all())).isEmpty();
        }
    }

    @Test
    void asksOverOneConnectionWithoutAPool() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        store();
        long before = connections();

        try (ExecutionAnalytics.Session session =
                ExecutionAnalytics.connect(database.url(), TestDatabase.USERNAME, TestDatabase.PASSWORD)) {
            assertThat(session.execution(execution.id())).isPresent();
            assertThat(session.execution(execution.id())).isPresent();
            assertThat(connections()).isEqualTo(before + 1);
        }
    }

    private static long connections() throws SQLException {
        return (long)
                database.value(
                        "select count(*) from pg_stat_activity where application_name = 'agent-tracking' and datname = current_database()");
    }

    private Execution run(String agent, String vault, @Nullable Exception failure) {
        return run(agent, vault, failure, 0);
    }

    private Execution run(String agent, String vault, @Nullable Exception failure, double millis) {
        return recordings.run(
                Recordings.method(agent).build(), new ContextIds(vault, "talk", "user"), null, Map.of(), () -> {
                    Tracking.current().llmRequest("m", "q");
                    Tracking.current().llmResponse("a", TokenUsage.of(1, 2));
                    recordings.passMillis(millis);
                    if (failure != null) {
                        throw failure;
                    }
                    return null;
                });
    }

    private List<UUID> found(ExecutionFilter filter) {
        return analytics.recentExecutions(filter).stream()
                .map(ExecutionSummary::id)
                .toList();
    }

    private void store() throws Exception {
        sink(null).write(new RecordBatch(List.copyOf(recordings.ended()), List.of(), false));
    }

    private static PostgresRecordSink sink(@Nullable String schema) {
        return new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                schema,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity("shop", null, null)),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }
}
