// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

/**
 * What is left in a session after each thing that is done with it: nothing, so that a pooler such as PgBouncer may give it to
 * somebody else after each transaction.
 */
@Tag("postgres")
class SessionStatePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    /** All that a session can have besides its transaction, but for the temporary schema, which is empty again. */
    private static final String STATE = """
            select 'statement ' || name || ' ' || statement as state from pg_prepared_statements
            union all select 'cursor ' || name from pg_cursors
            union all select 'lock ' || locktype || mode from pg_locks where pid = pg_backend_pid() and locktype = 'advisory'
            union all select 'listens ' || channel from pg_listening_channels() as channel
            union all select 'temporary ' || relname from pg_class where relnamespace = pg_my_temp_schema()
            union all select 'setting ' || name || ' ' || setting from pg_settings where source = 'session'
            union all select 'role ' || current_user || ' ' || session_user
            order by 1
            """;

    private final Recordings recordings = new Recordings(Instant.parse("2024-05-10T12:00:00Z"));

    @Test
    void staysAsItWasAfterEachThingThatIsDone() throws Exception {
        HikariDataSource pool = database.pool(config -> {
            config.setMaximumPoolSize(1);
            config.setConnectionInitSql("set search_path to theirs, public");
            config.setJdbcUrl(database.url() + "?prepareThreshold=3");
        });
        Retention retention = new Retention(Duration.ofDays(3), Duration.ofDays(2));
        PostgresRecordSink sink = sink(pool, retention);
        List<String> before = state(pool);

        sink.prepare();
        assertThat(state(pool)).as("after the migration").isEqualTo(before);

        sink(pool, retention).prepare();
        assertThat(state(pool)).as("after a look at the tables").isEqualTo(before);

        Execution running = recordings.begin("Running");
        Tracking.current().stage("pre_process", () -> {});
        sink.write(new RecordBatch(List.of(running), List.of(), false));
        for (int i = 0; i < 20; i++) {
            sink.write(new RecordBatch(List.of(recordings.run("Agent", () -> "x")), List.of(), false));
        }
        assertThat(state(pool)).as("after batches").isEqualTo(before);

        recordings.recorder().returned(running, "done");
        sink.write(new RecordBatch(List.of(running), List.of(running.id()), false));
        for (int i = 0; i < 20; i++) {
            sink.write(new RecordBatch(recordings.ended(), List.of(), true));
        }
        assertThat(state(pool)).as("after batches that come again").isEqualTo(before);

        Execution beating = recordings.begin("Beating");
        for (int i = 0; i < 40; i++) {
            sink.heartbeat(List.of(beating), Map.of());
            sink.maintain();
            recordings.pass(Duration.ofHours(6));
        }
        recordings.recorder().returned(beating, "done");
        assertThat(database.value("select count(*) from pg_class where relname ~ '^agent_executions_p2024'"))
                .as("partitions, some dropped")
                .isNotEqualTo(0L);
        assertThat(state(pool)).as("after heartbeats and maintenance").isEqualTo(before);

        for (int i = 0; i < 20; i++) {
            sink.note(Map.of(running.id(), TransactionEnd.ROLLED_BACK));
            sink.evaluated(
                    List.of(LateEvaluation.ofJudge(running.id(), 0, "judge", Evaluation.Label.WARN, 0.25, "vague")));
            EncodedRecord refused = new EncodedRecord(running.id(), running.status(), new byte[] {1});
            sink.deadLetter(refused, "none", new SQLException("no", "22003"));
        }
        sink.farewell();
        assertThat(state(pool)).as("after all else").isEqualTo(before);

        ExecutionAnalytics analytics = ExecutionAnalytics.of(pool, "tracking");
        for (int i = 0; i < 20; i++) {
            analytics.recentExecutions(ExecutionFilter.all());
        }
        assertThat(state(pool)).as("after questions").isEqualTo(before);

        assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(1);
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        try (Connection connection = pool.getConnection()) {
            assertThat(connection.unwrap(PGConnection.class).getPrepareThreshold())
                    .as("the application's own setting")
                    .isEqualTo(3);
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }

    private PostgresRecordSink sink(HikariDataSource pool, Retention retention) {
        return new PostgresRecordSink(
                () -> pool,
                new PlainJson(),
                "tracking",
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "pod"), Duration.ofDays(1), List::of, recordings),
                Duration.ofSeconds(10),
                retention);
    }

    private static List<String> state(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(STATE)) {
            List<String> state = new ArrayList<>();
            while (result.next()) {
                state.add(result.getString(1));
            }
            return state;
        }
    }
}
