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
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class ViewExecutionPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Commands commands = new Commands(database);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
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
        commands.store();
        database.execute("update agent_executions set response_quality_score = 0.62, response_valid = false,"
                + " response_validation_errors = '[\"contradicts itself\"]', response_warnings = '[\"short\"]'"
                + " where agent_name = 'PsychologistAgent'");

        Commands.Run run = commands.run("view-execution", child[0].id().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
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
        Commands.assertFitsInto80Columns(run.out());
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
        commands.store();

        Commands.Run run = commands.run("view-execution", router.id().toString());

        assertThat(run.out().lines())
                .containsSequence(
                        "Decisions",
                        "  StyleAgent  accepted",
                        "  PsychologistAgent  chosen  0.81 ≥ 0.50  rank 1",
                        "  HistorianAgent  not chosen (outranked)  0.50 ≥ 0.50  rank 2",
                        "      outranked by PsychologistAgent (0.81)",
                        "  ArchitectAgent  not chosen (below_threshold)  0.42 < 0.50  rank 3",
                        "  GeographerAgent  declined  0.10 < 0.50",
                        "      too little about plot or structure: names Maren Holt, names Maren Holt,");
        Commands.assertFitsInto80Columns(run.out());
        assertThat(new JsonMapper()
                        .readTree(commands.run("view-execution", router.id().toString(), "--json")
                                .out())
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
        commands.store();
        database.execute(
                "insert into agent_evaluations (execution_id, llm_call_sequence, name, score, label, explanation,"
                        + " source) values ('" + execution.id() + "', 2, 'refusal', 0.5, 'warn', 'I cannot', 'rule'),"
                        + " ('" + execution.id() + "', 2, 'length', 1, 'pass', null, 'rule'),"
                        + " ('" + execution.id() + "', 2, 'strict', 0.25, 'warn', 'so so', 'judge')");

        Commands.Run run = commands.run("view-execution", execution.id().toString());

        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("1. gpt-x 1,200 + 34 tokens 250 ms tool_calls"
                        + " 900 from cache, 20 reasoning, first of 1 pieces after 250 ms")
                .contains("· weather{\"city\":\"Ulm\"} 12 ms fog")
                .contains("2. gpt-x 0.0 ms java.lang.IllegalStateException: 429")
                .contains("3. gpt-x → other 1 + 2 tokens 0.0 ms stop")
                .contains("! refusal warn 0.50 I cannot")
                .contains("! strict (judge) warn 0.25 so so")
                .doesNotContain("! length")
                .contains("in all 3 LLM calls 1,237 tokens cost not known");
        Commands.assertFitsInto80Columns(run.out());
    }

    @Test
    void showsAFailure() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("llm_parse", () -> {
                throw new IllegalStateException("no JSON");
            });
            return null;
        });
        commands.store();

        Commands.Run run = commands.run("view-execution", execution.id().toString());

        assertThat(run.out())
                .startsWith("Agent.run  failed")
                .containsPattern("Stage +llm_parse")
                .contains("java.lang.IllegalStateException: no JSON")
                .contains("at " + getClass().getName().substring(0, 30))
                .contains("llm_parse  failed  0.0 ms  no JSON");
        Commands.assertFitsInto80Columns(run.out());
    }

    @Test
    void printsAnExecutionAsOneJsonDocument() throws Exception {
        Execution execution = recordings.run("Ägent", () -> {
            Tracking.current().stage("pre_process", () -> {});
            return null;
        });
        commands.store();

        Commands.Run run = commands.run("view-execution", execution.id().toString(), "--json");

        JsonNode json = new JsonMapper().readTree(run.out());
        assertThat(json.path("id").stringValue()).isEqualTo(execution.id().toString());
        assertThat(json.path("agentName").stringValue()).isEqualTo("Ägent");
        assertThat(json.path("status").stringValue()).isEqualTo("success");
        assertThat(Instant.parse(json.path("startedAt").stringValue()).toEpochMilli())
                .isEqualTo(execution.startEpochMillis());
        assertThat(json.path("logs").path(0).path("stage").stringValue()).isEqualTo("pre_process");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void failsForAnUnknownId() {
        Commands.Run run = commands.run("view-execution", Commands.UNKNOWN);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("There is no execution " + Commands.UNKNOWN);
        assertThat(run.out()).isEmpty();
    }
}
