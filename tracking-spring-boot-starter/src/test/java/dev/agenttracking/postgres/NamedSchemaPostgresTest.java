// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.ErasureRequest;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionErasure;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** All that is done with the tables, in a schema whose name needs quotes, while the search path leads elsewhere. */
@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class NamedSchemaPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String SCHEMA = "Agent Tracking.v1-Überwachung's :own %s";
    private static final String PREFIX = '"' + SCHEMA + "\".";

    private final Recordings recordings = new Recordings(Instant.parse("2024-05-10T12:00:00Z"));

    @Test
    void holdsAllOfIt(CapturedOutput output) throws Exception {
        PostgresRecordSink sink = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                SCHEMA,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "pod"), Duration.ofDays(9), List::of, recordings),
                Duration.ofSeconds(10),
                new Retention(Duration.ofDays(3), Duration.ofDays(1)));
        sink.prepare();
        beat(sink, 8);

        Execution running = recordings.begin("Running");
        Tracking.current().stage("pre_process", () -> {});
        write(sink, false, running);
        sink.heartbeat(List.of(running), Map.of());
        recordings.recorder().returned(running, "done");
        sink.write(new RecordBatch(List.of(running), List.of(running.id()), false));
        Execution other = recordings.run("Other", () -> family());
        List<Execution> all = recordings.ended();
        sink.write(new RecordBatch(all, List.of(), true));
        sink.write(new RecordBatch(all, List.of(), true));
        sink.note(Map.of(other.id(), TransactionEnd.ROLLED_BACK));
        sink.evaluated(List.of(LateEvaluation.ofJudge(other.id(), 0, "judge", Evaluation.Label.WARN, 0.2, "vague")));
        sink.deadLetter(
                new EncodedRecord(other.id(), other.status(), new byte[] {1}), "none", new SQLException("no", "22003"));

        assertThat(database.value("select count(*) from " + PREFIX + "agent_executions"))
                .isEqualTo((long) all.size());
        assertThat(database.value("select count(*) from " + PREFIX + "agent_dead_letters"))
                .isEqualTo(1L);
        assertThat(database.query("select distinct split_part(tableoid::regclass::text, '.agent', 2) as part from "
                        + PREFIX + "agent_executions"))
                .containsExactly(Map.of("part", "_executions_p20240510"));
        asksAndErases(other);

        recordings.pass(Duration.ofDays(2));
        beat(sink, 8);
        assertThat(database.value("select count(output_data) from " + PREFIX + "agent_executions"))
                .as("content is gone")
                .isEqualTo(0L);
        assertThat(database.query("select granularity, total_executions from " + PREFIX
                        + "agent_performance_metrics where vault_id is null order by 1"))
                .as("hour and day are summed up")
                .containsExactly(
                        Map.of("granularity", "day", "total_executions", 1L),
                        Map.of("granularity", "hour", "total_executions", 1L));
        recordings.pass(Duration.ofDays(3));
        beat(sink, 30);
        assertThat(database.value("select to_regclass('" + PREFIX.replace("'", "''") + "agent_executions_p20240510')"))
                .as("the day is dropped")
                .isNull();
        sink.farewell();
        assertThat(database.value("select count(*) from " + PREFIX + "agent_instances where stopped_at is not null"))
                .isEqualTo(1L);
        assertThat(database.query("select relname from pg_class where relnamespace = 'public'::regnamespace"))
                .isEmpty();
        assertThat(output.getOut()).doesNotContain("WARN");
    }

    private void asksAndErases(Execution execution) {
        ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), SCHEMA);
        assertThat(analytics.executionWithLogs(execution.id())).isPresent();
        assertThat(analytics.recentExecutions(ExecutionFilter.all())).hasSize(4);
        assertThat(analytics.callChain(execution.id())).isPresent();

        ExecutionErasure.of(database.dataSource(), SCHEMA).erase(ErasureRequest.ofUser("alice"));
        Set<String> left = analytics.recentExecutions(ExecutionFilter.all()).stream()
                .map(found -> found.agentName())
                .collect(Collectors.toSet());
        assertThat(left).containsExactly("Running");
    }

    private Object family() {
        recordings.run(
                Recordings.method("Agent").build(),
                new ContextIds("vault", "talk", "alice"),
                "because",
                Map.of("question", "why?"),
                () -> {
                    Tracking.current().llmRequest("m", "q");
                    recordings
                            .recorder()
                            .llm()
                            .beginTool("clock", null, Map.of())
                            .returned("noon");
                    Tracking.current().llmResponse("a", TokenUsage.of(1, 2));
                    Tracking.current().cite("t", "i", "quote", 1);
                    new RecordingTracker(recordings.recorder())
                            .decision(Decision.ranked(0.5, 1)
                                    .candidate("Architect", 0.2)
                                    .build());
                    return recordings.run("Helper", () -> "help").id();
                });
        return "done";
    }

    private void beat(PostgresRecordSink sink, int beats) throws Exception {
        for (int i = 0; i < beats; i++) {
            recordings.pass(Duration.ofMinutes(2));
            sink.heartbeat(List.of(), Map.of());
            sink.maintain();
        }
    }

    private static void write(PostgresRecordSink sink, boolean again, Execution... executions) throws Exception {
        sink.write(new RecordBatch(List.of(executions), List.of(), again));
    }
}
