// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Days that pass over the tables. The clock is in the past, so that the database's own is never behind it. */
@Tag("postgres")
@ExtendWith(OutputCaptureExtension.class)
class MaintenancePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration DAY = Duration.ofDays(1);

    private static final String DROP_ALL = """
            do $$
            declare part text;
            begin
                for part in select relname from pg_class where relkind = 'r' and relname ~ '_p20\\d{6}$' loop
                    execute 'drop table ' || part;
                end loop;
            end $$
            """;

    private static final String PARTITIONS =
            "select relname as name from pg_class c join pg_inherits i on i.inhrelid = c.oid" + " and c.relkind = 'r'";

    private final Recordings recordings = new Recordings(Instant.parse("2024-03-10T12:00:00Z"));
    private final List<Execution> unwritten = new ArrayList<>();

    @BeforeEach
    void beginsWithDefaultPartitionsAlone() throws Exception {
        database.execute(DROP_ALL);
        sink(Retention.FOREVER).prepare();
        database.execute(
                "truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls, agent_tool_calls,"
                        + " agent_decisions, agent_evaluations, agent_citations, agent_maintenance, agent_dead_letters");
    }

    @Test
    void makesTodayAndTheDaysAheadOfAllTables() throws Exception {
        passMinutes(sink(Retention.FOREVER), 8);

        assertThat(partitionsOf("agent_executions"))
                .containsExactly(
                        "agent_executions_default",
                        "agent_executions_p20240310",
                        "agent_executions_p20240311",
                        "agent_executions_p20240312",
                        "agent_executions_p20240313");
        for (PartitionedTable table : PartitionedTable.ALL) {
            assertThat(partitionsOf(table.name())).as(table.name()).hasSize(5);
        }
        assertThat(PartitionedTable.ALL.stream().map(PartitionedTable::name))
                .containsExactlyElementsOf(
                        TrackingTables.ALL.stream().map(CopyTable::name).toList());
    }

    @Test
    void rowsOfADayAreInItsPartitionWithAllThatBelongsToThem() throws Exception {
        PostgresRecordSink sink = sink(Retention.FOREVER);
        passMinutes(sink, 8);
        record("Monday");
        recordings.pass(DAY);
        record("Tuesday");
        write(sink);

        for (String table : List.of(
                "agent_executions",
                "agent_execution_logs",
                "agent_call_chains",
                "agent_llm_calls",
                "agent_decisions",
                "agent_citations")) {
            assertThat(database.query("select distinct tableoid::regclass::text as part from " + table + " order by 1"))
                    .containsExactly(Map.of("part", table + "_p20240310"), Map.of("part", table + "_p20240311"));
        }
    }

    @Test
    void aPartitionIsAsItsSiblingsAre() throws Exception {
        database.execute(
                "alter table agent_executions alter column input_data set storage external",
                "alter table agent_executions_default set (toast_tuple_target = 256, fillfactor = 90)",
                "alter table agent_executions_default set (toast.autovacuum_vacuum_threshold = 77)");
        try {
            passMinutes(sink(Retention.FOREVER), 1);

            assertThat(database.value(
                            "select reloptions::text || (select reloptions::text from pg_class t where t.oid ="
                                    + " c.reltoastrelid) from pg_class c where relname = 'agent_executions_p20240310'"))
                    .isEqualTo("{toast_tuple_target=256,fillfactor=90}{autovacuum_vacuum_threshold=77}");
            assertThat(database.value("select attstorage::text from pg_attribute where attname = 'input_data' and"
                            + " attrelid = 'agent_executions_p20240310'::regclass"))
                    .isEqualTo("e");
            assertThat(database.value("select count(*) from pg_index where indrelid ="
                            + " 'agent_executions_p20240310'::regclass"))
                    .as("each index is part of its parent's, none is there twice")
                    .isEqualTo(database.value("select count(*) from pg_inherits i join pg_index x on x.indexrelid ="
                            + " i.inhrelid where x.indrelid = 'agent_executions_p20240310'::regclass"))
                    .isEqualTo(database.value(
                            "select count(*) from pg_index where indrelid = 'agent_executions'::regclass"));
        } finally {
            database.execute(
                    "alter table agent_executions_default reset (toast_tuple_target, fillfactor,"
                            + " toast.autovacuum_vacuum_threshold)",
                    "alter table agent_executions alter column input_data set storage extended");
        }
    }

    @Test
    void aDatabaseWithRowsOfTodayGetsPartitionsFromTheNextDayOn() throws Exception {
        PostgresRecordSink sink = sink(Retention.FOREVER);
        record("Early");
        write(sink);

        passMinutes(sink, 8);
        record("Later today");
        recordings.pass(DAY);
        record("Tomorrow");
        write(sink);

        assertThat(partitionsOf("agent_executions"))
                .doesNotContain("agent_executions_p20240310")
                .contains("agent_executions_p20240311", "agent_executions_p20240313");
        assertThat(database.query("select agent_name, tableoid::regclass::text as part from agent_executions"
                        + " where parent_execution_id is null order by id"))
                .extracting("agent_name", "part")
                .containsExactly(
                        tuple("Early", "agent_executions_default"),
                        tuple("Later today", "agent_executions_default"),
                        tuple("Tomorrow", "agent_executions_p20240311"));
    }

    @Test
    void whatClocksThatAreFarOffWriteGoesToTheDefaultPartition() throws Exception {
        PostgresRecordSink sink = sink(Retention.FOREVER);
        passMinutes(sink, 8);
        recordings.pass(DAY.multipliedBy(400));
        record("Ahead");
        write(sink);

        assertThat(database.query("select distinct tableoid::regclass::text as part from agent_executions"))
                .containsExactly(Map.of("part", "agent_executions_default"));
    }

    @Test
    void goesOnInTheDefaultPartitionWithoutTheRightToMakeOthersAndSaysSoOnce(CapturedOutput output) throws Exception {
        database.execute(
                "drop role if exists writes_only",
                "create role writes_only login password '" + TestDatabase.PASSWORD + "'",
                "grant usage on schema public to writes_only",
                "grant select, insert, update, delete on all tables in schema public to writes_only");
        try {
            PostgresRecordSink sink = sink(Retention.FOREVER, database.dataSource("writes_only"), recordings);
            for (int i = 0; i < 20; i++) {
                recordings.pass(Duration.ofMinutes(30));
                sink.maintain();
            }
            record("Agent");
            write(sink);

            assertThat(database.value("select count(*) from agent_executions_default"))
                    .isEqualTo(2L);
            assertThat(output.getOut().split("Agent tracking cannot make partitions by day", -1))
                    .hasSize(2);
        } finally {
            database.execute("drop owned by writes_only", "drop role writes_only");
        }
    }

    @Test
    void twoInstancesAtOnceMakeEachPartitionOnce(CapturedOutput output) throws Exception {
        List<Thread> instances = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Recordings clock = new Recordings(Instant.parse("2024-03-10T12:00:00Z"));
            PostgresRecordSink sink = sink(Retention.FOREVER, database.dataSource(), clock);
            Thread thread = new Thread(() -> {
                try {
                    for (int minute = 0; minute < 30; minute++) {
                        clock.pass(Duration.ofMinutes(1));
                        sink.maintain();
                    }
                } catch (Throwable e) {
                    synchronized (failures) {
                        failures.add(e);
                    }
                }
            });
            instances.add(thread);
            thread.start();
        }
        for (Thread instance : instances) {
            instance.join();
        }

        assertThat(failures).isEmpty();
        assertThat(output.getOut()).doesNotContain("Agent tracking cannot");
        // Where one was in the other's way it tries again later.
        Recordings later = new Recordings(Instant.parse("2024-03-10T13:00:00Z"));
        PostgresRecordSink last = sink(Retention.FOREVER, database.dataSource(), later);
        await().until(() -> {
            later.pass(Duration.ofMinutes(1));
            last.maintain();
            return partitionsOf("agent_citations").size() >= 5;
        });
        assertThat(partitionsOf("agent_citations")).hasSize(5);
    }

    @Test
    void aLongQueryOfTheApplicationsMakesNobodyQueueBehindAPartition() throws Exception {
        PostgresRecordSink sink = sink(Retention.FOREVER);
        try (Connection reader = database.dataSource().getConnection();
                Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select count(*) from agent_executions");

            passMinutes(sink, 3);
            record("Agent");
            write(sink);

            assertThat(partitionsOf("agent_executions")).containsExactly("agent_executions_default");
            assertThat(partitionsOf("agent_citations")).containsExactly("agent_citations_default");
            assertThat(database.value("select count(*) from pg_locks where not granted"))
                    .isEqualTo(0L);
            reader.rollback();
        }
        recordings.pass(DAY);
        passMinutes(sink, 8);

        assertThat(partitionsOf("agent_executions")).contains("agent_executions_p20240311");
    }

    @Test
    void dropsDaysThatAreOverForLongerThanExecutionsAreKept() throws Exception {
        PostgresRecordSink sink = sink(new Retention(DAY.multipliedBy(2), null));
        passMinutes(sink, 8);
        record("Sunday");
        recordings.pass(DAY);
        passMinutes(sink, 8);
        record("Monday");
        write(sink);

        recordings.pass(DAY);
        passMinutes(sink, 10);
        assertThat(roots()).as("the whole of its day is to be over").containsExactly("Sunday", "Monday");

        recordings.pass(DAY);
        passMinutes(sink, 10);
        assertThat(roots()).containsExactly("Monday");
        for (PartitionedTable table : PartitionedTable.ALL) {
            assertThat(partitionsOf(table.name()))
                    .doesNotContain(table.name() + "_p20240310")
                    .contains(table.name() + "_p20240311", table.defaultPartition());
        }
        assertThat(database.value("select count(*) from agent_execution_logs l left join agent_executions e on e.id ="
                        + " l.execution_id where e.id is null"))
                .isEqualTo(0L);
    }

    @Test
    void deletesWhatIsTooOldFromTheDefaultPartitionLittleByLittle() throws Exception {
        PostgresRecordSink sink = sink(new Retention(DAY.multipliedBy(2), null));
        record("Old");
        write(sink);
        database.execute("""
                insert into agent_executions
                select (lpad(to_hex(extract(epoch from at)::bigint * 1000), 12, '0') || '7000800000000000' || lpad(to_hex(n), 4, '0'))::uuid,
                    e.root_execution_id, null, 0, null, null, null, 'Old', 'run', 'success'
                from agent_executions e, generate_series(1, 2500) n, (select timestamptz '2024-03-09 10:00Z' as at) t
                where e.parent_execution_id is null
                """.replace(
                        "'success'\n",
                        "'success', null, null, null, null, null, null, null, null, null, null, null, null, null,"
                                + " null, null, e.started_at, null, null, null, null, null, null, null, null, null, null, null, null, null, null,"
                                + " e.created_at, e.updated_at\n"));
        recordings.pass(DAY);
        record("Young");
        write(sink);
        recordings.pass(DAY.multipliedBy(2));

        List<Object> left = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            recordings.pass(Duration.ofSeconds(10));
            sink.maintain();
            Object count = database.value("select count(*) from agent_executions");
            if (left.isEmpty() || !left.get(left.size() - 1).equals(count)) {
                left.add(count);
            }
        }

        assertThat(left).containsExactly(2504L, 1504L, 504L, 2L);
        assertThat(database.value("select count(*) from agent_execution_logs"))
                .isEqualTo(database.value("select count(*) from agent_execution_logs l join agent_executions e on"
                        + " e.id = l.execution_id"));
    }

    @Test
    void takesTheContentAndLeavesTheFacts() throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        record("Old");
        recordings.pass(DAY.multipliedBy(2));
        record("Young");
        write(sink);
        database.execute(
                "update agent_executions set execution_metadata = '{\"transaction\": \"rolled_back\", \"violations\":"
                        + " [{\"kind\": \"response\", \"message\": \"quotes it\"}]}', response_warnings = '[\"quotes it\"]',"
                        + " response_quality_score = 0.6, response_metrics = '{\"word_count\": 2}' where agent_name = 'Old'");

        passMinutes(sink, 10);

        assertThat(database.query("select * from agent_executions where agent_name = 'Old'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row)
                            .containsEntry("status", "failed")
                            .containsEntry("error_type", "java.lang.IllegalStateException")
                            .containsEntry("llm_tokens_used", 17L)
                            .containsEntry("relevance_score", 0.9)
                            .containsEntry("response_quality_score", 0.6)
                            .containsEntry("response_metrics", "{\"word_count\": 2}")
                            .containsEntry(
                                    "execution_metadata",
                                    "{\"violations\": [{\"kind\": \"response\"}], \"transaction\": \"rolled_back\"}");
                    assertThat(row.get("duration_ms")).isNotNull();
                    for (String column : List.of(
                            "input_data",
                            "output_data",
                            "llm_request",
                            "llm_response",
                            "error_message",
                            "error_traceback",
                            "relevance_reasoning",
                            "response_warnings")) {
                        assertThat(row.get(column)).as(column).isNull();
                    }
                });
        for (PartitionedTable table : PartitionedTable.ALL) {
            String old = table.key() + " < '"
                    + StoredDay.of(Instant.parse("2024-03-11T12:00:00Z")).from() + "'";
            assertThat(database.value("select count(*) from " + table.name() + " where " + old + " and ("
                            + table.hasContent() + ")"))
                    .as(table.name())
                    .isEqualTo(0L);
        }
        assertThat(everything().stream().filter(row -> row.contains("secret of Old")))
                .isEmpty();
        assertThat(everything().stream().filter(row -> row.contains("secret of Young")))
                .hasSizeGreaterThan(5);
    }

    @Test
    void goesOnWhereTheContentWasTakenUpToWhenAnInstanceDiesInTheMiddle() throws Exception {
        int executions = ExpiredContent.BATCH * 3;
        PostgresRecordSink writing = sink(Retention.FOREVER);
        for (int i = 0; i < executions; i++) {
            recordings.passMillis(1);
            unwritten.add(recordings.run(
                    Recordings.method("Agent").build(),
                    new ContextIds(null, null, null),
                    null,
                    Map.of("i", i),
                    () -> "x"));
        }
        write(writing);
        recordings.pass(DAY.multipliedBy(2));
        Recordings stands = new Recordings(Instant.ofEpochMilli(recordings.epochMicros() / 1000));
        database.execute(
                "create function fails_once() returns trigger language plpgsql as $$ begin"
                        + " if (select count(*) from agent_executions where input_data is null) > "
                        + ExpiredContent.BATCH
                        + " then perform pg_terminate_backend(pg_backend_pid()); end if; return null; end $$",
                "create trigger fails_once after update on agent_executions_default for each statement execute function"
                        + " fails_once()",
                "create trigger fails_once2 after update on agent_executions for each statement execute function fails_once()");
        try {
            passMinutes(sink(new Retention(null, DAY), database.dataSource(), stands), 5);
        } finally {
            database.execute("drop function fails_once cascade");
        }
        assertThat(database.value("select count(*) from agent_executions where input_data is null"))
                .isEqualTo((long) ExpiredContent.BATCH);

        database.execute(
                "create table touched as select id from agent_executions limit 0",
                "create function notes() returns trigger language plpgsql as $$ begin insert into touched values (new.id);"
                        + " return new; end $$",
                "create trigger notes after update on agent_executions for each row execute function notes()");
        try {
            passMinutes(sink(new Retention(null, DAY)), 5);
            assertThat(database.value("select count(*) || ' ' || count(distinct id) from touched"))
                    .isEqualTo(executions - ExpiredContent.BATCH + " " + (executions - ExpiredContent.BATCH));
        } finally {
            database.execute("drop function notes cascade", "drop table touched");
        }
        assertThat(database.value("select count(*) from agent_executions where input_data is not null"))
                .isEqualTo(0L);
    }

    @Test
    void takesTheContentOfFewerAtATimeWhereThatTakesTooLong() throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        for (int i = 0; i < ExpiredContent.BATCH; i++) {
            record("Agent");
        }
        write(sink);
        recordings.pass(DAY.multipliedBy(2));
        limitRows(60);
        try {
            passMinutes(sink, 30);
        } finally {
            database.execute("drop function takes_too_long cascade");
        }

        assertThat(everything().stream().filter(row -> row.contains("secret of Agent")))
                .isEmpty();
    }

    @Test
    void takesSomeRowsAtATimeOfAnExecutionThatHasVeryMany() throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        record("Agent");
        write(sink);
        database.execute(
                "insert into agent_execution_logs (id, execution_id, sequence, stage_status, timestamp, message)"
                        + " select gen_random_uuid(), id, 100 + n, 'event', now(), 'secret of Agent' from agent_executions,"
                        + " generate_series(1, " + ExpiredContent.ROWS * 5 / 2 + ") n where agent_name = 'Agent'");
        recordings.pass(DAY.multipliedBy(2));
        limitRows(ExpiredContent.ROWS);
        try {
            passMinutes(sink, 60);
        } finally {
            database.execute("drop function takes_too_long cascade");
        }

        assertThat(everything().stream().filter(row -> row.contains("secret of Agent")))
                .isEmpty();
    }

    @Test
    void saysOnceThatContentStaysSinceTakingItAlwaysTakesTooLong(CapturedOutput output) throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        record("Agent");
        write(sink);
        recordings.pass(DAY.multipliedBy(2));
        limitRows(0);
        try {
            passMinutes(sink, 40);
        } finally {
            database.execute("drop function takes_too_long cascade");
        }

        assertThat(output.getOut().split("Agent tracking cannot take content", -1))
                .hasSize(2);
    }

    /** A statement that changes more events is ended as by its time limit. */
    private static void limitRows(int rows) throws SQLException {
        database.execute(
                "create function takes_too_long() returns trigger language plpgsql as $$ begin"
                        + " if (select count(*) from changed) > " + rows
                        + " then raise exception 'too long' using errcode = 'query_canceled'; end if; return null; end $$",
                "create trigger takes_too_long after update on agent_execution_logs referencing new table as changed"
                        + " for each statement execute function takes_too_long()");
    }

    @Test
    void takesTheContentOfWhatIsStoredLate() throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        record("Late");
        recordings.pass(DAY.multipliedBy(3));
        passMinutes(sink, 10);
        write(sink);

        recordings.pass(DAY);
        passMinutes(sink, 10);

        assertThat(everything().stream().filter(row -> row.contains("secret of Late")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, ", ", 2", "9, 2"})
    void deadLettersGoWithTheContent(@Nullable Integer executions, @Nullable Integer payloads) throws Exception {
        PostgresRecordSink sink = sink(new Retention(days(executions), days(payloads)));
        keepAside(sink, "Old");
        recordings.pass(DAY);
        keepAside(sink, "Young");
        passMinutes(sink, 8);
        assertThat(letters()).hasSize(2);

        recordings.pass(DAY.plusHours(1));
        passMinutes(sink, 8);

        assertThat(letters()).singleElement().asString().contains("secret of Young");
    }

    @Test
    void deadLettersStayWhereAllDoes() throws Exception {
        PostgresRecordSink sink = sink(Retention.FOREVER);
        keepAside(sink, "Old");
        recordings.pass(DAY.multipliedBy(400));
        passMinutes(sink, 8);

        assertThat(letters()).hasSize(1);
    }

    @Test
    void manyDeadLettersGoLittleByLittle() throws Exception {
        PostgresRecordSink sink = sink(new Retention(null, DAY));
        keepAside(sink, "Old");
        database.execute("insert into agent_dead_letters (execution_id, status, error, format, record)"
                + " select overlay(execution_id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, status, error, format,"
                + " record from agent_dead_letters, generate_series(1, " + ExpiredLetters.BATCH + ") n");
        recordings.pass(DAY.multipliedBy(2));

        List<Integer> left = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            recordings.pass(Duration.ofSeconds(10));
            sink.maintain();
            left.add(letters().size());
        }

        assertThat(left.stream().distinct()).containsExactly(ExpiredLetters.BATCH + 1, 1, 0);
    }

    @Test
    void aHostWhoseClockIsAheadTakesNothingAway() throws Exception {
        Recordings now = new Recordings();
        PostgresRecordSink sink = sink(new Retention(DAY, Duration.ofHours(1)), database.dataSource(), now);
        now.run("Agent", () -> "done");
        sink.write(new RecordBatch(now.ended(), List.of(), false));

        now.pass(DAY.multipliedBy(500));
        for (int i = 0; i < 10; i++) {
            now.pass(Duration.ofMinutes(2));
            sink.maintain();
        }

        assertThat(database.value("select count(*) from agent_executions where output_data is not null"))
                .isEqualTo(1L);
        assertThat(database.value(
                        "select day > now() at time zone 'UTC' from agent_maintenance where task = 'payloads'"))
                .as("others go on looking for what is stored late")
                .isEqualTo(false);
    }

    private void record(String agent) {
        recordings.passMillis(10);
        String secret = "secret of " + agent;
        recordings.run(
                Recordings.method(agent).build(),
                new ContextIds("vault", "talk", "user"),
                null,
                Map.of("message", secret),
                () -> {
                    unwritten.add(recordings.run(
                            Recordings.method("Child").build(),
                            new ContextIds(null, null, null),
                            secret,
                            Map.of("message", secret),
                            () -> secret));
                    Tracking.current().relevance(true, 0.9, secret);
                    Tracking.current().stage("look up", () -> recordings.passMillis(1));
                    Tracking.current().event("INFO", secret, Map.of("what", secret));
                    Tracking.current().cite("book", "page 1", secret, 0.5);
                    Tracking.current().llmRequest("model", secret);
                    Tracking.current().llmResponse(secret, TokenUsage.of(5, 4));
                    Tracking.current().llmRequest("model", secret);
                    Tracking.current().llmResponse(secret, TokenUsage.of(5, 3));
                    new RecordingTracker(recordings.recorder())
                            .decision(Decision.ranked(0.5, 1)
                                    .candidate("Other", 0.4)
                                    .build());
                    throw new IllegalStateException(secret);
                });
        unwritten.add(recordings.ended().get(recordings.ended().size() - 1));
    }

    private void keepAside(PostgresRecordSink sink, String agent) throws Exception {
        record(agent);
        Execution refused = unwritten.get(unwritten.size() - 1);
        unwritten.clear();
        RecordEncoder encoder = sink.newEncoder();
        sink.deadLetter(
                new EncodedRecord(refused.id(), refused.status(), encoder.encode(refused)),
                encoder.format(),
                new IllegalStateException("refused"));
    }

    private static List<String> letters() throws SQLException {
        return database.query("select encode(record, 'escape') as text from agent_dead_letters").stream()
                .map(row -> String.valueOf(row.get("text")))
                .toList();
    }

    private static @Nullable Duration days(@Nullable Integer days) {
        return days == null ? null : DAY.multipliedBy(days);
    }

    private void write(PostgresRecordSink sink) throws Exception {
        sink.write(new RecordBatch(List.copyOf(unwritten), List.of(), false));
        unwritten.clear();
    }

    private void passMinutes(PostgresRecordSink sink, int minutes) throws Exception {
        for (int i = 0; i < minutes; i++) {
            recordings.pass(Duration.ofMinutes(1));
            sink.maintain();
        }
    }

    private static List<Object> roots() throws SQLException {
        return database
                .query("select agent_name from agent_executions where parent_execution_id is null order by id")
                .stream()
                .map(row -> row.get("agent_name"))
                .toList();
    }

    private static List<String> everything() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (PartitionedTable table : PartitionedTable.ALL) {
            database.query("select t::text as line from " + table.name() + " t")
                    .forEach(row -> rows.add(String.valueOf(row.get("line"))));
        }
        return rows;
    }

    private static List<Object> partitionsOf(String table) throws SQLException {
        return database.query(PARTITIONS + " and i.inhparent = '" + table + "'::regclass order by 1").stream()
                .map(row -> row.get("name"))
                .toList();
    }

    private PostgresRecordSink sink(Retention retention) {
        return sink(retention, database.dataSource(), recordings);
    }

    private static PostgresRecordSink sink(Retention retention, DataSource dataSource, Recordings clock) {
        return new PostgresRecordSink(
                () -> dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "one"), Presence.HEARTBEAT_TIMEOUT, List::of, clock),
                PostgresRecordSink.NETWORK_TIMEOUT,
                retention);
    }
}
