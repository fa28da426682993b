// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.Relevance;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("postgres")
class EncodedRecordsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String WITHOUT_TEMP = "without_temp";

    private final Recordings recordings = new Recordings(Instant.parse("2026-03-01T12:00:00.123Z"));
    private final PostgresRecordSink sink = sink(database.dataSource(), Duration.ofSeconds(10));
    private final RecordEncoder encoder = sink.newEncoder();

    @BeforeEach
    void empties() throws Exception {
        sink.prepare();
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.execute("truncate " + table.name());
        }
        database.execute("truncate agent_dead_letters");
        database.execute(
                """
                do $$ begin
                    create role without_temp login password 'secret';
                exception when duplicate_object then null;
                end $$
                """, """
                do $$ begin execute format('revoke temp on database %I from public', current_database()); end $$
                """, "grant select, insert, update, delete on all tables in schema public to without_temp");
    }

    @Test
    void storesWhatTheExecutionsOwnWriteStores() throws Exception {
        family();
        List<Execution> executions = recordings.ended();
        List<EncodedRecord> records = encoded(executions);
        sink.write(new RecordBatch(executions, List.of(), false));
        Map<String, List<Map<String, Object>>> direct = everything();
        empties();

        sink.write(new EncodedBatch(encoder.format(), records, Set.of(), false));

        assertThat(everything()).isEqualTo(direct);
        assertThat(direct)
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isNotEmpty());
    }

    @Test
    void storesRecordsThatAreLargerThanAPiece() throws Exception {
        Execution large = recordings.run("Large", () -> Map.of("text", "x".repeat(300_000)));
        Execution small = recordings.run("Small", () -> "y");
        sink.write(fresh(large, small));

        assertThat(database.value(
                        "select length(output_data ->> 'text') from agent_executions where id = '" + large.id() + "'"))
                .isEqualTo(300_000);
        assertThat(database.value(
                        "select output_data ->> 'result' from agent_executions where id = '" + small.id() + "'"))
                .isEqualTo("y");
    }

    @Test
    void keepsContentOutOfTheRowsAndAsItIs() throws Exception {
        sink.write(fresh(recordings.run(
                Recordings.method("Agent").build(),
                new ContextIds(null, null, null),
                null,
                Map.of("question", "why? ".repeat(250)),
                () -> Map.of("answer", "so. ".repeat(300)))));

        assertThat(database.query("select pg_column_compression(input_data) as compression from agent_executions"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("compression", null));
        assertThat(valuesOutOfLine()).as("input and output").isEqualTo(2);
    }

    private static long valuesOutOfLine() throws Exception {
        long values = 0;
        for (Map<String, Object> table : database.query("select reltoastrelid::regclass::text as name from pg_class"
                + " where relname like 'agent_executions%' and reltoastrelid <> 0")) {
            values += (long) database.value("select count(distinct chunk_id) from " + table.get("name"));
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.USERNAME, WITHOUT_TEMP})
    void leavesTheSameRowsWhenABatchComesAgain(String role) throws Exception {
        family();
        List<Execution> first = List.copyOf(recordings.ended());
        sink.write(fresh(first.toArray(Execution[]::new)));
        Execution missing = recordings.run("Missing", () -> {
            Tracking.current().stage("pre_process", () -> {});
            return null;
        });
        Map<String, List<Map<String, Object>>> before = everything();

        PostgresRecordSink again = sink(database.dataSource(role), Duration.ofSeconds(10));
        again.write(new EncodedBatch(encoder.format(), encoded(recordings.ended()), Set.of(), true));

        Map<String, List<Map<String, Object>>> after = everything();
        assertThat(count("agent_executions", missing)).isEqualTo(1);
        assertThat(count("agent_execution_logs", missing)).isEqualTo(1);
        after.values()
                .forEach(rows -> rows.removeIf(
                        row -> row.toString().contains(missing.id().toString())));
        assertThat(after).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.USERNAME, WITHOUT_TEMP})
    void keepsWhatOthersHaveAddedWhenABatchComesAgain(String role) throws Exception {
        Execution execution = recordings.run("Agent", () -> "answer");
        sink.write(fresh(execution));
        sink.evaluated(
                List.of(LateEvaluation.ofJudge(execution.id(), 0, "judge", Evaluation.Label.WARN, 0.25, "vague")));
        sink.note(Map.of(execution.id(), TransactionEnd.ROLLED_BACK));
        Map<String, List<Map<String, Object>>> before = everything();

        sink(database.dataSource(role), Duration.ofSeconds(10))
                .write(new EncodedBatch(encoder.format(), encoded(List.of(execution)), Set.of(), true));

        assertThat(everything()).isEqualTo(before);
        assertThat(before.get("agent_evaluations")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.USERNAME, WITHOUT_TEMP})
    void replacesWhatAnotherProcessLeftRunning(String role) throws Exception {
        Execution execution = recordings.begin("Agent");
        Tracking.current().stage("pre_process", () -> {});
        sink.write(fresh(execution));
        Tracking.current().stage("post_process", () -> {});
        recordings.recorder().returned(execution, "done");

        sink(database.dataSource(role), Duration.ofSeconds(10))
                .write(new EncodedBatch(encoder.format(), encoded(List.of(execution)), Set.of(), true));

        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
        assertThat(count("agent_execution_logs", execution)).isEqualTo(2);
    }

    @Test
    void replacesTheRowsOfRunningExecutionsInAllTables() throws Exception {
        Execution parent = recordings.begin("Parent");
        Execution child = recordings.begin("Child");
        Tracking.current().stage("pre_process", () -> {});
        Tracking.current().llmRequest("m", "q");
        Tracking.current().cite("t", "i", null, 1);
        sink.write(fresh(parent, child));
        sink.evaluated(List.of(LateEvaluation.ofJudge(child.id(), null, "judge", Evaluation.Label.PASS, 1, null)));
        Tracking.current().llmResponse("a", TokenUsage.of(1, 2));
        recordings.recorder().returned(child, "done");
        recordings.recorder().returned(parent, "done");

        sink.write(new EncodedBatch(
                encoder.format(), encoded(List.of(child, parent)), Set.of(child.id(), parent.id()), false));

        assertThat(database.query("select status from agent_executions"))
                .extracting(row -> row.get("status"))
                .containsExactly("success", "success");
        assertThat(count("agent_execution_logs", child)).isEqualTo(2);
        assertThat(List.of("agent_llm_calls", "agent_citations", "agent_evaluations"))
                .allSatisfy(table -> assertThat(count(table, child)).isEqualTo(1));
        assertThat(database.value("select count(*) from agent_call_chains")).isEqualTo(1L);
    }

    @Test
    void neverReplacesAnEndedExecution() throws Exception {
        Execution execution = recordings.run("Agent", () -> "first");
        EncodedRecord stored = encoded(List.of(execution)).get(0);
        sink.write(new EncodedBatch(encoder.format(), List.of(stored), Set.of(), false));
        database.execute("update agent_executions set execution_metadata = '{\"seen\": true}'");

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink.write(new EncodedBatch(encoder.format(), List.of(stored), Set.of(), false)));
        assertThat(failureOf(sink, new EncodedBatch(encoder.format(), List.of(stored), Set.of(execution.id()), false)))
                .isEqualTo("23505");
        sink.write(new EncodedBatch(encoder.format(), List.of(stored), Set.of(execution.id()), true));

        assertThat(database.value("select execution_metadata::text from agent_executions"))
                .isEqualTo("{\"seen\": true}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitsForAnEarlierAttemptThatIsJustBeingCommitted(boolean commits) throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("pre_process", () -> {});
            return null;
        });
        EncodedBatch again = new EncodedBatch(encoder.format(), encoded(List.of(execution)), Set.of(), true);
        try (Connection earlier = earlierAttempt(execution)) {
            CompletableFuture<Void> replay = CompletableFuture.runAsync(() -> write(again));
            await().until(() -> waiting() > 0);
            if (commits) {
                earlier.commit();
            } else {
                earlier.rollback();
            }
            replay.get();
        }

        assertThat(count("agent_executions", execution)).isEqualTo(1);
        assertThat(count("agent_execution_logs", execution)).isEqualTo(1);
    }

    @Test
    void triesAgainWhereTheRowOfARunningExecutionIsJustBeingCommitted() throws Exception {
        Execution execution = recordings.run("Agent", () -> "done");
        List<EncodedRecord> record = encoded(List.of(execution));
        try (Connection earlier = earlierAttempt(execution, "running", "null")) {
            CompletableFuture<String> state = CompletableFuture.supplyAsync(
                    () -> failureOf(sink, new EncodedBatch(encoder.format(), record, Set.of(execution.id()), false)));
            await().until(() -> waiting() > 0);
            earlier.commit();
            assertThat(state.get()).isEqualTo("23505");
        }
        sink.write(new EncodedBatch(encoder.format(), record, Set.of(execution.id()), true));

        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
    }

    @Test
    void refusesTheRowOfARunningExecutionThatHasEndedElsewhere() throws Exception {
        Execution execution = recordings.begin("Agent");
        try (Connection earlier = earlierAttempt(execution)) {
            earlier.commit();
        }

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink.write(new RecordBatch(List.of(execution), List.of(execution.id()), false)));
        recordings.recorder().returned(execution, "done");
    }

    @Test
    void failsAndMayBeTriedAgainWhereAnEarlierAttemptHangs() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        EncodedBatch again = new EncodedBatch(encoder.format(), encoded(List.of(execution)), Set.of(), true);
        try (Connection earlier = earlierAttempt(execution)) {
            assertThat(earlier.isValid(1)).isTrue();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() ->
                            sink(database.dataSource(), Duration.ofSeconds(1)).write(again))
                    .matches(e -> "55P03".equals(e.getSQLState()));
            earlier.rollback();
        }
        sink.write(again);

        assertThat(count("agent_executions", execution)).isEqualTo(1);
    }

    @Test
    void triesAgainWhereARoleWithoutTempMeetsItsOwnEarlierAttempt() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        EncodedBatch again = new EncodedBatch(encoder.format(), encoded(List.of(execution)), Set.of(), true);
        PostgresRecordSink limited = sink(database.dataSource(WITHOUT_TEMP), Duration.ofSeconds(10));
        try (Connection earlier = earlierAttempt(execution)) {
            CompletableFuture<String> state = CompletableFuture.supplyAsync(() -> failureOf(limited, again));
            await().until(() -> waiting() > 0);
            earlier.commit();
            assertThat(state.get()).isEqualTo("23505");
        }
        limited.write(again);

        assertThat(count("agent_executions", execution)).isEqualTo(1);
    }

    @Test
    void storesWhatAnOlderVersionLeft() throws Exception {
        Execution execution = recordings.run("Agent", () -> "answer");
        RecordFormat own = RecordFormat.parse(encoder.format());
        String older = own.text().lines().limit(2).reduce("", (all, line) -> all + line + "\n");
        EncodedRecord record = encoded(List.of(execution)).get(0);

        sink.write(new EncodedBatch(older, List.of(record), Set.of(), false));
        sink.write(new EncodedBatch(older, List.of(record), Set.of(), true));

        assertThat(count("agent_executions", execution)).isEqualTo(1);
    }

    @Test
    void refusesAColumnOrTableThatThisDatabaseLacks() throws Exception {
        EncodedRecord record =
                encoded(List.of(recordings.run("Agent", () -> null))).get(0);
        String column = encoder.format().replace("agent_executions(", "agent_executions(invented text, ");
        String table = encoder.format().replace("agent_executions(", "agent_inventions(");

        for (boolean replayed : new boolean[] {false, true}) {
            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> sink.write(new EncodedBatch(column, List.of(record), Set.of(), replayed)))
                    .withMessageContaining("invented");
            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> sink.write(new EncodedBatch(table, List.of(record), Set.of(), replayed)))
                    .withMessageContaining("agent_inventions");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "something else",
                "agent-tracking rows 2\nagent_executions(id uuid)\n",
                "agent-tracking rows 1\n",
                "agent-tracking rows 1\nusers(id uuid)\n",
                "agent-tracking rows 1\nagent_executions(id uuid) from stdin; drop table agent_executions; --)\n",
                "agent-tracking rows 1\nagent_executions(id uuid, \"x\" text)\n"
            })
    void refusesAFormatThatIsNotOne(String format) throws Exception {
        EncodedRecord record =
                encoded(List.of(recordings.run("Agent", () -> null))).get(0);

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink.write(new EncodedBatch(format, List.of(record), Set.of(), false)))
                .withMessageStartingWith(
                        "The record is in a format that this version of agent tracking does not know: '");
    }

    @Test
    void refusesDamagedBytesAndStoresTheRest() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("pre_process", () -> {});
            return "answer";
        });
        byte[] whole = encoded(List.of(execution)).get(0).rows();
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(RejectedRecordException.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> EncodedRows.check(torn, TrackingTables.ALL.size()));
        }
        byte[] garbled = whole.clone();
        Arrays.fill(garbled, garbled.length - 40, garbled.length, (byte) 7);

        assertThatExceptionOfType(RejectedRecordException.class).isThrownBy(() -> writeBytes(execution, garbled));
        writeBytes(execution, whole);

        assertThat(count("agent_executions", execution)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TestDatabase.USERNAME, WITHOUT_TEMP})
    void refusesWhatAnIndexOfTheApplicationsRefusesAlsoWhenItComesAgain(String role) throws Exception {
        PostgresRecordSink again = sink(database.dataSource(role), Duration.ofSeconds(10));
        database.execute("create unique index one_each on agent_executions_default (agent_name)");
        try {
            sink.write(fresh(recordings.run("Agent", () -> "first")));
            EncodedBatch second = new EncodedBatch(
                    encoder.format(), encoded(List.of(recordings.run("Agent", () -> "second"))), Set.of(), true);

            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> again.write(second))
                    .withMessageContaining("one_each");
        } finally {
            database.execute("drop index one_each");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "using errcode = '44000'"})
    void refusesWhatATriggerRaises(String with) throws Exception {
        database.execute(
                "create function refuses() returns trigger language plpgsql as $$ begin if new.agent_name = 'Bad' then"
                        + " raise exception 'not allowed' " + with + "; end if; return new; end $$",
                "create trigger refuses before insert on agent_executions for each row execute function refuses()");
        try {
            EncodedBatch bad = fresh(recordings.run("Bad", () -> "x"), recordings.run("Good", () -> "y"));

            assertThatExceptionOfType(RejectedRecordException.class)
                    .isThrownBy(() -> sink.write(bad))
                    .withMessageContaining("not allowed");
        } finally {
            database.execute("drop function refuses cascade");
        }
    }

    @Test
    void keepsAsideWhatIsRefusedOnceAndWithItsReason() throws Exception {
        Execution execution = recordings.run("Agent", () -> "x");
        EncodedRecord refused = encoded(List.of(execution)).get(0);
        RejectedRecordException reason =
                new RejectedRecordException("out of\0 range", new SQLException("out of range", "22003"));

        sink.deadLetter(refused, encoder.format(), reason);
        sink.deadLetter(refused, "again", new RejectedRecordException("again", reason));

        Map<String, Object> row =
                database.query("select * from agent_dead_letters").get(0);
        assertThat(database.value("select count(*) from agent_dead_letters")).isEqualTo(1L);
        assertThat(row)
                .containsEntry("execution_id", execution.id())
                .containsEntry("status", "success")
                .containsEntry("sql_state", "22003")
                .containsEntry("error", "out of\uFFFD range")
                .containsEntry("format", encoder.format())
                .containsEntry("record", refused.rows())
                .containsEntry("instance_id", "pod-7");
        assertThat(row.get("created_at")).isNotNull();
    }

    @Test
    void aDeadLetterSaysWhoseItIs() throws Exception {
        family();
        Execution child = recordings.ended().stream()
                .filter(execution -> execution.parentId() != null)
                .findFirst()
                .orElseThrow();

        sink.deadLetter(encoded(List.of(child)).get(0), encoder.format(), new IllegalStateException("no"));

        assertThat(database.query("select * from agent_dead_letters"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("root_execution_id", child.rootId())
                        .containsEntry("parent_execution_id", child.parentId())
                        .containsEntry("depth", 1)
                        .containsEntry("vault_id", "vault")
                        .containsEntry("conversation_id", "talk")
                        .containsEntry("user_id", "user"));
    }

    @Test
    void keepsAsideWhatNobodyCanRead() throws Exception {
        Execution execution = recordings.run("Agent", () -> "x");
        EncodedRecord whole = encoded(List.of(execution)).get(0);
        byte[] garbled = whole.rows().clone();
        Arrays.fill(garbled, garbled.length / 2, garbled.length, (byte) 0x7F);

        sink.deadLetter(
                new EncodedRecord(execution.id(), execution.status(), garbled),
                encoder.format(),
                new IllegalStateException("damaged"));
        Execution later = recordings.run("Agent", () -> "x");
        sink.deadLetter(
                encoded(List.of(later)).get(0),
                "agent-tracking rows 9\n",
                new IllegalStateException("of a later version"));

        assertThat(database.query("select user_id, root_execution_id from agent_dead_letters"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.values()).containsOnlyNulls());
    }

    @Test
    void refusesToKeepAsideWhereItMayNot() throws Exception {
        database.execute("revoke all on agent_dead_letters from without_temp");
        EncodedRecord refused =
                encoded(List.of(recordings.run("Agent", () -> "x"))).get(0);

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink(database.dataSource(WITHOUT_TEMP), Duration.ofSeconds(10))
                        .deadLetter(refused, encoder.format(), new IllegalStateException("no")))
                .withMessageContaining("permission denied");
    }

    @Test
    void keepsWhatAnotherVersionLeftWhileTheTablesAreAway() throws Exception {
        String foreign = encoder.format() + "agent_inventions(id uuid)\n";
        EncodedRecord record =
                encoded(List.of(recordings.run("Agent", () -> "x"))).get(0);
        database.execute(
                "alter table agent_executions rename to executions_aside",
                "alter table agent_dead_letters rename to letters_aside");
        try {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> sink.deadLetter(record, foreign, new IllegalStateException("no")))
                    .matches(e -> "42P01".equals(e.getSQLState()));
        } finally {
            database.execute(
                    "alter table executions_aside rename to agent_executions",
                    "alter table letters_aside rename to agent_dead_letters");
        }
    }

    /** Executions with rows in every table. */
    private void family() {
        recordings.run(
                Recordings.method("Orchestrator").tags("a", "b").build(),
                new ContextIds("vault", "talk", "user"),
                "because",
                Map.of("question", "why?"),
                () -> {
                    recordings.run("Expert", () -> {
                        Tracking.current().stage("pre_process", () -> recordings.passMillis(1.5));
                        Tracking.current().event("WARN", "cold", Map.of("hits", 0));
                        Tracking.current().llmRequest("small", "q");
                        recordings.passMillis(2);
                        Tracking.current().llmResponse("a", new TokenUsage(1, 2, 0, 0, 0));
                        recordings
                                .recorder()
                                .llm()
                                .beginTool("clock", null, Map.of("a", 1))
                                .returned("noon");
                        Tracking.current().cite("book", "1", "quote", 0.5);
                        return Map.of("answer", "ünïcödé 本 \uD83D\uDE00");
                    });
                    TrackedMethod question = TrackedMethod.of(getClass(), "Architect", "shouldRespond")
                            .stage(new Asked("should_respond", ExecutionStage.SHOULD_RESPOND))
                            .build();
                    Object asked = recordings.recorder().enter(question);
                    recordings.recorder().returned(asked, new Relevance(false, 0.2, "no houses in it"));
                    throw new IllegalStateException("no");
                });
        Execution parent = recordings.ended().get(recordings.ended().size() - 1);
        parent.findings(new Findings(
                List.of(new Violation("hook", "says \"no\"")),
                List.of(new Evaluation(null, "json", Evaluation.Label.PASS, 1, null, parent.endNanos())),
                null));
    }

    private Connection earlierAttempt(Execution execution) throws SQLException {
        return earlierAttempt(execution, "success", "now()");
    }

    private Connection earlierAttempt(Execution execution, String status, String completedAt) throws SQLException {
        Connection earlier = database.dataSource().getConnection();
        earlier.setAutoCommit(false);
        try (Statement statement = earlier.createStatement()) {
            statement.execute("insert into agent_executions (id, root_execution_id, depth, agent_name, agent_method,"
                    + " status, started_at, completed_at, created_at) select '" + execution.id() + "', '"
                    + execution.id() + "', 0, 'Agent', 'run', '" + status + "', now(), " + completedAt + ", now()");
            if (execution.firstEntry() != null) {
                statement.execute(
                        "insert into agent_execution_logs (id, execution_id, sequence, stage_status, timestamp)"
                                + " values (gen_random_uuid(), '" + execution.id() + "', 0, 'completed', now())");
            }
        }
        return earlier;
    }

    private static long waiting() throws SQLException {
        return (Long) database.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                + " and datname = current_database()");
    }

    private static String failureOf(PostgresRecordSink sink, EncodedBatch batch) {
        try {
            sink.write(batch);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        } catch (RejectedRecordException e) {
            return e.toString();
        }
    }

    private void write(EncodedBatch batch) {
        try {
            sink.write(batch);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void writeBytes(Execution execution, byte[] bytes) throws Exception {
        EncodedRecord record = new EncodedRecord(execution.id(), execution.status(), bytes);
        sink.write(new EncodedBatch(encoder.format(), List.of(record), Set.of(), false));
    }

    private EncodedBatch fresh(Execution... executions) throws Exception {
        return new EncodedBatch(encoder.format(), encoded(List.of(executions)), Set.of(), false);
    }

    private List<EncodedRecord> encoded(List<Execution> executions) throws Exception {
        List<EncodedRecord> records = new ArrayList<>();
        for (Execution execution : executions) {
            records.add(new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution)));
        }
        return records;
    }

    private static long count(String table, Execution execution) throws SQLException {
        String id = table.equals("agent_executions") ? "id" : "execution_id";
        return (Long) database.value("select count(*) from " + table + " where " + id + " = '" + execution.id() + "'");
    }

    private static PostgresRecordSink sink(DataSource dataSource, Duration networkTimeout) {
        return new PostgresRecordSink(
                () -> dataSource,
                new PlainJson(),
                null,
                true,
                new ContentLimits(1 << 20, 1 << 20),
                Presence.of(new ServiceIdentity("shop", "1.2", "pod-7")),
                networkTimeout);
    }

    /** All rows of all tables; when a row was stored is left out. */
    private static Map<String, List<Map<String, Object>>> everything() throws SQLException {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        for (CopyTable<?> table : TrackingTables.ALL) {
            all.put(
                    table.name(),
                    database.query(
                            "select (to_jsonb(t) - 'updated_at')::text as row from " + table.name() + " t order by 1"));
        }
        return all;
    }

    private record Asked(String stageName, ExecutionStage kind) implements TrackedStage {}
}
