// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
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

@Tag("postgres")
class TailPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Commands commands = new Commands(database, new Recordings(START)).at(START.plusSeconds(3_600));
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void printsWhatIsThereAndThenWhatComes() throws Exception {
        run("Older");
        run("Old");
        commands.meanwhile(() -> "nothing", () -> run("Next"), () -> "nothing", () -> {
            run("After");
            return run("Last");
        });

        Commands.Run run = commands.run("tail", "--limit", "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().filter(line -> line.contains(".run")))
                .containsExactly(
                        "12:00:02  success    Old.run  1.0 s",
                        "12:00:03  success    Next.run  1.0 s",
                        "12:00:04  success    After.run  1.0 s",
                        "12:00:05  success    Last.run  1.0 s");
        assertThat(run.out()).contains("          " + recordings.ended().get(1).id());
        Commands.assertFitsInto80Columns(run.out());
    }

    @Test
    void leavesOutWhatBeganBeforeItIsToldTo() throws Exception {
        run("Before");
        recordings.pass(Duration.ofSeconds(20));
        run("Since");
        commands.at(START.plusSeconds(30)).meanwhile(() -> "nothing", () -> run("After"));

        Commands.Run run = commands.run("tail", "--since", "2026-03-01T12:00:10Z");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Since.run").contains("After.run").doesNotContain("Before.run");
    }

    @Test
    void tellsOfAllWhereTheClockOfOneMachineIsAhead() throws Exception {
        Recordings ahead = new Recordings(START.plusSeconds(7_200));
        commands.at(START.plusSeconds(10))
                .meanwhile(
                        () -> {
                            ahead.run("Ahead", () -> null);
                            commands.sink().write(new RecordBatch(List.copyOf(ahead.ended()), List.of(), false));
                            return "stored";
                        },
                        () -> run("InTime"),
                        () -> "nothing");

        assertThat(commands.run("tail", "--json")
                        .out()
                        .lines()
                        .map(JsonMapper.shared()::readTree)
                        .map(each -> each.path("agentName").stringValue()))
                .containsExactly("Ahead", "InTime");
    }

    @Test
    void tellsOfTheEndOfWhatItHasSeenRunning() throws Exception {
        Execution atFirst = running("AtFirst");
        recordings.pass(Duration.ofHours(2));
        run("Between");
        commands.at(START.plusSeconds(7_300))
                .meanwhile(
                        () -> running("Meanwhile"),
                        () -> "nothing",
                        () -> {
                            end("Meanwhile");
                            return run("Fast");
                        },
                        () -> {
                            recordings.pass(Duration.ofMinutes(10));
                            run("MuchLater");
                            end("AtFirst");
                            return atFirst;
                        },
                        () -> "nothing");

        List<JsonNode> told = commands.run("tail", "--json")
                .out()
                .lines()
                .map(JsonMapper.shared()::readTree)
                .toList();

        assertThat(told)
                .extracting(each -> each.path("agentName").stringValue() + " "
                        + each.path("status").stringValue())
                .containsExactly(
                        "AtFirst llm_request",
                        "Between success",
                        "Meanwhile llm_request",
                        "Meanwhile success",
                        "Fast success",
                        "AtFirst success",
                        "MuchLater success");
        assertThat(told.get(5).path("id").stringValue()).isEqualTo(atFirst.id().toString());
    }

    @Test
    void followsOnlyWhatIsAskedFor() throws Exception {
        commands.at(START).meanwhile(() -> run("Other"), () -> run("Wanted"), () -> run("Other"));

        assertThat(commands.run("tail", "--agent", "Wanted", "--json").out().lines())
                .singleElement()
                .asString()
                .contains("\"agentName\":\"Wanted\"");
    }

    @Test
    void endsWhereNobodyReadsOn() {
        commands.meanwhile(() -> "nothing", () -> {
            throw new AssertionError("it should have ended");
        });
        PrintWriter broken = new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int offset, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });

        int exitCode = TrackingCommandLine.create("demo", commands.shell(Map.of()))
                .setOut(broken)
                .execute("recent", "--watch", "--json");

        assertThat(exitCode).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tail --limit -1",
                "tail --limit 1001",
                "tail --interval 0",
                "tail --interval NaN",
                "tail --until 2026-03-01",
                "tail --status done",
                "tail x"
            })
    void callsWrongUsageBySuch(String line) {
        Commands.Run run = commands.run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).as(run.err()).hasSize(2).last().isEqualTo("See 'demo tail --help'");
    }

    private Execution run(String agent) throws Exception {
        Execution execution = recordings.run(agent, () -> {
            recordings.passMillis(1_000);
            return null;
        });
        commands.store();
        return execution;
    }

    private Execution running(String agent) throws Exception {
        Execution execution = run(agent);
        database.execute("update agent_executions set status = 'llm_request', completed_at = null, duration_ms = null"
                + " where agent_name = '" + agent + "'");
        return execution;
    }

    private static void end(String agent) throws Exception {
        database.execute("update agent_executions set status = 'success', duration_ms = 2000,"
                + " completed_at = started_at + interval '1.5 s' where agent_name = '" + agent + "'");
    }
}
