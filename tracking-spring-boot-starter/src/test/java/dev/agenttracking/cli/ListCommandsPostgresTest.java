// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands {@code recent}, {@code failed}, {@code slow} and {@code poor-responses}. */
@Tag("postgres")
class ListCommandsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-29T00:30:00Z");
    private static final Instant NOW = START.plusSeconds(3_600);

    private final Commands commands = new Commands(database, new Recordings(START)).at(NOW);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void listsWhatFailed() throws Exception {
        run("Fine", "v", () -> "");
        Execution failed = run("Psychologist", "v", () -> {
            Tracking.current().stage("llm_parse", () -> {
                throw new IllegalStateException("no\nJSON");
            });
            return "";
        });
        commands.store();

        Commands.Run run = commands.run("failed");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "started     agent             status      stage  duration",
                        "59 min ago  Psychologist.run  failed  llm_parse    100 ms",
                        "  " + failed.id() + "  IllegalStateException: no JSON");
        assertThat(ids(commands.run("failed", "--json")))
                .containsExactly(failed.id().toString());
        assertThat(commands.run("failed", "--status", "TIMEOUT").out())
                .isEqualTo("Nothing failed since 2026-03-28 01:30:00.000 UTC" + System.lineSeparator());
    }

    @Test
    void listsWhatTookLongAndWhy() throws Exception {
        run("Quick", null, () -> "");
        Execution[] child = new Execution[1];
        Execution slow = run("Router", null, () -> {
            child[0] = run("Asked", null, () -> {
                Tracking.current().llmRequest("gpt-x", "?");
                recordings.passMillis(6_000);
                Tracking.current().llmResponse("!", TokenUsage.of(1, 2));
                return "";
            });
            recordings.passMillis(400);
            return "";
        });
        commands.store();

        Commands.Run run = commands.run("slow", "--threshold-ms", "6500");

        assertThat(run.out().lines())
                .containsExactly(
                        "started     agent       status   duration  LLM  children    rest",
                        "59 min ago  Router.run  success     6.6 s    –     6.1 s  500 ms",
                        "  " + slow.id());
        assertThat(ids(commands.run("slow", "--json")))
                .containsExactly(child[0].id().toString(), slow.id().toString());
        assertThat(commands.run("slow", "--csv").out().lines().toList())
                .hasSize(3)
                .first()
                .asString()
                .endsWith(",errorMessage,tags,childrenMillis,overheadMillis");
    }

    @Test
    void listsPoorAnswersAndWhatIsWrongWithThem() throws Exception {
        Execution poor = run("Poor", null, () -> "");
        run("Good", null, () -> "");
        commands.store();
        database.execute(
                "update agent_executions set response_quality_score = 0.7 where agent_name = 'Good'",
                "update agent_executions set response_quality_score = 0.69, response_valid = false,"
                        + " response_validation_errors = '[\"$.name: must not be null\"]', response_warnings = '[\"short\"]'"
                        + " where agent_name = 'Poor'");

        Commands.Run run = commands.run("poor-responses");

        assertThat(run.out().lines())
                .containsExactly(
                        "started  agent     status   quality  duration  tokens",
                        "1 h ago  Poor.run  success     0.69    100 ms       –",
                        "  " + poor.id() + "  $.name: must not be null; short");
        assertThat(ids(commands.run("poor-responses", "--threshold=0.71", "--json")))
                .hasSize(2);
        assertThat(commands.run("poor-responses", "--threshold=0.5").out())
                .startsWith("No answer was rated below 0.50");
        assertThat(commands.run("poor-responses", "--csv").out())
                .contains(",false,\"[\"\"$.name: must not be null\"\"]\",\"[\"\"short\"\"]\",");
    }

    @Test
    void narrowsListsDown() throws Exception {
        Execution wanted = recordings.run(
                Recordings.method("Agent").tags("a", "b").build(),
                new ContextIds("v1", "c1", "u1"),
                null,
                Map.of(),
                () -> {
                    Tracking.current().llmRequest("gpt-x", "?");
                    throw new IllegalStateException();
                });
        recordings.pass(Duration.ofMinutes(1));
        recordings.run("Other", () -> "");
        commands.store();

        for (String[] options : new String[][] {
            {"--agent", "Agent"},
            {"--status", "failed"},
            {"--vault-id", "v1"},
            {"--conversation-id", "c1"},
            {"--user-id", "u1"},
            {"--tag", "b"},
            {"--model", "gpt-x"},
            {"--error-type", "java.lang.IllegalStateException"},
            {"--until", "2026-03-29T00:30:30"},
            {"--until", "2026-03-29T02:30:30+02:00", "--hours", "1"},
            {"--since", "2026-03-29", "--until", "2026-03-29T00:30:30Z"},
            {"--method", "run", "--agent", "Agent", "--status", "FAILED", "--since", "2026-03-29T00:30:00.000Z"}
        }) {
            assertThat(ids(recent(options)))
                    .as(String.join(" ", options))
                    .containsExactly(wanted.id().toString());
        }
        assertThat(ids(recent())).hasSize(2);
        assertThat(ids(recent("--method", "walk"))).isEmpty();
        assertThat(ids(recent("--hours", "0.5"))).isEmpty();
    }

    @Test
    void pagesThroughListsWhileRowsArrive() throws Exception {
        for (int i = 0; i < 5; i++) {
            recordings.run("Agent", () -> "");
        }
        commands.store();
        List<String> all = ids(recent());

        List<String> paged = new ArrayList<>(ids(recent("--limit", "2")));
        recordings.pass(Duration.ofSeconds(1));
        recordings.run("New", () -> "");
        commands.store();
        Commands.Run second = commands.run("recent", "--limit", "2", "--after", paged.get(1));
        paged.addAll(ids(recent("--limit", "2", "--after", paged.get(1))));
        paged.addAll(ids(recent("--limit", "2", "--after", paged.get(3))));

        assertThat(paged).containsExactlyElementsOf(all);
        assertThat(second.out().lines().toList()).last().isEqualTo("Older ones: --after " + paged.get(3));
    }

    @Test
    void printsTheSameAsCsv() throws Exception {
        Execution execution = run("=cmd()", "a,b", () -> {
            throw new IllegalStateException("\"so\"\nit goes");
        });
        commands.store();

        String csv = commands.run("failed", "--csv").out();

        List<String> lines = csv.lines().toList();
        assertThat(lines.get(0)).isEqualTo(String.join(",", ListCommand.COLUMNS));
        assertThat(lines.get(1))
                .startsWith(execution.id() + "," + execution.id() + ",,0,\"a,b\",,,'=cmd(),run,failed,")
                .contains(",2026-03-29T00:30:00Z,2026-03-29T00:30:00.100Z,100.0,")
                .endsWith(",java.lang.IllegalStateException,\"\"\"so\"\" it goes\",[]");
        assertThat(csv).endsWith("\r\n").hasLineCount(2);
        assertThat(commands.run("slow", "--csv").out())
                .as("nothing but the header")
                .isEqualTo(String.join(",", ListCommand.COLUMNS) + ",childrenMillis,overheadMillis\r\n");
    }

    @Test
    void hasTheColumnsThatTheJsonHasMembers() throws Exception {
        Execution execution = run("Agent", null, () -> "");
        commands.store();
        database.execute("update agent_executions set response_quality_score = 0");

        for (String command : List.of("recent", "slow", "poor-responses")) {
            String[] threshold = command.equals("slow") ? new String[] {"--threshold-ms=0"} : new String[0];
            JsonNode entry = JsonMapper.shared()
                    .readTree(commands.run(arguments(command, threshold, "--json"))
                            .out())
                    .path(0);
            assertThat(entry.path("id").stringValue()).isEqualTo(execution.id().toString());
            assertThat(commands.run(arguments(command, threshold, "--csv"))
                            .out()
                            .lines()
                            .findFirst()
                            .orElseThrow())
                    .isEqualTo(String.join(",", entry.propertyNames()));
        }
    }

    @Test
    void repeatsItselfUntilItIsEnded() throws Exception {
        commands.meanwhile(() -> {
            Execution execution = recordings.run("Agent", () -> "");
            commands.store();
            return execution;
        });

        Commands.Run run = commands.run("recent", "--watch");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Every 2.0 s, now 2026-03-29 01:30:00.000 UTC")
                .containsSubsequence("No executions since", "Every 2.0 s", "Agent.run")
                .doesNotContain("\u001B");

        Commands.Run json = commands.run("recent", "--watch=0.5", "--json");
        assertThat(json.out().lines())
                .hasSize(2)
                .allSatisfy(line ->
                        assertThat(JsonMapper.shared().readTree(line).isArray()).isTrue());
    }

    @Test
    void colouresOnATerminalOnly() throws Exception {
        run("Agent", null, () -> {
            throw new IllegalStateException();
        });
        commands.store();

        assertThat(commands.run("failed").out()).doesNotContain("\u001B");
        commands.on(new Terminal(true, false, 80));
        assertThat(commands.run("failed").out()).doesNotContain("\u001B");
        commands.on(new Terminal(true, true, 80));
        assertThat(commands.run("failed").out()).contains("\u001B[31mfailed\u001B[0m");
        assertThat(commands.run("failed", "--json").out()).doesNotContain("\u001B");
        assertThat(commands.run("failed", "--csv").out()).doesNotContain("\u001B");
    }

    @Test
    void keepsHostileTextsInsideTheTerminal() throws Exception {
        String hostile = "\u001B]0;owned\u0007\u202Eevil 日本語" + "x".repeat(200) + "\r\n\u009B2J";
        recordings.run(
                Recordings.method(hostile).tags(hostile).build(),
                new ContextIds(hostile, hostile, hostile),
                hostile,
                Map.of(hostile, hostile),
                () -> {
                    throw new IllegalStateException(hostile);
                });
        commands.store();
        database.execute("update agent_executions set response_quality_score = 0,"
                + " response_validation_errors = jsonb_build_array(error_message)");

        for (String command : List.of("recent", "failed", "slow", "poor-responses")) {
            String[] threshold = command.equals("slow") ? new String[] {"--threshold-ms=0"} : new String[0];
            for (String format : List.of("--hours=24", "--json", "--csv")) {
                Commands.Run run = commands.run(arguments(command, threshold, format));
                assertThat(run.exitCode()).as(run.err()).isZero();
                assertThat(run.out())
                        .contains("evil")
                        .contains("日本語")
                        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n\\r]]");
                if (format.startsWith("--hours")) {
                    Commands.assertFitsInto80Columns(run.out());
                }
            }
        }
        assertThat(JsonMapper.shared()
                        .readTree(commands.run("failed", "--json").out())
                        .path(0)
                        .path("errorMessage")
                        .stringValue())
                .as("JSON says what it was")
                .isEqualTo(hostile);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recent --status done",
                "recent --limit 0",
                "recent --limit 1001",
                "recent --limit many",
                "recent --after 7",
                "recent --after 11111111-1111-4111-8111-111111111111",
                "recent --since yesterday",
                "recent --since 2026-02-30",
                "recent --since 2026-03-01 --until 2026-03-01",
                "recent --since 2026-03-01 --hours 2",
                "recent --hours 0",
                "recent --hours Infinity",
                "recent --csv --json",
                "recent --watch 0",
                "recent --watch soon",
                "recent --watch --csv",
                "recent something",
                "slow --threshold-ms -1",
                "slow --threshold-ms NaN",
                "poor-responses --threshold 1.5",
                "poor-responses --threshold NaN",
                "failed --limit 0"
            })
    void callsWrongUsageBySuch(String line) {
        Commands.Run run = commands.run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .as(run.err())
                .hasSize(2)
                .last()
                .asString()
                .isEqualTo("See 'demo " + line.substring(0, line.indexOf(' ')) + " --help'");
        assertThat(commands.leases()).as("leases of the default database").isZero();
    }

    private Execution run(String agent, String vault, Callable<?> body) {
        return recordings.run(
                Recordings.method(agent).build(), new ContextIds(vault, null, null), null, Map.of(), () -> {
                    recordings.passMillis(100);
                    return body.call();
                });
    }

    private Commands.Run recent(String... options) {
        return commands.run(arguments("recent", options, "--json"));
    }

    private static String[] arguments(String command, String[] options, String format) {
        return Stream.concat(Stream.concat(Stream.of(command), Stream.of(options)), Stream.of(format))
                .toArray(String[]::new);
    }

    private static List<String> ids(Commands.Run run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> ids = new ArrayList<>();
        JsonMapper.shared()
                .readTree(run.out())
                .forEach(entry -> ids.add(entry.path("id").stringValue()));
        return ids;
    }
}
