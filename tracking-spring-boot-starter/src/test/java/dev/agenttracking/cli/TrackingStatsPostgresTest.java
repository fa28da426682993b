// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class TrackingStatsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Commands commands = new Commands(database);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
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
        commands.store();
        database.execute(
                "update agent_executions set response_quality_score = 0.95, llm_cost_usd = 0.001 where status = 'success'");

        Commands.Run run = commands.run("tracking-stats");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("Executions +20")
                .containsPattern("By status +success 16, failed 4")
                .containsPattern("Duration +average 1.0 s, p50 1.0 s, p95 1.0 s")
                .containsPattern("LLM calls +20")
                .containsPattern("Tokens +20,040,000")
                .containsPattern("Cost +\\$0.02")
                .containsPattern("Quality +average 0.95 of 16 rated: > 0.9 16, 0.7–0.9 0, 0.5–0.7 0, < 0.5\\s+0")
                .containsPattern("Psych\\S* +10 +8 +2 +0 +0 +1.0 s +1.0 s +10 +10,020,000")
                .containsPattern("java.lang.IllegalStateException +4");
        Commands.assertFitsInto80Columns(run.out());
    }

    @Test
    void looksBackAsFarAsItIsTold() throws Exception {
        Recordings yesterday = new Recordings(Instant.now().minusSeconds(30 * 3_600));
        yesterday.run("Old", () -> null);
        commands.sink().write(new RecordBatch(List.copyOf(yesterday.ended()), List.of(), false));

        assertThat(commands.run("tracking-stats").out()).startsWith("No executions since ");
        assertThat(commands.run("tracking-stats").exitCode()).isZero();
        assertThat(commands.run("tracking-stats", "--hours", "48").out()).contains("Old");
        JsonNode json = new JsonMapper()
                .readTree(commands.run("tracking-stats", "--hours=48", "--json").out());
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
                        .readTree(commands.run("tracking-stats", "--hours=48", "--vault-id=other", "--json")
                                .out())
                        .path("executions")
                        .longValue())
                .isZero();
    }

    @Test
    void countsAllThatThereIsHoweverFarItLooksBackAndNothingOfTheFuture() throws Exception {
        recordings.run("Agent", () -> null);
        commands.store();

        for (String since : List.of("1969-12-31", "1700-01-01", "0001-01-01")) {
            Commands.Run run = commands.run("tracking-stats", "--since", since);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).containsPattern("Executions +1\\R").containsPattern("Activity .*█  at most 1,");
            Commands.assertFitsInto80Columns(run.out());
            assertThat(commands.run("recent", "--since", since, "--csv").out().lines())
                    .hasSize(2);
        }
        assertThat(commands.run("tracking-stats", "--since", "2999-01-01"))
                .isEqualTo(new Commands.Run(
                        0, "No executions since 2999-01-01 00:00:00.000 UTC" + System.lineSeparator(), ""));
    }

    @Test
    void refusesMomentsOfNoCalendar() {
        for (String moment : List.of("0000-12-31", "+10000-01-01", "-999999999-01-01", "+999999999-12-31T00:00Z")) {
            Commands.Run run = commands.run("tracking-stats", "--until", moment);
            assertThat(run.exitCode()).as(moment).isEqualTo(2);
            assertThat(run.err().lines()).hasSize(2).first().asString().contains("'" + moment + "' is no moment");
        }
    }

    @Test
    void drawsWhenThingsHappened() throws Exception {
        Instant now = Instant.parse("2026-03-29T12:00:00Z");
        Recordings day = new Recordings(now.minus(Duration.ofHours(24)));
        Commands then = new Commands(database, day).at(now);
        for (int hour = 0; hour < 24; hour++) {
            int runs = hour < 8 ? hour : hour == 20 ? 1 : 0;
            for (int i = 0; i < runs; i++) {
                boolean fails = hour == 20;
                day.run("Agent", () -> {
                    if (fails) {
                        throw new IllegalStateException();
                    }
                    return null;
                });
            }
            day.pass(Duration.ofHours(1));
        }
        then.store();

        assertThat(then.run("tracking-stats").out())
                .containsPattern("Activity +·▂▃▄▅▆▇█············▂···  at most 7, in parts of 1 h")
                .containsPattern("Failures +····················█···  at most 1\\R");
        assertThat(then.run("tracking-stats", "--until", "2026-03-29T00:00Z", "--hours=12")
                        .out())
                .contains("in parts of 30 min")
                .doesNotContain("Failures");
        assertThat(then.run("tracking-stats", "--status=failed", "--json").out())
                .contains("\"executions\" : 1");
    }

    @Test
    void printsARowForEachAgent() throws Exception {
        recordings.run("=Agent", () -> {
            Tracking.current().llmRequest("m", "q");
            recordings.passMillis(1_000);
            Tracking.current().llmResponse("a", TokenUsage.of(3, 2));
            return null;
        });
        commands.store();
        database.execute("update agent_executions set status = 'running', response_quality_score = 0.8");

        assertThat(commands.run("tracking-stats", "--csv").out().lines())
                .containsExactly(
                        "agentName,executions,success,failed,timeout,skipped,cancelled,abandoned,open,averageMillis,p50Millis,"
                                + "p95Millis,p99Millis,llmCalls,tokensUsed,costUsd,rated,average,above90,from70To90,from50To70,below50",
                        "'=Agent,1,0,0,0,0,0,0,1,1000.0,1000.0,1000.0,1000.0,1,5,,1,0.8,0,1,0,0");
        Commands.Run watched = commands.run("tracking-stats", "--watch", "--hours", "1");
        assertThat(watched.exitCode()).as(watched.err()).isZero();
        assertThat(watched.out()).startsWith("Every 2.0 s").contains("Executions since");
    }
}
