// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Decision;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionCursor;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.TreeMeasure;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.RegisteredAgent;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The same executions in memory and in PostgreSQL: every question has the same answer. */
@Tag("postgres")
class MemoryAnswersPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LONG = "x".repeat(600);
    private static final String SPLIT = "x".repeat(499) + "\ud83d\ude00 and more";

    private final Presence presence = new Presence(
            new ServiceIdentity("shop", "1", "here"),
            Presence.HEARTBEAT_TIMEOUT,
            () -> List.of(
                    new RegisteredAgent("Idle", "p.Idle", List.of("run"), List.of("pre_process"), true, true),
                    new RegisteredAgent(
                            "Fails", "p.Fails", List.of("run"), List.of("outer", "inner", "never"), true, true),
                    new RegisteredAgent("Off", "p.Off", List.of("run"), List.of(), false, true),
                    new RegisteredAgent("Lost", "p.Lost", List.of("run"), List.of(), true, false)),
            TimeSource.SYSTEM);
    private final MemoryRecordSink memory =
            new MemoryRecordSink(MemoryLimits.DEFAULTS, new JsonContent()::encode, ContentLimits.DEFAULTS, presence);
    private final PostgresRecordSink postgres = new PostgresRecordSink(
            database::dataSource,
            new JsonContent()::encode,
            null,
            true,
            ContentLimits.DEFAULTS,
            presence,
            PostgresRecordSink.NETWORK_TIMEOUT);
    private final Recordings recordings = new Recordings(START);
    private final RecordingTracker tracker = new RecordingTracker(recordings.recorder());
    private final ExecutionAnalytics fromMemory = ExecutionAnalytics.inMemory(memory::tables);
    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    private Execution running;

    @BeforeEach
    void recordsTheSame() throws Exception {
        happen();
        running = recordings.begin("Busy");
        Execution lost = recordings.begin("Lossy");
        List<Execution> executions = new ArrayList<>(recordings.ended());
        executions.add(running);
        executions.add(lost);
        postgres.prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                + " agent_tool_calls, agent_decisions, agent_citations");
        for (RecordSink sink : List.of(postgres, memory)) {
            sink.write(new RecordBatch(executions, List.of(), false));
        }
        recordings.recorder().returned(lost, null);
        for (RecordSink sink : List.of(postgres, memory)) {
            sink.heartbeat(List.of(running), Map.of(lost.id(), lost.status()));
        }
    }

    @AfterEach
    void ends() {
        recordings.recorder().returned(running, null);
    }

    @Test
    void agreesAboutEachExecution() throws Exception {
        for (UUID id : ids()) {
            sameAnswer("execution " + id, analytics -> analytics.execution(id).orElseThrow());
            sameAnswer(
                    "logs " + id, analytics -> analytics.executionWithLogs(id).orElseThrow());
            sameAnswer("report " + id, analytics -> analytics.report(id).orElseThrow());
            sameAnswer(
                    "time line " + id, analytics -> analytics.stageTimeline(id).orElseThrow());
            sameAnswer("calls " + id, analytics -> analytics.callChain(id).orElseThrow());
            sameAnswer("llm " + id, analytics -> analytics.llmInteractions(id).orElseThrow());
            sameAnswer("tools " + id, analytics -> analytics.toolCalls(id).orElseThrow());
            sameAnswer("citations " + id, analytics -> analytics.citations(id).orElseThrow());
            sameAnswer("decisions " + id, analytics -> analytics.decisions(id).orElseThrow());
            for (UUID other : List.of(id, running.id())) {
                sameAnswer(
                        id + " beside " + other,
                        analytics -> analytics.sideBySide(id, other).orElseThrow());
            }
        }
    }

    @Test
    void agreesAboutWhatIsNotThere() {
        UUID unknown = UUID.fromString("019ff000-0000-7000-8000-000000000000");
        for (ExecutionAnalytics analytics : List.of(fromMemory, fromPostgres)) {
            assertThat(analytics.execution(unknown)).isEmpty();
            assertThat(analytics.executionWithLogs(unknown)).isEmpty();
            assertThat(analytics.report(unknown)).isEmpty();
            assertThat(analytics.stageTimeline(unknown)).isEmpty();
            assertThat(analytics.callChain(unknown)).isEmpty();
            assertThat(analytics.llmInteractions(unknown)).isEmpty();
            assertThat(analytics.toolCalls(unknown)).isEmpty();
            assertThat(analytics.citations(unknown)).isEmpty();
            assertThat(analytics.decisions(unknown)).isEmpty();
            assertThat(analytics.sideBySide(unknown, running.id())).isEmpty();
            assertThat(analytics.sideBySide(running.id(), unknown)).isEmpty();
        }
    }

    @Test
    void agreesAboutListsAndSums() throws Exception {
        ExecutionFilter all = ExecutionFilter.all();
        List<ExecutionFilter> filters = List.of(
                all,
                all.withLimit(3),
                all.withAgent("Asked"),
                all.withAgent("Nobody"),
                all.withStatus(ExecutionStatus.SKIPPED),
                all.withVaultId("v1"),
                all.withConversationId("c2"),
                all.withUserId("u"),
                all.withMethod("run"),
                all.withTag("b"),
                all.withModel("model-3"),
                all.withErrorType(TimeoutException.class.getName()),
                all.after(new ExecutionCursor(START.plusMillis(200), new UUID(0, 0))),
                all.between(START.plusMillis(100), null),
                all.between(null, START.plusMillis(100)),
                all.between(START.plusMillis(100), START.plusMillis(201)).withVaultId("v1"));
        for (ExecutionFilter filter : filters) {
            sameAnswer("list " + filter, analytics -> analytics.recentExecutions(filter));
            sameAnswer("failed " + filter, analytics -> analytics.failedExecutions(filter));
            sameAnswer("skipped " + filter, analytics -> analytics.skippedExecutions(filter));
            sameAnswer("slow " + filter, analytics -> analytics.slowExecutions(filter, Duration.ofMillis(5)));
            sameAnswer("poor " + filter, analytics -> analytics.poorQualityResponses(filter, 0.7));
            sameAnswer("invalid " + filter, analytics -> analytics.invalidResponses(filter));
            sameAnswer("quality " + filter, analytics -> analytics.responseQuality(filter));
            sameAnswer("search " + filter, analytics -> analytics.searchExecutions(filter, "A", Duration.ofMinutes(1)));
            for (TreeMeasure measure : TreeMeasure.values()) {
                sameAnswer("trees " + measure + filter, analytics -> analytics.heaviestTrees(filter, measure));
            }
            sameAnswer("comparison " + filter, analytics -> analytics.compare(filter, all));
            sameAnswer("idle " + filter, analytics -> analytics.agentsNotInvoked(filter));
            sameAnswer("unreached " + filter, analytics -> analytics.stagesNeverReached(filter));
            sameAnswer("sums " + filter, analytics -> analytics.statistics(filter));
        }
    }

    @Test
    void agreesWhyAgentsDidNotFire() throws Exception {
        List<String> agents = List.of(
                "Router",
                "Asked",
                "Weak",
                "Outranked",
                "Shy",
                "Fails",
                "Late",
                "Busy",
                "Lossy",
                "Idle",
                "Off",
                "Lost",
                "Shi",
                "out-ranked",
                "Chosen");
        for (String agent : agents) {
            sameAnswer(
                    "performance of " + agent, analytics -> analytics.agentPerformance(agent, ExecutionFilter.all()));
        }
        for (String agent : agents) {
            for (String conversation : new String[] {null, "c1", "c2"}) {
                for (String vault : new String[] {null, "v1", "v2"}) {
                    sameAnswer(
                            agent + " in " + conversation + " and " + vault,
                            analytics -> analytics.debugWhyAgentDidntFire(agent, conversation, vault));
                }
            }
        }
    }

    @Test
    void agreesAboutIdsThatAreStoredOtherwiseThanTheyAreGiven() throws Exception {
        List<ExecutionFilter> filters = List.of(
                ExecutionFilter.all().withAgent("Odd" + LONG),
                ExecutionFilter.all().withVaultId("v" + LONG),
                ExecutionFilter.all().withConversationId("c\0" + LONG),
                ExecutionFilter.all().withVaultId(SPLIT),
                ExecutionFilter.all().withConversationId(SPLIT),
                ExecutionFilter.all().withUserId("u"),
                ExecutionFilter.all().withTag("odd\0"),
                ExecutionFilter.all().withMethod("run\ud800"));
        for (ExecutionFilter filter : filters) {
            sameAnswer("list " + filter, analytics -> analytics.recentExecutions(filter));
            assertThat(fromMemory.recentExecutions(filter)).isNotEmpty();
        }
        sameAnswer("diagnosis", analytics -> analytics.debugWhyAgentDidntFire("Asked", "c\0" + LONG, "v" + LONG));
        sameAnswer("odd diagnosis", analytics -> analytics.debugWhyAgentDidntFire("Odd" + LONG, null, null));
        sameAnswer("odd performance", analytics -> analytics.agentPerformance("Odd" + LONG, ExecutionFilter.all()));
    }

    @Test
    void saysWhereAnswersComeFrom() {
        assertThat(fromMemory.source()).isEqualTo("memory: the newest 1,000 executions of this process");
        assertThat(fromPostgres.source()).isEqualTo("PostgreSQL");
    }

    private void happen() {
        run("Router", "v1", "c1", () -> {
            tracker.decision(Decision.ranked(0.5, 1)
                    .candidate("Asked", 0.81)
                    .candidate("Outranked", 0.75)
                    .candidate("Weak", 0.25)
                    .declined("Shy", 0.125, "not today")
                    .build());
            run("Asked", "v1", "c1", this::ask);
            run("Fails", "v1", "c1", () -> {
                return Tracking.current()
                        .stage("outer", () -> Tracking.current().stage("inner", MemoryAnswersPostgresTest::fail));
            });
            return List.of(1, 2);
        });
        run("Asked", "v" + LONG, "c\0" + LONG, () -> "odd");
        run("Odd" + LONG, SPLIT, SPLIT, () -> "odd");
        try {
            tracker.track(ExecutionSpec.of("Asked", "run\ud800").withTags("odd\0"), () -> "odd");
        } catch (Exception unexpected) {
            throw new AssertionError(unexpected);
        }
        run("Asked", "v2", "c2", () -> {
            throw new TimeoutException("x".repeat(70_000));
        });
        run("Shy", "v1", "c2", () -> {
            Tracking.current().relevance(false, 0.25, "too shy");
            return null;
        });
        run("Shy", "v2", "c2", () -> "speaks");
        run("Late", "v2", "k".repeat(600), () -> {
            throw new TimeoutException();
        });
        run("Router", "v2", "c2", () -> {
            tracker.decision(Decision.ranked(0.5, 1).candidate("Chosen", 0.875).build());
            return null;
        });
        run("Captured", "v2", "c2", this::callModels);
        recordings
                .ended()
                .get(0)
                .findings(new Findings(
                        List.of(new Violation(Violation.MISSING_STAGE, "no \"init\"")),
                        List.of(
                                new Evaluation(null, "contract", Evaluation.Label.FAIL, 0, "$.a: must not be null", 0),
                                new Evaluation(0, "length", Evaluation.Label.WARN, 0.6, "2 words", 0)),
                        new ResponseQuality(
                                0,
                                List.of("$.a: must not be null"),
                                List.of("length: 2 words"),
                                new ResponseQuality.Metrics(9, 2, null, 0.9),
                                true)));
    }

    private Object callModels() {
        recordings.account(new LlmAccounting() {
            @Override
            public LlmCall.Cost cost(
                    LlmCall.Sent sent,
                    @Nullable String answeredBy,
                    LlmCall.@Nullable Usage usage,
                    long startEpochMillis) {
                return new LlmCall.Cost(new BigDecimal("0.012345"), "test");
            }
        });
        LlmJournal journal = recordings.recorder().llm();
        OpenLlmCall stream = journal.begin(new LlmRequest("chat", "openai", "m", true, Map.of("messages", List.of())));
        recordings.passMillis(4);
        stream.chunk();
        stream.answered(new LlmReply(
                Map.of("content", "x"), "x", List.of("t1"), "tool_calls", "m-1", new LlmCall.Usage(3, 2, 1, 0, 0)));
        journal.beginTool("search", "t1", Map.of("q", "x")).returned(List.of(1));
        journal.beginTool("broken", null, null).failed(new IllegalStateException("no"));
        journal.begin(new LlmRequest("chat", null, null, false, null))
                .failed(new TimeoutException("slow"), LlmReply.NONE);
        journal.begin(new LlmRequest("embedding", "openai", "e", false, Map.of("input", List.of("a"))))
                .answered(LlmReply.NONE);
        recordings.account(LlmAccounting.NONE);
        return "done";
    }

    private static Object fail() {
        throw new IllegalStateException("NUL \0 and half a \ud800 pair");
    }

    private String ask() {
        Tracking.current().relevance(true, 0.75, "apt");
        Tracking.current().event("WARN", "hm", Map.of("n", 1.5, "list", List.of("a", "b")));
        for (int i = 1; i <= 2; i++) {
            Tracking.current().llmRequest("model-" + i, "question " + i);
            recordings.passMillis(8);
            Tracking.current().llmResponse("answer " + i, new TokenUsage(10, 5, 4, 3, 2));
        }
        Tracking.current().llmRequest("model-3", "unanswered");
        Tracking.current().cite("book", "7", "so", 0.5);
        Tracking.current().cite("note", null, null, Double.NaN);
        return "done";
    }

    private void run(String agent, String vault, String conversation, Callable<?> body) {
        ExecutionSpec spec = ExecutionSpec.of(agent, "run")
                .withIds(vault, conversation, "u")
                .withCallReason("router")
                .withInput(Map.of("query", "why?", "numbers", List.of(1, 2.5)))
                .withTags("a", "b");
        recordings.passMillis(50);
        try {
            tracker.track(spec, () -> {
                recordings.passMillis(16.5);
                return body.call();
            });
        } catch (Exception expected) {
            recordings.passMillis(1);
        }
    }

    private List<UUID> ids() throws Exception {
        return database.query("select id from agent_executions").stream()
                .map(row -> (UUID) row.get("id"))
                .toList();
    }

    private void sameAnswer(String question, Function<ExecutionAnalytics, Object> ask) {
        assertThat(json(ask.apply(fromMemory))).as(question).isEqualTo(json(ask.apply(fromPostgres)));
    }

    /** When a row was stored is not the same for both. */
    private static JsonNode json(Object answer) {
        JsonNode json = JSON.readTree(AnalyticsJson.write(answer));
        if (json instanceof ObjectNode object) {
            object.remove("updatedAt");
        }
        return json;
    }
}
