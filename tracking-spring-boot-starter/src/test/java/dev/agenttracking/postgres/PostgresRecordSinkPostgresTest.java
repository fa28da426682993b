// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
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
import dev.agenttracking.execution.ResponseQuality;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RejectedRecordException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class PostgresRecordSinkPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final ServiceIdentity SERVICE = new ServiceIdentity("shop", "1.2", "pod-7");

    private final Recordings recordings = new Recordings(START);
    private final PostgresRecordSink sink = sink(database.dataSource());

    @BeforeEach
    void empties() throws Exception {
        sink.prepare();
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.execute("truncate " + table.name());
        }
    }

    @Test
    void storesEveryColumnOfASuccess() throws Exception {
        TrackedMethod method = TrackedMethod.of(getClass(), "Psychologist", "answer")
                .execution()
                .parameter("query", TrackedMethod.Role.INPUT, false)
                .tags("chat", "ünï,\"code")
                .build();
        Execution execution =
                recordings.run(method, new ContextIds("vault", "talk", "user"), null, Map.of("query", "why?"), () -> {
                    recordings.passMillis(1.5);
                    Tracking.current().relevance(true, 0.75, "it is about feelings");
                    return Map.of("answer", 42);
                });
        Object before = database.value("select now()");
        write(execution);

        Map<String, Object> row = execution(execution);
        assertThat(row)
                .containsEntry("id", execution.id())
                .containsEntry("root_execution_id", execution.id())
                .containsEntry("parent_execution_id", null)
                .containsEntry("depth", 0)
                .containsEntry("vault_id", "vault")
                .containsEntry("conversation_id", "talk")
                .containsEntry("user_id", "user")
                .containsEntry("agent_name", "Psychologist")
                .containsEntry("agent_method", "answer")
                .containsEntry("status", "success")
                .containsEntry("current_stage", "complete")
                .containsEntry("input_data", "{\"query\": \"why?\"}")
                .containsEntry("output_data", "{\"answer\": 42}")
                .containsEntry("llm_model", null)
                .containsEntry("llm_request", null)
                .containsEntry("llm_response", null)
                .containsEntry("llm_calls", 0)
                .containsEntry("llm_tokens_used", null)
                .containsEntry("llm_latency_ms", null)
                .containsEntry("llm_cost_usd", null)
                .containsEntry("response_quality_score", null)
                .containsEntry("started_at", Timestamp.from(START))
                .containsEntry("created_at", Timestamp.from(START))
                .containsEntry("completed_at", Timestamp.from(START.plusNanos(1_500_000)))
                .containsEntry("duration_ms", 1.5)
                .containsEntry("error_type", null)
                .containsEntry("error_message", null)
                .containsEntry("error_traceback", null)
                .containsEntry("relevance_score", 0.75)
                .containsEntry("relevance_reasoning", "it is about feelings")
                .containsEntry("trace_id", null)
                .containsEntry("service_name", "shop")
                .containsEntry("service_version", "1.2")
                .containsEntry("instance_id", "pod-7")
                .containsEntry("execution_metadata", null);
        assertThat(row.get("tags")).hasToString("{chat,\"ünï,\\\"code\"}");
        assertThat((Timestamp) row.get("updated_at")).isAfterOrEqualTo((Timestamp) before);
        assertThat(timeOfId(execution.id())).isEqualTo(START.toEpochMilli());
    }

    @Test
    void storesNullsWhereNothingIsKnown() throws Exception {
        PostgresRecordSink anonymous = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity(null, null, null)),
                PostgresRecordSink.NETWORK_TIMEOUT);
        Execution execution = (Execution)
                recordings.recorder().enter(Recordings.method("Agent").build());
        recordings.recorder().returned(execution, null);
        anonymous.write(fresh(execution));

        Map<String, Object> row = execution(execution);
        row.keySet()
                .removeAll(List.of(
                        "id",
                        "root_execution_id",
                        "depth",
                        "agent_name",
                        "agent_method",
                        "status",
                        "current_stage",
                        "llm_calls",
                        "started_at",
                        "completed_at",
                        "duration_ms",
                        "tags",
                        "created_at",
                        "updated_at"));
        assertThat(row.values()).containsOnlyNulls();
    }

    @Test
    void wrapsAResultThatIsNoObject() throws Exception {
        Execution text = recordings.run("Agent", () -> "fine");
        Execution list = recordings.run("Agent", () -> List.of(1, 2));
        write(text, list);

        assertThat(execution(text)).containsEntry("output_data", "{\"result\": \"fine\"}");
        assertThat(execution(list)).containsEntry("output_data", "{\"result\": [1, 2]}");
    }

    @Test
    void storesStagesAndEventsInTheOrderInWhichTheyBegan() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("pre_process", () -> {
                recordings.passMillis(2);
                Tracking.current().stage("look up", () -> recordings.passMillis(3));
                Tracking.current().event("WARN", "cold cache", Map.of("hits", 0));
            });
            Tracking.current().event("INFO", "outside", Map.of());
            Tracking.current().stage("post_process", () -> {
                throw new IllegalStateException("no");
            });
            return null;
        });
        write(execution);

        List<Map<String, Object>> logs = logs(execution);
        assertThat(logs).extracting(row -> row.get("sequence")).containsExactly(0, 1, 2, 3, 4);
        assertThat(logs).extracting(row -> row.get("parent_sequence")).containsExactly(null, 0, 0, null, null);
        assertThat(logs)
                .extracting(row -> row.get("stage"))
                .containsExactly("pre_process", "look up", "pre_process", null, "post_process");
        assertThat(logs)
                .extracting(row -> row.get("stage_kind"))
                .containsExactly("pre_process", null, "pre_process", null, "post_process");
        assertThat(logs)
                .extracting(row -> row.get("stage_status"))
                .containsExactly("completed", "completed", "event", "event", "failed");
        assertThat(logs).extracting(row -> row.get("duration_ms")).containsExactly(5.0, 3.0, null, null, 0.0);
        assertThat(logs)
                .extracting(row -> ((Timestamp) row.get("timestamp")).toInstant())
                .containsExactly(
                        START, START.plusMillis(2), START.plusMillis(5), START.plusMillis(5), START.plusMillis(5));
        assertThat(logs)
                .extracting(row -> row.get("log_level"))
                .containsExactly("INFO", "INFO", "WARN", "INFO", "ERROR");
        assertThat(logs)
                .extracting(row -> row.get("message"))
                .containsExactly(null, null, "cold cache", "outside", "no");
        assertThat(logs)
                .extracting(row -> row.get("data"))
                .containsExactly(
                        null, null, "{\"hits\": 0}", null, "{\"error_type\": \"java.lang.IllegalStateException\"}");
        assertThat(logs)
                .extracting(row -> row.get("id"))
                .doesNotHaveDuplicates()
                .doesNotContainNull();
        assertThat(execution(execution))
                .containsEntry("status", "failed")
                .containsEntry("current_stage", "post_process");
    }

    @Test
    void storesAFailureAsWhatIsBehindItsWrappers() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage("llm_prepare", () -> "fine");
            Tracking.current()
                    .stage(
                            "outer",
                            () -> Tracking.current().stage("inner", () -> {
                                throw new ExecutionException(new SQLException("no such row"));
                            }));
            return null;
        });
        write(execution);

        Map<String, Object> row = execution(execution);
        assertThat(row)
                .containsEntry("status", "failed")
                .containsEntry("error_type", "java.sql.SQLException")
                .containsEntry("error_message", "no such row")
                .containsEntry("current_stage", "inner")
                .containsEntry("output_data", null);
        assertThat((String) row.get("error_traceback"))
                .startsWith(
                        "java.sql.SQLException: no such row\n\tat " + getClass().getName());
    }

    @Test
    void survivesExceptionsThatMisbehave() throws Exception {
        Exception cyclic = new Exception("a");
        cyclic.initCause(new Exception("b", cyclic));
        Execution first = recordings.run("Agent", () -> {
            throw new HostileException();
        });
        Execution second = recordings.run("Agent", () -> {
            throw cyclic;
        });
        Exception chain = new Exception("root");
        for (int i = 0; i < 2_000; i++) {
            chain = new Exception("link " + i, chain);
        }
        Exception deep = chain;
        Execution third = recordings.run("Agent", () -> {
            throw deep;
        });
        write(first, second, third);

        assertThat(execution(first))
                .containsEntry("error_type", HostileException.class.getName())
                .containsEntry("error_message", "(its message cannot be read: java.lang.IllegalStateException)");
        assertThat((String) execution(first).get("error_traceback")).contains("cannot be printed");
        assertThat((String) execution(second).get("error_traceback")).contains("CIRCULAR REFERENCE");
        assertThat((String) execution(third).get("error_traceback"))
                .hasSize(CopyTable.MAX_TEXT_CHARS)
                .endsWith("…");
    }

    @Test
    void storesTheLastLlmCallOnTheExecutionAndEarlierOnesOnTheirRows() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().llmRequest("small", "first question");
            recordings.passMillis(10);
            Tracking.current().llmResponse("first answer", new TokenUsage(100, 20, 60, 5, 7));
            recordings.passMillis(1);
            Tracking.current().stage("llm_call", () -> {
                Tracking.current().llmRequest("large", "second question");
                recordings.passMillis(30);
                Tracking.current()
                        .llmResponse(Map.of("content", "second answer", "finish_reason", "stop"), TokenUsage.of(1, 2));
            });
            return null;
        });
        Execution unanswered = recordings.run("Agent", () -> {
            Tracking.current().llmRequest("silent", "anybody?");
            return null;
        });
        write(execution, unanswered);

        assertThat(execution(execution))
                .containsEntry("llm_calls", 2)
                .containsEntry("llm_model", "large")
                .containsEntry("llm_tokens_used", 123L)
                .containsEntry("llm_latency_ms", 40.0);
        assertThat((String) execution(execution).get("llm_request")).contains("second question");
        List<Map<String, Object>> calls = database.query(
                "select * from agent_llm_calls where execution_id = '" + execution.id() + "' order by sequence");
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0))
                .containsEntry("stage", "llm_call")
                .containsEntry("request_model", "small")
                .containsEntry("response_model", null)
                .containsEntry("input_tokens", 100L)
                .containsEntry("output_tokens", 20L)
                .containsEntry("cache_read_tokens", 60L)
                .containsEntry("cache_write_tokens", 5L)
                .containsEntry("reasoning_tokens", 7L)
                .containsEntry("started_at", Timestamp.from(START))
                .containsEntry("latency_ms", 10.0)
                .containsEntry("finish_reason", null)
                .containsEntry("streaming", false)
                .containsEntry("cancelled", false);
        assertThat((String) calls.get(0).get("llm_response")).contains("first answer");
        assertThat(calls.get(1))
                .containsEntry("finish_reason", "stop")
                .containsEntry("llm_request", null)
                .containsEntry("llm_response", null);
        assertThat(database.query("select llm_request->'messages'->0->>'content' q, llm_response->>'content' a"
                        + " from agent_llm_interactions where execution_id = '" + execution.id()
                        + "' order by sequence"))
                .containsExactly(
                        Map.of("q", "first question", "a", "first answer"),
                        Map.of("q", "second question", "a", "second answer"));
        assertThat(execution(unanswered))
                .containsEntry("llm_calls", 1)
                .containsEntry("llm_model", "silent")
                .containsEntry("llm_tokens_used", null)
                .containsEntry("llm_latency_ms", null)
                .containsEntry("llm_response", null);
    }

    @Test
    void storesWhoCalledWhom() throws Exception {
        Execution[] children = new Execution[2];
        Execution root = recordings.run("Orchestrator", () -> {
            recordings.passMillis(5);
            children[0] = recordings.run(
                    Recordings.method("A").build(), new ContextIds("v", null, null), "first", Map.of(), () -> {
                        children[1] = recordings.run("B", () -> null);
                        return null;
                    });
            return null;
        });
        write(children[1], children[0], root);

        assertThat(database.query("select root_execution_id, parent_execution_id, child_execution_id, depth, sequence,"
                        + " call_reason, vault_id, data_passed->>'input_of' as input_of, created_at"
                        + " from agent_call_chains order by depth"))
                .containsExactly(
                        call(root, root, children[0], 1, "first", "v"),
                        call(root, children[0], children[1], 2, null, "v"));
        assertThat(execution(children[1]))
                .containsEntry("root_execution_id", root.id())
                .containsEntry("parent_execution_id", children[0].id())
                .containsEntry("depth", 2);
    }

    @Test
    void storesDecisionsAndCitations() throws Exception {
        TrackedMethod question = TrackedMethod.of(getClass(), "Architect", "shouldRespond")
                .stage(new Declared("should_respond", ExecutionStage.SHOULD_RESPOND))
                .build();
        Execution asker = recordings.run("Orchestrator", () -> {
            recordings.passMillis(1);
            Object call = recordings.recorder().enter(question);
            recordings.recorder().returned(call, new Relevance(false, 0.2, "no houses in it"));
            Tracking.current().cite("chapter", "7", "It was a dark night", Double.POSITIVE_INFINITY);
            return null;
        });
        write(recordings.ended().toArray(Execution[]::new));

        assertThat(database.query("select * from agent_decisions"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("execution_id", asker.id())
                        .containsEntry("agent_name", "Architect")
                        .containsEntry("score", 0.2)
                        .containsEntry("chosen", false)
                        .containsEntry("reason_code", "declined")
                        .containsEntry("reason", "no houses in it")
                        .containsEntry("threshold", null)
                        .containsEntry("rank", null)
                        .containsEntry("created_at", Timestamp.from(START.plusMillis(1))));
        assertThat(database.query("select * from agent_citations"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("execution_id", asker.id())
                        .containsEntry("source_type", "chapter")
                        .containsEntry("source_id", "7")
                        .containsEntry("quote", "It was a dark night")
                        .containsEntry("relevance_score", null));
        assertThat(database.query("select status, current_stage from agent_executions where agent_name = 'Architect'"))
                .containsExactly(Map.of("status", "skipped", "current_stage", "should_respond"));
    }

    @Test
    void storesWhatWasFound() throws Exception {
        Execution bad = recordings.run("Agent", () -> null);
        Execution good = recordings.run("Agent", () -> null);
        Execution unchecked = recordings.run("Agent", () -> null);
        bad.findings(new Findings(
                List.of(new Violation(Violation.STAGE_ORDER, "stage 'prepare' after 'the \"check\"'")),
                List.of(
                        new Evaluation(0, "refusal", Evaluation.Label.WARN, 0.5, "I can't\0", bad.endNanos()),
                        new Evaluation(null, "contract", Evaluation.Label.FAIL, 0, null, bad.endNanos())),
                new ResponseQuality(
                        0.25,
                        List.of("$.name: must not be blank", "$.a\0b: is missing"),
                        List.of("refusal: \"I can't\0\""),
                        new ResponseQuality.Metrics(7, 2, false, 0.75),
                        true)));
        good.findings(new Findings(List.of(), List.of(), new ResponseQuality(1, List.of(), List.of(), null, false)));
        write(bad, good, unchecked);

        assertThat(execution(bad))
                .containsEntry(
                        "execution_metadata",
                        "{\"violations\": [{\"kind\": \"stage_order\", \"message\": \"stage 'prepare' after"
                                + " 'the \\\"check\\\"'\"}]}")
                .containsEntry("response_valid", false)
                .containsEntry(
                        "response_validation_errors", "[\"$.name: must not be blank\", \"$.a\uFFFDb: is missing\"]")
                .containsEntry("response_quality_score", 0.25)
                .containsEntry("response_warnings", "[\"refusal: \\\"I can't\uFFFD\\\"\"]")
                .containsEntry(
                        "response_metrics",
                        "{\"json_valid\": false, \"mean_score\": 0.75, \"word_count\": 2, \"content_length\": 7}");
        assertThat(execution(good))
                .containsEntry("execution_metadata", null)
                .containsEntry("response_valid", true)
                .containsEntry("response_validation_errors", "[]")
                .containsEntry("response_warnings", "[]")
                .containsEntry("response_metrics", null)
                .containsEntry("response_quality_score", 1.0);
        assertThat(execution(unchecked))
                .containsEntry("response_valid", null)
                .containsEntry("response_quality_score", null)
                .containsEntry("response_warnings", null)
                .containsEntry("response_validation_errors", null);
    }

    @Test
    void storesWhatEachCheckSaysOnceHoweverOftenABatchComes() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        execution.findings(new Findings(
                List.of(),
                List.of(
                        new Evaluation(0, "empty", Evaluation.Label.PASS, 1, null, execution.endNanos()),
                        new Evaluation(
                                null, "contract", Evaluation.Label.FAIL, 0, "$.a\0: is missing", execution.endNanos())),
                null));
        write(execution);
        database.execute("insert into agent_evaluations (execution_id, name, score, label, source) values ('"
                + execution.id() + "', 'taste', 0.5, 'warn', 'human')");
        sink.write(new RecordBatch(List.of(execution), List.of(execution.id()), true));

        String rows = "select llm_call_sequence, name, score, label, explanation, source from agent_evaluations"
                + " where execution_id = '" + execution.id() + "' order by source, id";
        assertThat(database.query(rows))
                .extracting(row -> new ArrayList<>(row.values()))
                .containsExactly(
                        new ArrayList<>(Arrays.asList(null, "taste", 0.5, "warn", null, "human")),
                        new ArrayList<>(Arrays.asList(0, "empty", 1.0, "pass", null, "rule")),
                        new ArrayList<>(Arrays.asList(null, "contract", 0.0, "fail", "$.a\uFFFD: is missing", "rule")));
    }

    @Test
    void storesOnceWhatIsSaidOfAnAnswerLater() throws Exception {
        Execution execution = recordings.run("Agent", () -> null);
        write(execution);
        LateEvaluation said =
                LateEvaluation.ofJudge(execution.id(), 0, "jud\0ge", Evaluation.Label.WARN, 0.25, "vague\0 and \uD800");
        sink.evaluated(List.of(said));
        sink.evaluated(
                List.of(said, LateEvaluation.ofJudge(execution.id(), null, "judge", Evaluation.Label.PASS, 1, null)));

        assertThat(database.query("select llm_call_sequence, name, score, label, explanation, source,"
                        + " created_at > now() - interval '1 minute' as lately from agent_evaluations"
                        + " where execution_id = '" + execution.id() + "' order by score"))
                .extracting(row -> new ArrayList<>(row.values()))
                .containsExactly(
                        new ArrayList<>(
                                Arrays.asList(0, "jud\uFFFDge", 0.25, "warn", "vague\uFFFD and \uFFFD", "judge", true)),
                        new ArrayList<>(Arrays.asList(null, "judge", 1.0, "pass", null, "judge", true)));
    }

    @Test
    void replacesARunningExecutionWhenItEnds() throws Exception {
        Execution execution = recordings.begin("Agent");
        Tracking.current().stage("pre_process", () -> recordings.passMillis(1));
        Object openStage = recordings
                .recorder()
                .enter(TrackedMethod.of(getClass(), "Agent", "call")
                        .stage(new Declared("llm_call", ExecutionStage.LLM_CALL))
                        .build());
        Tracking.current().llmRequest("m", "hello");
        write(execution);

        assertThat(execution(execution))
                .containsEntry("status", "llm_request")
                .containsEntry("current_stage", "llm_call")
                .containsEntry("completed_at", null)
                .containsEntry("duration_ms", null)
                .containsEntry("llm_calls", 1);
        assertThat(logs(execution))
                .extracting(row -> row.get("stage_status"), row -> row.get("duration_ms"))
                .containsExactly(tuple("completed", 1.0), tuple("started", null));

        recordings.passMillis(4);
        Tracking.current().llmResponse("hi", null);
        recordings.recorder().returned(openStage, null);
        recordings.recorder().returned(execution, "done");
        sink.write(new RecordBatch(List.of(execution), List.of(execution.id()), false));

        assertThat(execution(execution))
                .containsEntry("status", "success")
                .containsEntry("current_stage", "complete")
                .containsEntry("duration_ms", 5.0);
        assertThat(logs(execution))
                .extracting(row -> row.get("stage_status"))
                .containsExactly("completed", "completed");
        assertThat(database.value("select count(*) from agent_llm_calls")).isEqualTo(1L);
    }

    @Test
    void leavesTheSameRowsWhenABatchComesAgain() throws Exception {
        Execution root = recordings.run("Orchestrator", () -> {
            recordings.run("A", () -> {
                Tracking.current().llmRequest("m", "q");
                Tracking.current().llmResponse("a", null);
                Tracking.current().cite("t", "i", null, 1);
                return null;
            });
            return null;
        });
        List<Execution> executions = List.copyOf(recordings.ended());
        sink.write(new RecordBatch(executions, List.of(), false));
        Execution other = recordings.run("Bystander", () -> null);
        write(other);
        Map<String, List<Map<String, Object>>> first = everything();

        sink.write(new RecordBatch(
                executions, executions.stream().map(Execution::id).toList(), true));

        assertThat(everything()).isEqualTo(first);
        assertThat(first.get("agent_executions")).hasSize(3);
        assertThat(first.get("agent_call_chains")).hasSize(1);
        assertThat(root.depth()).isZero();
    }

    @Test
    void keepsHostileTextHarmless() throws Exception {
        String hostile = "a\u0000b\uD83Dc\\N\t\"';--\u202E\uFFFF";
        Execution execution = recordings.run(
                TrackedMethod.of(getClass(), hostile, hostile)
                        .execution()
                        .tags(hostile)
                        .build(),
                new ContextIds(hostile, hostile, hostile),
                hostile,
                Map.of(),
                () -> {
                    Tracking.current().event(hostile, hostile, Map.of());
                    Tracking.current().stage(hostile, () -> {});
                    Tracking.current().relevance(true, Double.NaN, hostile);
                    Tracking.current().cite(hostile, hostile, hostile, Double.NaN);
                    throw new IllegalStateException(hostile);
                });
        write(execution);

        String clean = "a\uFFFDb\uFFFDc\\N\t\"';--\u202E\uFFFF";
        assertThat(execution(execution))
                .containsEntry("agent_name", clean)
                .containsEntry("vault_id", clean)
                .containsEntry("relevance_score", null)
                .containsEntry("relevance_reasoning", clean)
                .containsEntry("error_message", clean);
        assertThat(logs(execution)).extracting(row -> row.get("message")).containsExactly(clean, null);
    }

    @Test
    void cutsTextThatNoIndexTakes() throws Exception {
        String endless = "本".repeat(100_000);
        Execution execution = recordings.run(
                TrackedMethod.of(getClass(), endless, "run").execution().build(),
                new ContextIds(endless, endless, endless),
                endless,
                Map.of(),
                () -> {
                    Tracking.current().stage(endless, () -> {});
                    Tracking.current().event("INFO", endless, Map.of());
                    return null;
                });
        write(execution);

        assertThat((String) execution(execution).get("vault_id")).hasSize(CopyTable.MAX_KEY_CHARS);
        assertThat(logs(execution))
                .extracting(row -> row.get("message"))
                .containsExactly(null, "本".repeat(CopyTable.MAX_TEXT_CHARS - 1) + "…");
    }

    @Test
    void sharesOneBudgetAmongTheContentOfAnExecution() throws Exception {
        PostgresRecordSink small = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                new ContentLimits(1_000, 1_500),
                Presence.of(SERVICE),
                PostgresRecordSink.NETWORK_TIMEOUT);
        Execution execution = recordings.run(
                Recordings.method("Agent").build(),
                new ContextIds(null, null, null),
                null,
                Map.of("a", "x".repeat(900)),
                () -> {
                    Tracking.current().event("INFO", "third", Map.of("b", "y".repeat(700)));
                    return Map.of("c", "z".repeat(1_100));
                });
        small.write(fresh(execution));

        assertThat((String) execution(execution).get("input_data")).contains("xxx");
        assertThat((String) execution(execution).get("output_data")).isEqualTo("{\"@truncated\": 1108}");
        assertThat(logs(execution).get(0).get("data")).isEqualTo("{\"@truncated\": 708}");
    }

    @Test
    void storesTheClassOfWhatGoesWrongInPlaceOfAValue() throws Exception {
        PostgresRecordSink failing = new PostgresRecordSink(
                database::dataSource,
                (value, maxBytes, out) -> {
                    out.write('{');
                    throw new StackOverflowError();
                },
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(SERVICE),
                PostgresRecordSink.NETWORK_TIMEOUT);
        Execution execution = recordings.run("Agent", () -> "text");
        failing.write(fresh(execution));

        assertThat(execution(execution)).containsEntry("output_data", "{\"@error\": \"java.lang.StackOverflowError\"}");
    }

    @Test
    void rejectsWhatTheDatabaseRefusesAndStoresNothingOfTheBatch() throws Exception {
        PostgresRecordSink broken = new PostgresRecordSink(
                database::dataSource,
                (value, maxBytes, out) -> out.write("{\"a\": nonsense}".getBytes()),
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(SERVICE),
                PostgresRecordSink.NETWORK_TIMEOUT);
        Execution fine = recordings.run("Agent", () -> null);
        Execution poisoned = recordings.run("Agent", () -> "x");

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> broken.write(new RecordBatch(List.of(fine, poisoned), List.of(), false)))
                .withMessageContaining("invalid input syntax for type json");
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(0L);
    }

    @Test
    void rejectsAnExecutionThatThrowsWhenItIsRead() throws Exception {
        TrackedStage hostile = new TrackedStage() {
            @Override
            public String stageName() {
                throw new IllegalStateException("no name");
            }

            @Override
            public ExecutionStage kind() {
                return ExecutionStage.INIT;
            }
        };
        HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));
        Execution execution = recordings.run("Agent", () -> {
            Tracking.current().stage(hostile, () -> {});
            return null;
        });

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink(pool).write(fresh(execution)))
                .withMessageContaining(IllegalStateException.class.getName())
                .withMessageNotContaining("no name");
        Execution next = recordings.run("Agent", () -> null);
        sink(pool).write(fresh(next));
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }

    @Test
    void givesTheConnectionBackAsItWas() throws Exception {
        for (boolean autoCommit : new boolean[] {true, false}) {
            HikariDataSource pool = database.pool(config -> {
                config.setMaximumPoolSize(1);
                config.setAutoCommit(autoCommit);
            });
            sink(pool).prepare();
            sink(pool).write(fresh(recordings.run("Agent", () -> null)));

            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getAutoCommit()).isEqualTo(autoCommit);
                assertThat(connection.getNetworkTimeout()).isZero();
                connection.setAutoCommit(true);
                try (Statement statement = connection.createStatement()) {
                    assertThat(statement.executeQuery("show lock_timeout").next())
                            .isTrue();
                }
            }
        }
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);
    }

    @Test
    void writesToANamedSchema() throws Exception {
        PostgresRecordSink named = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                "Agent-Tracking",
                true,
                ContentLimits.DEFAULTS,
                Presence.of(SERVICE),
                PostgresRecordSink.NETWORK_TIMEOUT);
        named.prepare();
        Execution execution = recordings.run("Agent", () -> null);
        named.write(fresh(execution));
        named.write(new RecordBatch(List.of(execution), List.of(execution.id()), true));

        assertThat(database.value("select count(*) from \"Agent-Tracking\".agent_executions"))
                .isEqualTo(1L);
        assertThat(named.describe()).isEqualTo("PostgreSQL, schema Agent-Tracking");
    }

    @Test
    void givesUpOnALockedTableAndLeavesNobodyWaiting() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table agent_executions");
            PostgresRecordSink impatient = sink(database.dataSource(), Duration.ofSeconds(1));

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> impatient.write(fresh(recordings.run("Agent", () -> null))))
                    .matches(e -> "55P03".equals(e.getSQLState()));
            assertThat(database.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'"))
                    .isEqualTo(0L);
        }
    }

    @Test
    void writesManyExecutionsInOneBatch() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            recordings.run("Agent", () -> {
                Tracking.current().stage("pre_process", () -> {});
                Tracking.current().stage("llm_call", () -> {});
                return Map.of("text", "x".repeat(500));
            });
        }
        write(recordings.ended().toArray(Execution[]::new));

        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2_000L);
        assertThat(database.value("select count(*) from agent_execution_logs")).isEqualTo(4_000L);
    }

    private void write(Execution... executions) throws Exception {
        sink.write(fresh(executions));
    }

    private static RecordBatch fresh(Execution... executions) {
        return new RecordBatch(List.of(executions), List.of(), false);
    }

    private static PostgresRecordSink sink(DataSource dataSource) {
        return sink(dataSource, PostgresRecordSink.NETWORK_TIMEOUT);
    }

    private static PostgresRecordSink sink(DataSource dataSource, Duration networkTimeout) {
        return new PostgresRecordSink(
                () -> dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(SERVICE),
                networkTimeout);
    }

    private static Map<String, Object> execution(Execution execution) throws SQLException {
        return database.query("select * from agent_executions where id = '" + execution.id() + "'")
                .get(0);
    }

    private static List<Map<String, Object>> logs(Execution execution) throws SQLException {
        return database.query("select id, sequence, parent_sequence, stage, stage_kind, stage_status, timestamp,"
                + " duration_ms, log_level, message, data::text as data from agent_execution_logs where execution_id = '"
                + execution.id() + "' order by timestamp, sequence");
    }

    private static Map<String, List<Map<String, Object>>> everything() throws SQLException {
        Map<String, List<Map<String, Object>>> all = new LinkedHashMap<>();
        for (CopyTable<?> table : TrackingTables.ALL) {
            List<Map<String, Object>> rows =
                    database.query("select t.*::text as row from " + table.name() + " t order by 1");
            rows.forEach(row ->
                    row.computeIfPresent("row", (name, text) -> text.toString().replaceAll(",\"[^\"]*\"\\)$", "")));
            all.put(table.name(), rows);
        }
        return all;
    }

    private static Map<String, Object> call(
            Execution root, Execution parent, Execution child, int depth, @Nullable String reason, String vault) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("root_execution_id", root.id());
        row.put("parent_execution_id", parent.id());
        row.put("child_execution_id", child.id());
        row.put("depth", depth);
        row.put("sequence", 0);
        row.put("call_reason", reason);
        row.put("vault_id", vault);
        row.put("input_of", child.id().toString());
        row.put("created_at", Timestamp.from(Instant.ofEpochMilli(child.startEpochMillis())));
        return row;
    }

    private static long timeOfId(UUID id) {
        return id.getMostSignificantBits() >>> 16;
    }

    private record Declared(String stageName, ExecutionStage kind) implements TrackedStage {}

    private static final class HostileException extends Exception {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException();
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new IllegalStateException();
        }
    }
}
