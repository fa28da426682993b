// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands {@code timeline}, {@code call-chain} and {@code llm}. */
@Tag("postgres")
class OneExecutionCommandsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Commands commands = new Commands(database, new Recordings(START)).at(START.plusSeconds(10));
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void drawsStagesFromTheirBeginToTheirEnd() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            recordings.passMillis(10);
            Tracking.current().stage("pre_process", () -> {
                recordings.passMillis(10);
                Tracking.current().stage("look up", () -> recordings.passMillis(30));
                Tracking.current().event("WARN", "no stage", Map.of());
            });
            Tracking.current().stage("llm_parse", () -> {
                recordings.passMillis(50);
                throw new IllegalStateException();
            });
            return null;
        });
        commands.store();

        Commands.Run run = commands.run("timeline", execution.id().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "Agent.run  failed  100 ms",
                        execution.id().toString(),
                        "",
                        "pre_process         40 ms       ██████████████████████",
                        "  look up           30 ms            █████████████████",
                        "llm_parse (failed)  50 ms                            ███████████████████████████",
                        "                           0                                              100 ms");
        JsonNode json = json("timeline", execution);
        assertThat(json).hasSize(3);
        assertThat(json.path(1).path("offsetMillis").doubleValue()).isEqualTo(20);
        assertThat(csv("timeline", execution))
                .containsExactly(
                        "sequence,parentSequence,stage,stageKind,status,startedAt,offsetMillis,durationMillis",
                        "0,,pre_process,pre_process,completed,2026-03-01T12:00:00.010Z,10.0,40.0",
                        "1,0,look up,,completed,2026-03-01T12:00:00.020Z,20.0,30.0",
                        "3,,llm_parse,llm_parse,failed,2026-03-01T12:00:00.050Z,50.0,50.0");
    }

    @Test
    void drawsWhatStillRunsUpToNow() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("llm_call", () -> recordings.passMillis(1));
            return null;
        });
        commands.store();
        database.execute(
                "update agent_executions set status = 'running', duration_ms = null, completed_at = null",
                "update agent_execution_logs set stage_status = 'started', duration_ms = null");

        assertThat(commands.run("timeline", execution.id().toString()).out().lines())
                .containsExactly(
                        "Agent.run  running  –",
                        execution.id().toString(),
                        "",
                        "llm_call (started)  –  " + "▒".repeat(57),
                        " ".repeat(23) + "0" + " ".repeat(50) + "10.0 s");
    }

    @Test
    void drawsStagesThatTookNoTimeAndNoneAtAll() throws Exception {
        Execution none = recordings.run("Agent", () -> null);
        Execution quick = recordings.run("Agent", () -> {
            Tracking.current().stage("look up", () -> {});
            return null;
        });
        commands.store();

        assertThat(commands.run("timeline", none.id().toString()).out()).contains("It has no stages");
        assertThat(commands.run("timeline", quick.id().toString()).out()).contains("look up  0.0 ms  █");
        assertThat(json("timeline", none)).isEmpty();
    }

    @Test
    void drawsWhoCalledWhom() throws Exception {
        Execution[] inner = new Execution[4];
        Execution root = recordings.run("Router", () -> {
            inner[0] = call("First", "asked first", () -> {
                inner[1] = call("Deeper", null, () -> recordings.passMillis(1));
            });
            inner[2] = call("Second", null, () -> Tracking.current().relevance(false, 0.2, "nothing to add"));
            inner[3] = call("Third", null, () -> {
                Tracking.current().llmRequest("gpt-x", "?");
                recordings.passMillis(1);
                Tracking.current().llmResponse("!", TokenUsage.of(1, 2));
            });
            return null;
        });
        commands.store();

        Commands.Run run = commands.run("call-chain", inner[1].id().toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "  Router.run  success  2.0 ms",
                        "  │  " + root.id(),
                        "  ├─ First.run  success  1.0 ms",
                        "  │  │  " + inner[0].id() + "  asked first",
                        "> │  └─ Deeper.run  success  1.0 ms",
                        "  │        " + inner[1].id(),
                        "  ├─ Second.run  skipped  0.0 ms  relevance 0.20",
                        "  │     " + inner[2].id(),
                        "  │     nothing to add",
                        "  └─ Third.run  success  1.0 ms",
                        "        " + inner[3].id(),
                        "",
                        "1 LLM call  3 tokens  cost not known");
        assertThat(json("call-chain", root).path("calls")).hasSize(5);
        assertThat(csv("call-chain", root))
                .hasSize(6)
                .first()
                .isEqualTo(String.join(
                        ",", json("call-chain", root).path("calls").path(0).propertyNames()));
    }

    @Test
    void showsAllThatWasSaid() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            OpenLlmCall call = recordings
                    .recorder()
                    .llm()
                    .begin(new LlmRequest(
                            "chat",
                            "openai",
                            "gpt-x",
                            false,
                            Map.of(
                                    "messages",
                                    List.of(
                                            Map.of("role", "system", "content", "Be brief."),
                                            Map.of("role", "user", "content", "one\ntwo")))));
            recordings.passMillis(20);
            call.answered(new LlmReply(
                    Map.of("content", "three"), "three", List.of("t"), "stop", null, new LlmCall.Usage(5, 1, 0, 0, 0)));
            recordings
                    .recorder()
                    .llm()
                    .beginTool("weather", "t", Map.of("city", "Ulm"))
                    .returned("fog");
            return null;
        });
        Execution silent = recordings.run("Agent", () -> null);
        commands.store();

        assertThat(commands.run("llm", execution.id().toString()).out().lines())
                .containsExactly(
                        "1. gpt-x  5 + 1 tokens  20 ms  stop",
                        "   > system",
                        "     Be brief.",
                        "   > user",
                        "     one",
                        "     two",
                        "   < answer",
                        "     three",
                        "   · weather{\"city\":\"Ulm\"}  0.0 ms",
                        "     fog");
        assertThat(commands.run("llm", silent.id().toString()).out().strip()).isEqualTo("It called no model");
        JsonNode json = json("llm", execution);
        assertThat(json.path(0).path("llmResponse").path("content").stringValue())
                .isEqualTo("three");
        List<String> csv = csv("llm", execution);
        assertThat(csv).hasSize(2);
        assertThat(csv.get(0) + ",llmRequest,llmResponse")
                .isEqualTo(String.join(",", json.path(0).propertyNames()));
    }

    @Test
    void keepsHostileTextsInsideTheTerminal() throws Exception {
        String hostile = "\u001B]0;owned\u0007\u202Eevil 日本語" + "x".repeat(200) + "\r\n\u009B2J";
        Execution execution = recordings.run(hostile, () -> {
            recordings.run(hostile, () -> null);
            Tracking.current().stage(hostile, () -> {});
            Tracking.current().llmRequest(hostile, hostile);
            Tracking.current().llmResponse(hostile, TokenUsage.of(1, 2));
            recordings
                    .recorder()
                    .llm()
                    .beginTool(hostile, null, Map.of(hostile, hostile))
                    .returned(hostile);
            return null;
        });
        commands.store();

        for (String command : List.of("timeline", "call-chain", "llm")) {
            for (String format : List.of("--watch", "--json", "--csv")) {
                Commands.Run run = commands.run(command, execution.id().toString(), format);
                assertThat(run.exitCode()).as(run.err()).isZero();
                assertThat(run.out()).contains("evil").doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n\\r]]");
                if (format.equals("--watch")) {
                    Commands.assertFitsInto80Columns(run.out());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"timeline", "call-chain", "llm"})
    void needsTheIdOfAnExecution(String command) {
        Commands.Run unknown = commands.run(command, Commands.UNKNOWN);
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err().lines()).containsExactly("There is no execution " + Commands.UNKNOWN);

        for (Commands.Run run : List.of(
                commands.run(command), commands.run(command, "7"), commands.run(command, Commands.UNKNOWN, "x"))) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines()).hasSize(2).last().asString().startsWith("See 'demo " + command);
        }
    }

    private Execution call(String agent, String reason, Runnable body) {
        return recordings.run(
                Recordings.method(agent).build(), new ContextIds(null, null, null), reason, Map.of(), () -> {
                    body.run();
                    return null;
                });
    }

    private JsonNode json(String command, Execution execution) {
        return JsonMapper.shared()
                .readTree(commands.run(command, execution.id().toString(), "--json")
                        .out());
    }

    private List<String> csv(String command, Execution execution) {
        return commands.run(command, execution.id().toString(), "--csv")
                .out()
                .lines()
                .toList();
    }
}
