// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("postgres")
class ExecutionErasurePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Recordings recordings = new Recordings();
    private final ExecutionErasure erasure = ExecutionErasure.of(database.dataSource(), null);
    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new PlainJson(),
            null,
            true,
            ContentLimits.DEFAULTS,
            Presence.of(new ServiceIdentity("shop", "1", "one")),
            PostgresRecordSink.NETWORK_TIMEOUT);

    @BeforeEach
    void empties() throws Exception {
        sink.prepare();
        database.execute("truncate agent_dead_letters, " + String.join(", ", ErasureStatements.TABLES));
    }

    @Test
    void erasesAllOfAUserFromAllTables() throws Exception {
        tree("alice", "talk-1");
        tree("bob", "talk-2");
        store();
        assertThat(rowsWith("alice")).hasSizeGreaterThanOrEqualTo(7);
        List<String> bobs = rowsWith("bob");

        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(rowsWith("alice")).isEmpty();
        assertThat(rowsWith("bob")).isEqualTo(bobs);
        assertThat(report.erased()).isTrue();
        assertThat(report.executions()).isEqualTo(3);
        assertThat(report.sharedTrees()).isZero();
        assertThat(report.rows())
                .containsEntry("agent_executions", 3L)
                .containsEntry("agent_call_chains", 2L)
                .containsEntry("agent_llm_calls", 1L)
                .containsEntry("agent_tool_calls", 1L)
                .containsEntry("agent_decisions", 1L)
                .containsEntry("agent_evaluations", 1L)
                .containsEntry("agent_citations", 1L);
        assertThat(report.rows().get("agent_execution_logs")).isGreaterThan(1L);
        assertThat(report.rows().keySet()).containsAll(ErasureStatements.TABLES).contains("agent_dead_letters");
        assertThat(database.value("select count(*) from agent_call_chains")).isEqualTo(2L);
    }

    @Test
    void countsWhatItWouldEraseAndChangesNothing() throws Exception {
        tree("alice", "talk-1");
        tree("alice", "talk-1");
        tree("bob", "talk-2");
        store();
        List<String> before = rowsWith("");

        ErasureReport preview = erasure.preview(ErasureRequest.ofConversation("talk-1"));

        assertThat(rowsWith("")).isEqualTo(before);
        ErasureReport report = erasure.erase(ErasureRequest.ofConversation("talk-1"));
        assertThat(preview.erased()).isFalse();
        assertThat(preview.rows()).isEqualTo(report.rows());
        assertThat(preview.executions()).isEqualTo(6);
        assertThat(rowsWith("alice")).isEmpty();
    }

    @Test
    void erasingAgainFindsNothing() throws Exception {
        tree("alice", "talk-1");
        store();
        erasure.erase(ErasureRequest.ofUser("alice"));

        ErasureReport again = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(again.rows().values()).containsOnly(0L);
    }

    @Test
    void erasesTheWholeTreeWhereItsRootNamesNobody() throws Exception {
        run(
                "Router",
                null,
                null,
                "alice says",
                () -> run("Agent", "alice", "talk-1", "alice says", () -> "alice is told"));
        store();

        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(report.executions()).isEqualTo(2);
        assertThat(rowsWith("alice")).isEmpty();
    }

    @Test
    void leavesWhatOthersDidInASharedTree() throws Exception {
        run("NightlyJob", null, null, "for all", () -> {
            run("Agent", "alice", "talk-1", "alice says", () -> run("Helper", null, null, "alice says", () -> "alice"));
            return run("Agent", "bob", "talk-2", "bob says", () -> run("Helper", null, null, "bob says", () -> "bob"));
        });
        store();
        List<String> bobs = rowsWith("bob");

        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(report.executions()).isEqualTo(2);
        assertThat(report.sharedTrees()).isEqualTo(1);
        assertThat(rowsWith("alice")).isEmpty();
        assertThat(rowsWith("bob")).isEqualTo(bobs);
        assertThat(database.query("select agent_name from agent_executions order by id"))
                .extracting("agent_name")
                .containsExactly("NightlyJob", "Agent", "Helper");
    }

    @Test
    void erasesInOneVaultAlone() throws Exception {
        recordings.run(Recordings.method("A").build(), new ContextIds("one", null, "alice"), null, Map.of(), () -> "");
        recordings.run(Recordings.method("B").build(), new ContextIds("two", null, "alice"), null, Map.of(), () -> "");
        store();

        erasure.erase(ErasureRequest.ofUser("alice").inVault("two"));

        assertThat(database.query("select agent_name from agent_executions"))
                .containsExactly(Map.of("agent_name", "A"));
    }

    @Test
    void leavesWhatIsInNoVaultWhereOneIsGiven() throws Exception {
        ContextIds nowhere = new ContextIds(null, null, "alice");
        recordings.run(Recordings.method("Router").build(), nowhere, null, Map.of(), () -> {
            recordings.run(Recordings.method("Helper").build(), nowhere, null, Map.of(), () -> "");
            return recordings.run(
                    Recordings.method("Agent").build(), new ContextIds("two", null, "alice"), null, Map.of(), () -> "");
        });
        store();
        database.execute("update agent_executions set vault_id = null where agent_name <> 'Agent'");
        ErasureRequest request = ErasureRequest.ofUser("alice").inVault("two");

        assertThat(erasure.preview(request).executions()).isEqualTo(1);
        assertThat(erasure.erase(request).executions()).isEqualTo(1);
        assertThat(database.query("select agent_name from agent_executions order by agent_name"))
                .containsExactly(Map.of("agent_name", "Helper"), Map.of("agent_name", "Router"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\0", "\uD800", "\uD83D\uDE00"})
    void findsIdsThatAreStoredOtherwise(String part) throws Exception {
        String id = "a" + part.repeat(600);
        recordings.run(Recordings.method("A").build(), new ContextIds(id, id, id), null, Map.of(), () -> "");
        recordings.run(Recordings.method("B").build(), new ContextIds(id, id, "other"), null, Map.of(), () -> "");
        store();

        assertThat(erasure.erase(ErasureRequest.ofUser(id).inVault(id)).executions())
                .isEqualTo(1);
        assertThat(erasure.erase(ErasureRequest.ofConversation(id)).executions())
                .isEqualTo(1);
    }

    @Test
    void erasesRowsThatNameAConversationWithoutItsExecution() throws Exception {
        tree("alice", "talk-1");
        store();
        database.execute("delete from agent_executions");

        ErasureReport report = erasure.erase(ErasureRequest.ofConversation("talk-1"));

        assertThat(report.rows()).containsEntry("agent_decisions", 1L).containsEntry("agent_call_chains", 2L);
        assertThat(database.value("select count(*) from agent_decisions")).isEqualTo(0L);
        assertThat(database.value("select count(*) from agent_call_chains")).isEqualTo(0L);
    }

    @Test
    void looksThroughTablesWithoutAnIndexInSmallTransactions() throws Exception {
        long rows = ErasureStatements.PIECE * 5L / 2;
        database.execute(
                "insert into agent_decisions (execution_id, sequence, agent_name, chosen, conversation_id, created_at) select"
                        + " gen_random_uuid(), 0, 'Agent', false, 'talk-1', now() from generate_series(1, " + rows
                        + ")",
                "insert into agent_call_chains (id, root_execution_id, child_execution_id, parent_execution_id, depth, sequence,"
                        + " conversation_id, created_at) select gen_random_uuid(), gen_random_uuid(),"
                        + " gen_random_uuid(), gen_random_uuid(), 1,"
                        + " 0, 'talk-1', now() from generate_series(1, " + rows + ")",
                "create function takes_too_long() returns trigger language plpgsql as $$ begin"
                        + " if (select count(*) from gone) > " + ErasureStatements.PIECE
                        + " then raise exception 'too long'"
                        + " using errcode = 'query_canceled'; end if; return null; end $$");
        for (String table : List.of("agent_decisions", "agent_call_chains")) {
            database.execute("create trigger takes_too_long after delete on " + table
                    + " referencing old table as gone for each statement execute function takes_too_long()");
        }
        ErasureRequest request = ErasureRequest.ofConversation("talk-1");
        try {
            ErasureReport preview = erasure.preview(request);
            ErasureReport report = erasure.erase(request);

            assertThat(report.rows()).containsEntry("agent_decisions", rows).containsEntry("agent_call_chains", rows);
            assertThat(preview.rows()).isEqualTo(report.rows());
        } finally {
            database.execute("drop function takes_too_long cascade");
        }
        assertThat(database.value("select count(*) from agent_call_chains")).isEqualTo(0L);
    }

    @Test
    void erasesManyTreesInSmallTransactionsAndFinishesWhatWasBrokenOff() throws Exception {
        for (int i = 0; i < 450; i++) {
            run("Router", null, null, "alice says", () -> run("Agent", "alice", "talk-1", "alice says", () -> "alice"));
        }
        store();
        database.execute(
                "create function breaks() returns trigger language plpgsql as $$ begin"
                        + " if (select count(*) from agent_executions) < 500 then perform pg_terminate_backend(pg_backend_pid());"
                        + " end if; return null; end $$",
                "create trigger breaks after delete on agent_executions for each statement execute function breaks()");
        assertThatExceptionOfType(AnalyticsException.class)
                .isThrownBy(() -> erasure.erase(ErasureRequest.ofUser("alice")));
        database.execute("drop function breaks cascade");
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(500L);

        ErasureReport rest = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(rest.executions()).isEqualTo(500);
        assertThat(rowsWith("alice")).isEmpty();
    }

    @Test
    void erasesDeadLettersThatAreSomebodys() throws Exception {
        run("Agent", "alice", "talk-1", "alice says", () -> "alice is told");
        run("Agent", "bob", "talk-2", "bob says", () -> "bob is told");
        keepAside();

        ErasureReport preview = erasure.preview(ErasureRequest.ofUser("alice"));
        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(preview.rows()).isEqualTo(report.rows());
        assertThat(report.rows()).containsEntry("agent_dead_letters", 1L).containsEntry("agent_executions", 0L);
        assertThat(letters()).containsExactly("bob");
    }

    @Test
    void erasesDeadLettersOfAConversationInOneVault() throws Exception {
        for (String vault : List.of("one", "two")) {
            recordings.run(
                    Recordings.method("A").build(), new ContextIds(vault, "talk-1", vault), null, Map.of(), () -> "");
        }
        keepAside();

        erasure.erase(ErasureRequest.ofConversation("talk-1").inVault("two"));

        assertThat(letters()).containsExactly("one");
    }

    @Test
    void erasesDeadLettersThatNameNobodyWithTheirTree() throws Exception {
        Execution[] helper = new Execution[1];
        run("Router", null, null, "alice says", () -> {
            run("Helper", null, null, "alice says", () -> "alice");
            helper[0] = last();
            return run("Agent", "alice", "talk-1", "alice says", () -> "alice is told");
        });
        recordings.ended().remove(helper[0]);
        store();
        keepAside(helper[0]);

        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(report.rows()).containsEntry("agent_dead_letters", 1L);
        assertThat(rowsWith("alice")).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @Test
    void erasesTheRestOfATreeOfWhichOnlyADeadLetterSaysWhoseItIs() throws Exception {
        Execution[] agent = new Execution[1];
        run("Router", null, null, "alice says", () -> {
            run("Agent", "alice", "talk-1", "alice says", () -> "alice is told");
            agent[0] = last();
            return "alice";
        });
        recordings.ended().remove(agent[0]);
        store();
        keepAside(agent[0]);

        erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(rowsWith("alice")).isEmpty();
        assertThat(letters()).isEmpty();
    }

    @Test
    void aDeadLetterOfAnothersMakesTheirTreeShared() throws Exception {
        Execution[] bobs = new Execution[1];
        run("NightlyJob", null, null, "for all", () -> {
            run("Agent", "bob", "talk-2", "bob says", () -> "bob");
            bobs[0] = last();
            run("Agent", "alice", "talk-1", "alice says", () -> "alice");
            return "done";
        });
        recordings.ended().remove(bobs[0]);
        store();
        keepAside(bobs[0]);

        ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));

        assertThat(report.sharedTrees()).isEqualTo(1);
        assertThat(rowsWith("alice")).isEmpty();
        assertThat(rowsWith("NightlyJob")).isNotEmpty();
        assertThat(letters()).containsExactly("bob");
    }

    @Test
    void findsDeadLettersByTheirExecutionsWhereTheTableIsOlder() throws Exception {
        tree("alice", "talk-1");
        store();
        database.execute(
                "alter table agent_dead_letters rename to letters_aside",
                "create table agent_dead_letters (execution_id uuid, error text)",
                "insert into agent_dead_letters select id, 'refused' from agent_executions");
        try {
            ErasureReport report = erasure.erase(ErasureRequest.ofUser("alice"));
            assertThat(report.rows()).containsEntry("agent_dead_letters", 3L);
            database.execute("drop table agent_dead_letters");
            assertThat(erasure.erase(ErasureRequest.ofUser("alice")).rows()).doesNotContainKey("agent_dead_letters");
        } finally {
            database.execute(
                    "drop table if exists agent_dead_letters",
                    "alter table letters_aside rename to agent_dead_letters");
        }
    }

    @Test
    void knowsAllTablesThatHaveRowsOfExecutions() throws Exception {
        assertThat(database.query("select relname from pg_class where relkind = 'p'"))
                .extracting("relname")
                .containsExactlyInAnyOrderElementsOf(ErasureStatements.TABLES);
    }

    /** A router, and an agent that the router asks twice, with a row in each table. */
    private void tree(String user, String conversation) {
        run("Router", user, conversation, user + " says", () -> {
            new RecordingTracker(recordings.recorder())
                    .decision(Decision.ranked(0.5, 1).candidate("Agent", 0.8).build());
            run("Agent", null, null, user + " says", () -> {
                Tracking.current().stage("look up", () -> recordings.passMillis(1));
                Tracking.current().event("INFO", user + " again", Map.of());
                Tracking.current().cite("book", "page", user + " quoted", 0.5);
                Tracking.current().llmRequest("model", user + " asks");
                Tracking.current().llmResponse(user + " is told", TokenUsage.of(5, 4));
                return user;
            });
            return run("Agent", null, null, user + " says", () -> user);
        });
    }

    private Object run(
            String agent, @Nullable String user, @Nullable String conversation, String input, Callable<?> body) {
        recordings.pass(Duration.ofMillis(2));
        recordings.run(
                Recordings.method(agent).build(),
                new ContextIds(null, conversation, user),
                null,
                Map.of("message", input),
                body);
        return input;
    }

    private void store() throws Exception {
        List<Execution> executions = List.copyOf(recordings.ended());
        sink.write(new RecordBatch(executions, List.of(), false));
        database.execute(
                "insert into agent_tool_calls (execution_id, sequence, tool_name, result, started_at)"
                        + " select id, 0, 'search', input_data, started_at from agent_executions where llm_calls > 0",
                "insert into agent_evaluations (execution_id, name, explanation, source)"
                        + " select id, 'judge', input_data::text, 'judge' from agent_executions where llm_calls > 0");
    }

    /** All that has ended is refused. */
    private void keepAside() throws Exception {
        keepAside(recordings.ended().toArray(Execution[]::new));
    }

    private void keepAside(Execution... refused) throws Exception {
        RecordEncoder encoder = sink.newEncoder();
        for (Execution execution : refused) {
            sink.deadLetter(
                    new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution)),
                    encoder.format(),
                    new IllegalStateException("refused"));
        }
    }

    private Execution last() {
        return recordings.ended().get(recordings.ended().size() - 1);
    }

    /** Whose dead letters there are. */
    private static List<Object> letters() throws SQLException {
        return database.query("select user_id from agent_dead_letters order by execution_id").stream()
                .map(row -> row.get("user_id"))
                .toList();
    }

    private static List<String> rowsWith(String text) throws SQLException {
        List<String> rows = new ArrayList<>();
        for (String table : ErasureStatements.TABLES) {
            database.query("select t::text as line from " + table + " t order by 1")
                    .forEach(row -> rows.add(table + String.valueOf(row.get("line"))));
        }
        rows.removeIf(row -> !row.contains(text));
        return rows;
    }
}
