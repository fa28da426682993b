// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class LlmCallsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant START = Instant.parse("2026-03-01T12:00:00.123Z");
    private static final ServiceIdentity SERVICE = new ServiceIdentity("shop", "1.2", "pod-7");

    private final Recordings recordings = new Recordings(START);
    private final LlmJournal journal = recordings.recorder().llm();
    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new PlainJson(),
            null,
            true,
            ContentLimits.DEFAULTS,
            Presence.of(SERVICE),
            PostgresRecordSink.NETWORK_TIMEOUT);

    @BeforeEach
    void empties() throws Exception {
        sink.prepare();
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.execute("truncate " + table.name());
        }
    }

    @Test
    void storesEveryColumnOfAStreamedCall() throws Exception {
        priced("0.0000123");
        Execution execution = recordings.run("Agent", () -> {
            OpenLlmCall call = journal.begin(request("gpt-4o", "tell me", true));
            recordings.pass(Duration.ofMillis(100));
            call.chunk();
            recordings.pass(Duration.ofMillis(50));
            call.chunk();
            call.answered(reply("so it is", new LlmCall.Usage(10, 5, 4, 3, 2)));
            return "";
        });
        write(execution);

        assertThat(database.query("select * from agent_llm_calls").get(0))
                .containsEntry("execution_id", execution.id())
                .containsEntry("sequence", 0)
                .containsEntry("operation", "chat")
                .containsEntry("stage", "llm_call")
                .containsEntry("provider", "openai")
                .containsEntry("request_model", "gpt-4o")
                .containsEntry("response_model", "gpt-4o-2024-08-06")
                .containsEntry("input_tokens", 10L)
                .containsEntry("output_tokens", 5L)
                .containsEntry("cache_read_tokens", 4L)
                .containsEntry("cache_write_tokens", 3L)
                .containsEntry("reasoning_tokens", 2L)
                .containsEntry("started_at", Timestamp.from(START))
                .containsEntry("latency_ms", 150.0)
                .containsEntry("time_to_first_chunk_ms", 100.0)
                .containsEntry("chunks", 2)
                .containsEntry("finish_reason", "stop")
                .containsEntry("streaming", true)
                .containsEntry("cancelled", false)
                .containsEntry("error_type", null)
                .containsEntry("error_message", null)
                .containsEntry("cost_usd", new BigDecimal("0.0000123"))
                .containsEntry("price_version", "test")
                .containsEntry("llm_request", null)
                .containsEntry("llm_response", null);
        assertThat(database.query("select * from agent_executions").get(0))
                .containsEntry("llm_model", "gpt-4o")
                .containsEntry("llm_calls", 1)
                .containsEntry("llm_tokens_used", 15L)
                .containsEntry("llm_latency_ms", 150.0)
                .containsEntry("llm_cost_usd", new BigDecimal("0.0000123"))
                .containsEntry("llm_response", "{\"content\": \"so it is\"}");
    }

    @Test
    void storesAFailedAttemptAndTheOneThatAnswers() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            journal.begin(request("a", "try", false)).failed(new IllegalStateException("503"), LlmReply.NONE);
            journal.begin(request("b", "again", false)).answered(reply("fine", null));
            return "";
        });
        write(execution);

        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
        assertThat(database.query("select * from agent_llm_calls order by sequence"))
                .extracting(
                        row -> row.get("request_model"), row -> row.get("error_type"), row -> row.get("error_message"))
                .containsExactly(tuple("a", IllegalStateException.class.getName(), "503"), tuple("b", null, null));
        assertThat(database.value("select stage_status from agent_execution_logs where sequence = 0"))
                .isEqualTo("failed");
    }

    @Test
    void keepsTheContentOfAllCallsWhateverComesLast() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            journal.begin(request("chat-1", "first", false)).answered(reply("one", null));
            journal.begin(request("chat-2", "second", false)).answered(reply("two", null));
            journal.begin(new LlmRequest(LlmRequest.EMBEDDING, "openai", "embed", false, Map.of("input", "x")))
                    .answered(new LlmReply(null, null, List.of(), null, null, new LlmCall.Usage(7, 0, 0, 0, 0)));
            return "";
        });
        write(execution);

        assertThat(database.query("select * from agent_llm_interactions order by sequence"))
                .extracting(row -> row.get("operation"), row -> row.get("llm_request"), row -> row.get("llm_response"))
                .containsExactly(
                        tuple("chat", "{\"messages\": \"first\"}", "{\"content\": \"one\"}"),
                        tuple("chat", "{\"messages\": \"second\"}", "{\"content\": \"two\"}"),
                        tuple("embedding", "{\"input\": \"x\"}", null));
        assertThat(database.query("select * from agent_executions").get(0))
                .containsEntry("llm_model", "chat-2")
                .containsEntry("llm_tokens_used", 7L)
                .containsEntry("llm_response", "{\"content\": \"two\"}");
    }

    @Test
    void storesToolsWithTheCallThatAskedForThem() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            journal.begin(request("m", "weather?", false))
                    .answered(new LlmReply(Map.of(), null, List.of("call_1"), "tool_calls", null, null));
            var tool = journal.beginTool("weather", "call_1", Map.of("city", "Ulm"));
            recordings.pass(Duration.ofMillis(20));
            tool.returned(Map.of("sky", "grey"));
            journal.beginTool("clock", null, null).failed(new IllegalStateException("stopped"));
            return "";
        });
        write(execution);

        assertThat(database.query("select * from agent_tool_calls order by sequence"))
                .extracting(
                        row -> row.get("tool_name"),
                        row -> row.get("llm_call_sequence"),
                        row -> row.get("arguments"),
                        row -> row.get("result"),
                        row -> row.get("duration_ms"),
                        row -> row.get("error_message"))
                .containsExactly(
                        tuple("weather", 0, "{\"city\": \"Ulm\"}", "{\"sky\": \"grey\"}", 20.0, null),
                        tuple("clock", 0, null, null, 0.0, "stopped"));
    }

    @Test
    void leavesTheSameToolCallsWhenABatchComesAgain() throws Exception {
        Execution execution = recordings.run("Agent", () -> {
            asksForTool("call_1");
            journal.beginTool("weather", "call_1", Map.of("city", "Ulm")).returned("grey");
            return "";
        });
        Execution other = recordings.run("Bystander", () -> {
            asksForTool("call_2");
            journal.beginTool("clock", "call_2", null).returned("noon");
            return "";
        });
        write(execution);
        write(other);
        List<Map<String, Object>> first = database.query("select * from agent_tool_calls order by tool_name");
        sink.write(new RecordBatch(List.of(execution), List.of(execution.id()), true));

        assertThat(first).extracting(row -> row.get("tool_name")).containsExactly("clock", "weather");
        assertThat(database.query("select * from agent_tool_calls order by tool_name"))
                .isEqualTo(first);
    }

    @Test
    void replacesTheToolCallsOfARunningExecutionWhenItEnds() throws Exception {
        Execution execution = recordings.begin("Agent");
        asksForTool("call_1");
        var open = journal.beginTool("weather", "call_1", Map.of("city", "Ulm"));
        write(execution);
        String rows = "select tool_name, result, duration_ms from agent_tool_calls order by sequence";
        assertThat(database.query(rows))
                .extracting(row -> row.get("tool_name"), row -> row.get("result"), row -> row.get("duration_ms"))
                .containsExactly(tuple("weather", null, null));

        recordings.pass(Duration.ofMillis(20));
        open.returned(Map.of("sky", "grey"));
        journal.beginTool("clock", null, null).returned(Map.of("hour", 12));
        recordings.recorder().returned(execution, "done");
        sink.write(new RecordBatch(List.of(execution), List.of(execution.id()), false));

        assertThat(database.query(rows))
                .extracting(row -> row.get("tool_name"), row -> row.get("result"), row -> row.get("duration_ms"))
                .containsExactly(tuple("weather", "{\"sky\": \"grey\"}", 20.0), tuple("clock", "{\"hour\": 12}", 0.0));
    }

    @Test
    void storesCostsExactly() throws Exception {
        for (String cost : List.of(
                "0",
                "0.00",
                "1",
                "10000",
                "123456789.123456789",
                "0.0001",
                "0.00001",
                "0.000000000001",
                "-2.5",
                "1E+3")) {
            empties();
            priced(cost);
            write(recordings.run("Agent", () -> {
                journal.begin(request("m", "x", false)).answered(reply("y", null));
                return "";
            }));

            assertThat((BigDecimal) database.value("select cost_usd from agent_llm_calls"))
                    .as(cost)
                    .isEqualByComparingTo(cost);
        }
    }

    @Test
    void sumsTheCostsThatAreKnown() throws Exception {
        priced("0.1");
        Execution execution = recordings.run("Agent", () -> {
            for (int i = 0; i < 3; i++) {
                journal.begin(request("m", "x", false)).answered(reply("y", null));
            }
            recordings.account(LlmAccounting.NONE);
            journal.begin(request("unknown", "x", false)).answered(reply("y", null));
            return "";
        });
        write(execution);

        assertThat(database.value("select llm_cost_usd from agent_executions")).isEqualTo(new BigDecimal("0.3"));
        assertThat(database.value("select cost_usd from agent_llm_calls where sequence = 3"))
                .isNull();
    }

    private void priced(String usd) {
        recordings.account(new LlmAccounting() {
            @Override
            public LlmCall.Cost cost(
                    LlmCall.Sent sent,
                    @Nullable String answeredBy,
                    LlmCall.@Nullable Usage usage,
                    long startEpochMillis) {
                return new LlmCall.Cost(new BigDecimal(usd), "test");
            }
        });
    }

    private void asksForTool(String callId) {
        journal.begin(request("m", "weather?", false))
                .answered(new LlmReply(Map.of(), "", List.of(callId), "tool_calls", null, null));
    }

    private static LlmRequest request(String model, String message, boolean streaming) {
        return new LlmRequest(LlmRequest.CHAT, "openai", model, streaming, Map.of("messages", message));
    }

    private static LlmReply reply(String text, LlmCall.@Nullable Usage usage) {
        return new LlmReply(Map.of("content", text), text, List.of(), "stop", "gpt-4o-2024-08-06", usage);
    }

    private void write(Execution execution) throws Exception {
        sink.write(new RecordBatch(List.of(execution), List.of(), false));
    }
}
