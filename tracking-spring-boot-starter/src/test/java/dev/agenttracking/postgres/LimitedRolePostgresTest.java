// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A role that may read and write the rows of tables that another one made, and nothing else. */
@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class LimitedRolePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String ROLE = "rows_only";

    private final Recordings recordings = new Recordings(Instant.parse("2024-05-10T12:00:00Z"));

    @Test
    void doesAllThatItIsForAndSaysOnceWhatItMayNot(CapturedOutput output) throws Exception {
        new TrackingSchema(database.dataSource(), "tracking").migrate();
        database.execute(
                "drop role if exists " + ROLE,
                "create role " + ROLE + " login password '" + TestDatabase.PASSWORD + "'",
                "revoke all on database " + database.name() + " from public",
                "grant connect on database " + database.name() + " to " + ROLE,
                "revoke all on schema public from public",
                "grant usage on schema tracking to " + ROLE,
                "grant select, insert, update, delete on all tables in schema tracking to " + ROLE);
        try {
            usesAll();
        } finally {
            database.execute("drop owned by " + ROLE, "drop role " + ROLE);
        }
        assertThat(output.getOut().split(" WARN ", -1)).hasSize(2);
        assertThat(output).containsOnlyOnce("Agent tracking cannot make partitions by day (ERROR: permission denied");
    }

    @Test
    void saysWhichFilesToRunWhereTheTablesAreOlder() throws Exception {
        new TrackingSchema(database.dataSource(), "older").migrate();
        database.execute("drop table older.agent_maintenance, older.agent_dead_letters");

        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), "older").verify())
                .withMessageContaining("no agent_dead_letters, no agent_maintenance")
                .withMessageContaining(
                        "Run dev/agenttracking/postgres/004-writer.sql and dev/agenttracking/postgres/005-maintenance.sql"
                                + " and dev/agenttracking/postgres/006-dead-letters.sql and dev/agenttracking/postgres/007-rollups.sql");
    }

    private void usesAll() throws Exception {
        PostgresRecordSink sink = new PostgresRecordSink(
                () -> database.dataSource(ROLE),
                new PlainJson(),
                "tracking",
                false,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "pod"), Duration.ofDays(9), List::of, recordings),
                Duration.ofSeconds(10),
                new Retention(Duration.ofDays(3), Duration.ofDays(1)));
        sink.prepare();
        Execution running = recordings.begin("Running");
        Tracking.current().stage("pre_process", () -> {});
        sink.write(new RecordBatch(List.of(running), List.of(), false));
        sink.heartbeat(List.of(running), Map.of());
        recordings.recorder().returned(running, "done");
        sink.write(new RecordBatch(List.of(running), List.of(running.id()), false));
        Execution alices = recordings.run(
                Recordings.method("Agent").build(), new ContextIds("v", "c", "alice"), null, Map.of(), () -> "answer");
        sink.write(new RecordBatch(recordings.ended(), List.of(), true));
        sink.write(new RecordBatch(recordings.ended(), List.of(), true));
        sink.note(Map.of(alices.id(), TransactionEnd.ROLLED_BACK));
        sink.evaluated(List.of(LateEvaluation.ofJudge(alices.id(), 0, "judge", Evaluation.Label.WARN, 0.2, "vague")));
        sink.deadLetter(
                new EncodedRecord(alices.id(), alices.status(), new byte[] {1}),
                "none",
                new SQLException("no", "22003"));

        ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(ROLE), "tracking");
        assertThat(analytics.recentExecutions(ExecutionFilter.all())).hasSize(2);
        ExecutionErasure.of(database.dataSource(ROLE), "tracking").erase(ErasureRequest.ofUser("alice"));
        assertThat(analytics.recentExecutions(ExecutionFilter.all())).hasSize(1);
        assertThat(database.value("select output_data ->> 'result' from tracking.agent_executions"))
                .isEqualTo("done");

        recordings.pass(Duration.ofDays(2));
        beat(sink);
        assertThat(database.value("select count(output_data) from tracking.agent_executions"))
                .as("content is gone")
                .isEqualTo(0L);
        recordings.pass(Duration.ofDays(3));
        beat(sink);
        assertThat(database.value("select count(*) from tracking.agent_executions"))
                .as("executions are gone")
                .isEqualTo(0L);
        assertThat(database.value("select sum(total_executions) from tracking.agent_performance_metrics"
                        + " where granularity = 'hour' and vault_id is null"))
                .as("and summed up")
                .isEqualTo(BigDecimal.ONE);
        sink.farewell();
    }

    private void beat(PostgresRecordSink sink) throws Exception {
        for (int i = 0; i < 12; i++) {
            recordings.pass(Duration.ofMinutes(2));
            sink.heartbeat(List.of(), Map.of());
            sink.maintain();
        }
    }
}
