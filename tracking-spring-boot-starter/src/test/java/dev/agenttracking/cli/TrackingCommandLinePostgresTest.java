// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.execution.OpenToolCall;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class TrackingCommandLinePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String ID = "019ff000-0000-7000-8000-000000000000";

    private final AtomicInteger leases = new AtomicInteger();
    private final Recordings recordings = new Recordings();

    @BeforeEach
    void empties() throws Exception {
        sink().prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                + " agent_decisions, agent_citations");
    }

    @Test
    void saysWhyAnAgentDidNotRun() throws Exception {
        recordings.run("Orchestrator", () -> {
            new RecordingTracker(recordings.recorder())
                    .decision(Decision.ranked(0.5, 1)
                            .candidate("ArchitectAgent", 0.42)
                            .candidate("PsychologistAgent", 0.81)
                            .build());
            return "";
        });
        store();

        Run run = run("debug-agent", "architect-agent");

        assertThat(run.exitCode).isZero();
        assertThat(run.err).isEmpty();
        assertThat(run.out)
                .contains("ArchitectAgent was not chosen by Orchestrator: 0.42 < 0.50; chosen:")
                .contains("not_selected (below_threshold)")
                .containsSubsequence(
                        "not_selected (below_threshold), score 0.42, rank 2",
                        "    0.42 < 0.50",
                        "    decided by Orchestrator,");
        assertFitsInto80Columns(run.out);
        Run json = run("debug-agent", "ArchitectAgent", "--json");
        JsonNode diagnosis = JsonMapper.shared().readTree(json.out);
        assertThat(diagnosis.path("status").stringValue()).isEqualTo("not_selected");
        assertThat(diagnosis.path("outcomes").path(0).path("threshold").doubleValue())
                .isEqualTo(0.5);

        Run unknown = run("debug-agent", "ArchitektAgent");
        assertThat(unknown.exitCode).isEqualTo(1);
        assertThat(unknown.out).isEmpty();
        assertThat(unknown.err.strip())
                .endsWith("There is no agent ArchitektAgent; did you mean ArchitectAgent?")
                .hasLineCount(1);
        assertThat(run("debug-agent").exitCode).isEqualTo(2);
    }

    @Test
    void showsAnExecution() throws Exception {
        Execution[] child = new Execution[1];
        Execution root = recordings.run("Orchestrator", () -> {
            child[0] = recordings.run(
                    Recordings.method("PsychologistAgent").tags("chat").build(),
                    new ContextIds("vault-1", "talk-1", "user-1"),
                    "asked for every message",
                    Map.of("query", "Why do I dream?"),
                    () -> {
                        Tracking.current().relevance(true, 0.85, "it is about dreams");
                        Tracking.current().stage("pre_process", () -> {
                            recordings.passMillis(2.5);
                            Tracking.current().stage("look up", () -> recordings.passMillis(12));
                            Tracking.current().event("WARN", "cold cache", Map.of("hits", 0));
                        });
                        Tracking.current().llmRequest("gpt-x", "Please explain dreams.");
                        recordings.passMillis(1_250);
                        Tracking.current().llmResponse("Dreams are stories.", TokenUsage.of(1_200, 34));
                        Tracking.current().cite("book", "Freud", "The royal road", 0.9);
                        return "Dreams are stories.";
                    });
            return null;
        });
        store();
        database.execute("update agent_executions set response_quality_score = 0.62, response_valid = false,"
                + " response_validation_errors = '[\"contradicts itself\"]', response_warnings = '[\"short\"]'"
                + " where agent_name = 'PsychologistAgent'");

        Run run = run("view-execution", child[0].id().toString());

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.err).isEmpty();
        assertThat(run.out)
                .startsWith("PsychologistAgent.run  success  1.3 s")
                .containsPattern("Execution +" + child[0].id())
                .containsPattern("Parent +" + root.id())
                .containsPattern("Vault +vault-1")
                .containsPattern("Conversation +talk-1")
                .containsPattern("User +user-1")
                .containsPattern("Tags +chat")
                .containsPattern("Relevance +0.85  it is about dreams")
                .containsPattern("Quality +0.62  not valid")
                .containsPattern("error +contradicts itself")
                .containsPattern("warning +short")
                .contains("  pre_process  completed  15 ms")
                .contains("    look up  completed  12 ms")
                .contains("    · WARN cold cache {\"hits\":0}")
                .contains("1. gpt-x  1,200 + 34 tokens  1.3 s")
                .contains("> Please explain dreams.")
                .contains("< Dreams are stories.")
                .contains("The royal road")
                .contains("  Orchestrator.run  success  1.3 s")
                .contains(">   PsychologistAgent.run  success  1.3 s  relevance 0.85  quality 0.62")
                .contains("asked for every message");
        assertFitsInto80Columns(run.out);
    }

    @Test
    void showsWhatAnExecutionDecided() throws Exception {
        String longReason = "too little about plot or structure: " + "names Maren Holt, ".repeat(20);
        Execution router = recordings.run("Orchestrator", () -> {
            RecordingTracker tracker = new RecordingTracker(recordings.recorder());
            tracker.decision(Decision.of(List.of(
                    new Decision.Candidate("GeographerAgent", 0.1, Double.NaN, null, false, "declined", longReason),
                    new Decision.Candidate("StyleAgent", Double.NaN, Double.NaN, null, true, "accepted", null))));
            tracker.decision(Decision.ranked(0.5, 1)
                    .candidate("ArchitectAgent", 0.42)
                    .candidate("PsychologistAgent", 0.81)
                    .candidate("HistorianAgent", 0.5)
                    .declined("GeographerAgent", 0.1, longReason)
                    .build());
            return null;
        });
        store();

        Run run = run("view-execution", router.id().toString());

        assertThat(run.out.lines())
                .containsSequence(
                        "Decisions",
                        "  StyleAgent  accepted",
                        "  PsychologistAgent  chosen  0.81 ≥ 0.50  rank 1",
                        "  HistorianAgent  not chosen (outranked)  0.50 ≥ 0.50  rank 2",
                        "      outranked by PsychologistAgent (0.81)",
                        "  ArchitectAgent  not chosen (below_threshold)  0.42 < 0.50  rank 3",
                        "  GeographerAgent  declined  0.10 < 0.50",
                        "      too little about plot or structure: names Maren Holt, names Maren Holt,");
        assertFitsInto80Columns(run.out);
        assertThat(new JsonMapper()
                        .readTree(run("view-execution", router.id().toString(), "--json").out)
                        .path("decisions"))
                .hasSize(6);
    }

    @Test
    void showsEachCallOfAModelAndItsTools() throws Exception {
        LlmJournal journal = recordings.recorder().llm();
        Execution execution = recordings.run("Agent", () -> {
            OpenLlmCall asks = journal.begin(new LlmRequest("chat", "openai", "gpt-x", true, null));
            recordings.passMillis(250);
            asks.chunk();
            asks.answered(new LlmReply(
                    Map.of(),
                    null,
                    List.of("t"),
                    "tool_calls",
                    "gpt-x-2026-01-01",
                    new LlmCall.Usage(1_200, 34, 900, 0, 20)));
            OpenToolCall tool = journal.beginTool("weather", "t", Map.of("city", "Ulm"));
            recordings.passMillis(12);
            tool.returned("fog");
            journal.begin(new LlmRequest("chat", "openai", "gpt-x", false, null))
                    .failed(new IllegalStateException("429"), LlmReply.NONE);
            journal.begin(new LlmRequest("chat", "openai", "gpt-x", false, null))
                    .answered(new LlmReply(null, null, List.of(), "stop", "other", new LlmCall.Usage(1, 2, 0, 0, 0)));
            return null;
        });
        store();
        database.execute(
                "insert into agent_evaluations (execution_id, llm_call_sequence, name, score, label, explanation,"
                        + " source) values ('" + execution.id() + "', 2, 'refusal', 0.5, 'warn', 'I cannot', 'rule'),"
                        + " ('" + execution.id() + "', 2, 'length', 1, 'pass', null, 'rule'),"
                        + " ('" + execution.id() + "', 2, 'strict', 0.25, 'warn', 'so so', 'judge')");

        Run run = run("view-execution", execution.id().toString());

        assertThat(run.out.replaceAll("\\s+", " "))
                .contains("1. gpt-x 1,200 + 34 tokens 250 ms tool_calls"
                        + " 900 from cache, 20 reasoning, first of 1 pieces after 250 ms")
                .contains("· weather{\"city\":\"Ulm\"} 12 ms fog")
                .contains("2. gpt-x 0.0 ms java.lang.IllegalStateException: 429")
                .contains("3. gpt-x → other 1 + 2 tokens 0.0 ms stop")
                .contains("! refusal warn 0.50 I cannot")
                .contains("! strict (judge) warn 0.25 so so")
                .doesNotContain("! length")
                .contains("in all 3 LLM calls 1,237 tokens cost not known");
        assertFitsInto80Columns(run.out);
    }

    @Test
    void showsAFailure() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("llm_parse", () -> {
                throw new IllegalStateException("no JSON");
            });
            return null;
        });
        store();

        Run run = run("view-execution", execution.id().toString());

        assertThat(run.out)
                .startsWith("Agent.run  failed")
                .containsPattern("Stage +llm_parse")
                .contains("java.lang.IllegalStateException: no JSON")
                .contains("at " + getClass().getName().substring(0, 30))
                .contains("llm_parse  failed  0.0 ms  no JSON");
        assertFitsInto80Columns(run.out);
    }

    @Test
    void printsAnExecutionAsOneJsonDocument() throws Exception {
        Execution execution = recordings.run("Ägent", () -> {
            Tracking.current().stage("pre_process", () -> {});
            return null;
        });
        store();

        Run run = run("view-execution", execution.id().toString(), "--json");

        JsonNode json = new JsonMapper().readTree(run.out);
        assertThat(json.path("id").stringValue()).isEqualTo(execution.id().toString());
        assertThat(json.path("agentName").stringValue()).isEqualTo("Ägent");
        assertThat(json.path("status").stringValue()).isEqualTo("success");
        assertThat(Instant.parse(json.path("startedAt").stringValue()).toEpochMilli())
                .isEqualTo(execution.startEpochMillis());
        assertThat(json.path("logs").path(0).path("stage").stringValue()).isEqualTo("pre_process");
        assertThat(run.err).isEmpty();
    }

    @Test
    void keepsHostileContentInsideTheTerminal() throws Exception {
        String hostile = "\u001B]0;owned\u0007\u202Eevil 日本語" + "x".repeat(200) + "\r\n\u009B2J";
        Execution execution = recordings.run(
                Recordings.method(hostile).tags(hostile).build(),
                new ContextIds(hostile, hostile, hostile),
                hostile,
                Map.of(hostile, hostile),
                () -> {
                    recordings.run(hostile, () -> null);
                    Tracking.current().relevance(true, 1, hostile);
                    Tracking.current().stage(hostile, () -> {});
                    Tracking.current().event(hostile, hostile, Map.of(hostile, hostile));
                    Tracking.current().llmRequest(hostile, hostile);
                    Tracking.current().llmResponse(hostile, TokenUsage.of(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2));
                    Tracking.current().cite(hostile, hostile, hostile, 1);
                    throw new IllegalStateException(hostile);
                });
        store();

        for (Run run : List.of(
                run("view-execution", execution.id().toString()), run("tracking-stats", "--vault-id", hostile))) {
            assertThat(run.exitCode).as(run.err).isZero();
            assertThat(run.out).contains("evil").contains("日本語xx").doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n\\r]]");
            assertFitsInto80Columns(run.out);
        }
    }

    @Test
    void showsStatistics() throws Exception {
        for (int i = 0; i < 20; i++) {
            int number = i;
            recordings.run(
                    i % 2 == 0 ? "PsychologistAgent" : "AnArchitectAgentWithAVeryLongNameThatNobodyWouldEverType",
                    () -> {
                        Tracking.current().llmRequest("m", "q");
                        recordings.passMillis(1_000);
                        Tracking.current().llmResponse("a", TokenUsage.of(1_000_000, 2_000));
                        if (number % 5 == 0) {
                            throw new IllegalStateException();
                        }
                        return null;
                    });
        }
        store();
        database.execute(
                "update agent_executions set response_quality_score = 0.95, llm_cost_usd = 0.001 where status = 'success'");

        Run run = run("tracking-stats");

        assertThat(run.exitCode).as(run.err).isZero();
        assertThat(run.out)
                .containsPattern("Executions +20")
                .containsPattern("By status +success 16, failed 4")
                .containsPattern("Duration +average 1.0 s, p50 1.0 s, p95 1.0 s")
                .containsPattern("LLM calls +20")
                .containsPattern("Tokens +20,040,000")
                .containsPattern("Cost +\\$0.02")
                .containsPattern("Quality +average 0.95 of 16 rated: > 0.9 16, 0.7–0.9 0, 0.5–0.7 0, < 0.5\\s+0")
                .containsPattern("Psych\\S* +10 +8 +2 +0 +0 +1.0 s +1.0 s +10 +10,020,000")
                .containsPattern("java.lang.IllegalStateException +4");
        assertFitsInto80Columns(run.out);
    }

    @Test
    void looksBackAsFarAsItIsTold() throws Exception {
        Recordings yesterday = new Recordings(Instant.now().minusSeconds(30 * 3_600));
        yesterday.run("Old", () -> null);
        sink().write(new RecordBatch(List.copyOf(yesterday.ended()), List.of(), false));

        assertThat(run("tracking-stats").out).startsWith("No executions since ");
        assertThat(run("tracking-stats").exitCode).isZero();
        assertThat(run("tracking-stats", "--hours", "48").out).contains("Old");
        JsonNode json = new JsonMapper().readTree(run("tracking-stats", "--hours=48", "--json").out);
        assertThat(json.path("executions").longValue()).isEqualTo(1);
        assertThat(json.path("byStatus").path("success").longValue()).isEqualTo(1);
        assertThat(json.path("agents").path(0).path("agentName").stringValue()).isEqualTo("Old");
        assertThat(json.path("agents")
                        .path(0)
                        .path("durations")
                        .path("averageMillis")
                        .isNumber())
                .isTrue();
        assertThat(new JsonMapper()
                        .readTree(run("tracking-stats", "--hours=48", "--vault-id=other", "--json").out)
                        .path("executions")
                        .longValue())
                .isZero();
    }

    @Test
    void failsForAnUnknownId() {
        Run run = run("view-execution", ID);

        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err.lines()).containsExactly("There is no execution " + ID);
        assertThat(run.out).isEmpty();
    }

    @Test
    void callsWrongUsageBySuch() {
        assertThat(List.of(
                        run("view-execution", "7"),
                        run("view-execution", "1-1-1-1-1"),
                        run("view-execution"),
                        run("view-execution", ID, "--jsn"),
                        run("tracking-stats", "--hours", "many"),
                        run("tracking-stats", "--hours", "-1"),
                        run("tracking-stats", "--hours", "NaN"),
                        run("tracking-stats", "--url", "mysql://localhost/x"),
                        run("unknown"),
                        run()))
                .allSatisfy(run -> {
                    assertThat(run.exitCode).isEqualTo(2);
                    assertThat(run.out).isEmpty();
                    assertThat(run.err.lines())
                            .as(run.err)
                            .hasSize(2)
                            .last()
                            .asString()
                            .startsWith("See 'demo");
                });
        assertThat(leases).as("leases of the default database").hasValue(0);
    }

    @Test
    void givesUpQuicklyOnADatabaseThatIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        long startNanos = System.nanoTime();

        Run run = run("tracking-stats", "--url", "postgresql://me:secret@localhost:" + port + "/db");

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos))
                .isLessThan(8);
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err.lines()).hasSize(2).first().asString().contains("localhost:" + port + " refused");
        assertThat(run.err).doesNotContain("secret");
        assertThat(run.out).isEmpty();
    }

    @Test
    void givesUpQuicklyOnAServerThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            long startNanos = System.nanoTime();

            Run run = run("tracking-stats", "--url", "postgresql://me@localhost:" + silent.getLocalPort() + "/db");

            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos))
                    .isLessThan(15);
            assertThat(run.exitCode).isEqualTo(1);
            assertThat(run.err.lines()).hasSize(2);
        }
    }

    @Test
    void saysThatADatabaseHasNoTables() {
        Run run = run(
                "tracking-stats",
                "--url",
                database.url() + "?currentSchema=pg_catalog",
                "--username",
                TestDatabase.USERNAME);

        assertThat(run.exitCode).as(run.err).isEqualTo(1);
        assertThat(run.err.lines()).hasSize(2).first().isEqualTo("The database has no tracking tables");
    }

    @Test
    void prefersOptionsThenTheEnvironmentThenItsOwnDatabase() {
        String address = database.url().replace("jdbc:postgresql://", "postgresql://postgres:x@");
        assertThat(run("tracking-stats").exitCode).isZero();
        assertThat(leases).hasValue(1);

        assertThat(runWith(address, "tracking-stats").exitCode).isZero();
        assertThat(leases).as("not asked again").hasValue(1);

        assertThat(runWith("postgresql://nobody@localhost:1/x", "tracking-stats", "--url", address).exitCode)
                .isZero();
        Run otherUser = runWith(address, "tracking-stats", "--username", "stranger");
        assertThat(otherUser.exitCode).isEqualTo(1);
        assertThat(otherUser.err).contains("stranger");
        assertThat(runWith("nonsense", "tracking-stats").exitCode).isEqualTo(2);
        assertThat(leases).hasValue(1);
    }

    @Test
    void handlesTheErrorsOfAProgramsOwnCommands() {
        Run told = run("greet", "--url", database.url(), "--username", TestDatabase.USERNAME);
        assertThat(told.exitCode).isEqualTo(1);
        assertThat(told.err.lines()).containsExactly("Nobody is here", "Come again");

        assertThat(run("greet", "--loudly").exitCode).isEqualTo(2);
        assertThat(run("crash").err.lines()).containsExactly("IllegalStateException: two lines");
        assertThat(run("crash").exitCode).isEqualTo(1);
    }

    @Test
    void erasesAUser() throws Exception {
        for (String user : List.of("alice", "bob")) {
            recordings.run(
                    Recordings.method("Agent").build(), new ContextIds(null, "talk", user), null, Map.of(), () -> "");
        }
        store();

        Run counted = run("erase", "--user-id", "alice", "--dry-run");
        assertThat(counted.exitCode).as(counted.err).isZero();
        assertThat(counted.out)
                .startsWith("1 executions would be erased of user alice")
                .containsPattern("agent_executions +1");
        assertFitsInto80Columns(counted.out);
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);

        Run erased = run("erase", "--user-id", "alice", "--yes", "--json");
        assertThat(erased.exitCode).as(erased.err).isZero();
        JsonNode report = JsonMapper.shared().readTree(erased.out);
        assertThat(report.path("erased").booleanValue()).isTrue();
        assertThat(report.path("rows").path("agent_executions").intValue()).isEqualTo(1);
        assertThat(database.query("select user_id from agent_executions")).containsExactly(Map.of("user_id", "bob"));

        assertThat(run("erase", "--conversation-id", "talk", "--yes").out).contains("conversation talk");
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(0L);
    }

    @Test
    void erasesNothingUnlessItIsSaidWhoseAndThatItIsMeant() throws Exception {
        recordings.run(
                Recordings.method("Agent").build(), new ContextIds(null, "talk", "alice"), null, Map.of(), () -> "");
        store();

        for (Run run : List.of(
                run("erase"),
                run("erase", "--yes"),
                run("erase", "--user-id", "alice"),
                run("erase", "--user-id", "alice", "--conversation-id", "talk", "--yes"),
                run("erase", "--user-id", "alice", "--dry-run", "--yes"),
                run("erase", "--user-id", " ", "--yes"),
                run("erase", "--user-id", "alice", "--vault-id", "", "--yes"))) {
            assertThat(run.exitCode).isEqualTo(2);
            assertThat(run.out).isEmpty();
            assertThat(run.err.strip()).hasLineCount(2);
        }
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }

    @Test
    void showsHelp() {
        for (Run run : List.of(
                run("--help"), run("view-execution", "--help"), run("tracking-stats", "-h"), run("erase", "-h"))) {
            assertThat(run.exitCode).isZero();
            assertThat(run.out).startsWith("Usage: demo");
            assertThat(run.err).isEmpty();
            assertFitsInto80Columns(run.out);
        }
        assertThat(run("--help").out).contains("tracking-stats").contains("view-execution");
    }

    private Run run(String... arguments) {
        return execute(TrackingCommandLine.create("demo", this::lease, new Greet(this::lease), new Crash()), arguments);
    }

    private Run runWith(String databaseUrl, String... arguments) {
        DatabaseOptions options =
                new DatabaseOptions(this::lease, name -> name.equals("DATABASE_URL") ? databaseUrl : null);
        return execute(
                TrackingCommandLine.prepared(
                        new CommandLine(new Crash()).addSubcommand(new TrackingStatsCommand(options))),
                arguments);
    }

    private static Run execute(CommandLine commandLine, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    private DefaultDatabase.Lease lease() {
        leases.incrementAndGet();
        return new DefaultDatabase.Lease() {
            @Override
            public String url() {
                return database.url();
            }

            @Override
            public String username() {
                return TestDatabase.USERNAME;
            }

            @Override
            public @Nullable String password() {
                return null;
            }

            @Override
            public void close() {}
        };
    }

    private void store() throws Exception {
        sink().write(new RecordBatch(List.copyOf(recordings.ended()), List.of(), false));
    }

    private static PostgresRecordSink sink() {
        return new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity("demo", null, null)),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }

    private static void assertFitsInto80Columns(String text) {
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(DisplayText.width(line)).as(line).isLessThanOrEqualTo(80));
    }

    private record Run(int exitCode, String out, String err) {}

    @Command(name = "greet")
    private static final class Greet implements Callable<Integer> {

        @Mixin
        private final DatabaseOptions databaseOptions;

        private Greet(DefaultDatabase defaultDatabase) {
            databaseOptions = new DatabaseOptions(defaultDatabase);
        }

        @Override
        public Integer call() throws Exception {
            try (DefaultDatabase.Lease lease = databaseOptions.open()) {
                assertThat(URI.create(lease.url().substring("jdbc:".length())).getPort())
                        .isPositive();
                throw new CommandFailedException("Nobody is here", "Come again");
            }
        }
    }

    @Command(name = "crash")
    private static final class Crash implements Callable<Integer> {

        @Override
        public Integer call() {
            throw new IllegalStateException("two\nlines");
        }
    }
}
