// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.agenttracking.demo.agent.OrchestratorAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("postgres")
class WebChatPostgresTest {

    private static final String CHILDREN = """
            SELECT id, agent_name, agent_method, status, current_stage, depth, vault_id, conversation_id, relevance_score,
                   relevance_reasoning, llm_model, llm_calls, llm_tokens_used, llm_latency_ms, input_data ->> 'message' AS message,
                   output_data ->> 'text' AS text, error_type, error_message
            FROM agent_executions WHERE parent_execution_id = ? ORDER BY agent_name""";
    private static final List<String> AGENTS = List.of(
            "ArchitectAgent",
            "ContinuityEditor",
            "DialogueCoach",
            "GeographerAgent",
            "HistorianAgent",
            "PsychologistAgent",
            "StyleAgent");

    @TempDir
    static Path folder;

    private static DemoRun demo;

    @BeforeAll
    static void openDatabase() throws IOException {
        demo = DemoRun.in(folder);
    }

    @AfterAll
    static void closeDatabase() {
        demo.close();
    }

    @Test
    void storesTheOrchestratorAndEveryAgentItAsked() throws Exception {
        JsonNode reply = demo.start()
                .chat(Map.of(
                        "message",
                        "What is Maren afraid of?",
                        "vaultId",
                        "vault-1",
                        "conversationId",
                        "conversation-1"));
        demo.stop();

        assertThat(reply.path("answer").asString()).startsWith("PsychologistAgent: ");
        UUID root = UUID.fromString(reply.path("executionId").asString());
        assertThat(demo.rows("SELECT * FROM agent_executions WHERE id = ?", root))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("agent_name", "OrchestratorAgent")
                        .containsEntry("agent_method", "answer")
                        .containsEntry("status", "success")
                        .containsEntry("parent_execution_id", null)
                        .containsEntry("vault_id", "vault-1")
                        .containsEntry("conversation_id", "conversation-1"));
        List<Map<String, Object>> children = demo.rows(CHILDREN, root);
        assertThat(children).extracting(row -> row.get("agent_name")).isEqualTo(AGENTS);
        assertThat(children)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("agent_method", row.get("status").equals("skipped") ? "shouldRespond" : "run")
                        .containsEntry("depth", 1)
                        .containsEntry("vault_id", "vault-1")
                        .containsEntry("conversation_id", "conversation-1")
                        .containsEntry("message", "What is Maren afraid of?"));
        assertThat(demo.rows("SELECT child_execution_id FROM agent_call_chains WHERE root_execution_id = ?", root))
                .hasSize(AGENTS.size());
    }

    @Test
    void storesWhyAnAgentWasSkipped() throws Exception {
        JsonNode reply = demo.start().chat(Map.of("message", "What is Maren afraid of?"));
        demo.stop();

        UUID root = UUID.fromString(reply.path("executionId").asString());
        List<Map<String, Object>> skipped = demo.rows(CHILDREN, root).stream()
                .filter(row -> row.get("status").equals("skipped"))
                .toList();
        assertThat(skipped).extracting(row -> row.get("agent_name")).contains("ArchitectAgent", "StyleAgent");
        assertThat(skipped).allSatisfy(row -> {
            assertThat((Double) row.get("relevance_score")).isBetween(0.0, 0.49);
            assertThat((String) row.get("relevance_reasoning")).isNotBlank();
            assertThat(row).containsEntry("current_stage", "should_respond").containsEntry("llm_model", null);
            assertThat(stages(row)).isEqualTo("should_respond");
        });
    }

    @Test
    void storesStagesModelTokensAndSourcesOfAnAnswer() throws Exception {
        JsonNode reply = demo.start().chat(Map.of("message", "What is Maren afraid of?"));
        demo.stop();

        UUID root = UUID.fromString(reply.path("executionId").asString());
        Map<String, Object> psychologist = child(root, "PsychologistAgent");
        assertThat(psychologist)
                .containsEntry("status", "success")
                .containsEntry("current_stage", "complete")
                .containsEntry("llm_model", "offline-story-model");
        assertThat(stages(psychologist))
                .isEqualTo("should_respond pre_process llm_prepare llm_call llm_parse post_process");
        assertThat((Double) psychologist.get("relevance_score")).isGreaterThanOrEqualTo(0.5);
        assertThat(((Number) psychologist.get("llm_tokens_used")).longValue()).isPositive();
        assertThat((Double) psychologist.get("llm_latency_ms")).isNotNegative();
        assertThat((String) psychologist.get("text")).contains("Maren Holt fears");
        assertThat(demo.rows(
                        "SELECT request_model, input_tokens, output_tokens, stage FROM agent_llm_calls WHERE execution_id = ?",
                        psychologist.get("id")))
                .singleElement()
                .satisfies(call -> assertThat(call)
                        .containsEntry("request_model", "offline-story-model")
                        .containsEntry("stage", "llm_call"));
        assertThat(demo.rows(
                        "SELECT source_type, source_id, quote FROM agent_citations WHERE execution_id = ?",
                        psychologist.get("id")))
                .isNotEmpty()
                .allSatisfy(citation -> assertThat(citation)
                        .containsEntry("source_type", "character")
                        .containsEntry("source_id", "maren-holt"));
    }

    @Test
    void keepsTheUsersClassesAndWritesNothingWithTrackingOff() throws Exception {
        long before = executions();

        JsonNode reply = demo.start("--tracking.enabled=false").chat(Map.of("message", "What is Maren afraid of?"));

        assertThat(demo.context().getBean(OrchestratorAgent.class).getClass()).isSameAs(OrchestratorAgent.class);
        assertThat(demo.context().getBeansOfType(Object.class).values())
                .noneMatch(bean -> bean.getClass().getName().startsWith("dev.agenttracking.demo")
                        && bean.getClass().getName().contains("$$"));
        assertThat(reply.path("executionId").isNull()).isTrue();
        assertThat(reply.path("answer").asString()).startsWith("PsychologistAgent: ");
        demo.stop();
        assertThat(executions()).isEqualTo(before);
    }

    @Test
    void goesOnWhenTheModelFailsForOneAgent() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.incrementAndGet();
            boolean psychologist = request.contains("psychologist");
            String json = psychologist ? "{\"error\":{\"message\":\"overloaded\"}}" : """
                      {"id":"c","object":"chat.completion","created":1,"model":"stub-1","choices":[{"index":0,
                       "message":{"role":"assistant","content":"{\\"answer\\":\\"Pull the crate.\\",\\"sources\\":[]}"},
                       "finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120}}""";
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(psychologist ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        JsonNode reply;
        try {
            reply = demo.start(
                            "--demo.model.base-url=http://localhost:"
                                    + server.getAddress().getPort(),
                            "--demo.model.name=stub")
                    .chat(Map.of("message", "How does the plot use Maren's fear?"));
        } finally {
            server.stop(0);
        }
        demo.stop();

        assertThat(calls).hasValue(2);
        assertThat(reply.path("answer").asString())
                .contains("PsychologistAgent could not answer", "503")
                .contains("ArchitectAgent: Pull the crate.");
        UUID root = UUID.fromString(reply.path("executionId").asString());
        assertThat(child(root, "PsychologistAgent"))
                .containsEntry("status", "failed")
                .containsEntry("current_stage", "llm_call")
                .containsEntry("llm_model", "stub")
                .hasEntrySatisfying(
                        "error_message", message -> assertThat((String) message).contains("503"));
        assertThat(child(root, "ArchitectAgent"))
                .containsEntry("status", "success")
                .containsEntry("text", "Pull the crate.")
                .hasEntrySatisfying(
                        "llm_tokens_used",
                        tokens -> assertThat(((Number) tokens).longValue()).isEqualTo(120));
        assertThat(demo.rows("SELECT status FROM agent_executions WHERE id = ?", root))
                .containsExactly(Map.of("status", "success"));
    }

    @Test
    void answersOddMessages() throws Exception {
        demo.start();
        for (String message : List.of("?!…", "🙂 \u0000 \ud800", "Почему?", "dark ".repeat(19_000))) {
            JsonNode reply = demo.chat(Map.of("message", message));
            assertThat(reply.path("agents")).hasSize(AGENTS.size());
            UUID root = UUID.fromString(reply.path("executionId").asString());
            assertThat(root.version()).isEqualTo(7);
        }
        demo.stop();

        assertThat(demo.rows("SELECT DISTINCT status FROM agent_executions WHERE agent_name = 'OrchestratorAgent'"))
                .containsExactly(Map.of("status", "success"));
    }

    @Test
    void refusesBadInputWithAProblemDetail() throws Exception {
        demo.start();
        String tooLong = "{\"message\": \"" + "x".repeat(100_001) + "\"}";
        String longId = "{\"message\": \"Maren\", \"vaultId\": \"" + "v".repeat(201) + "\"}";

        for (String body : List.of("", "{", "[]", "{}", "{\"message\": \" \"}", "{\"message\": {}}", tooLong, longId)) {
            HttpResponse<String> response = demo.post(body);

            assertThat(response.statusCode())
                    .as(body.length() > 100 ? body.substring(0, 100) : body)
                    .isEqualTo(400);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(response.body()).contains("\"status\":400");
        }
        demo.stop();
    }

    @Test
    void servesThePageFromItsOwnFiles() throws Exception {
        demo.start();

        HttpResponse<String> page = demo.get("/");
        HttpResponse<String> script = demo.get("/chat.js");

        assertThat(page.body())
                .contains("chat.css", "chat.js", "<label for=\"message\">")
                .doesNotContain("//");
        assertThat(script.statusCode()).isEqualTo(200);
        assertThat(script.body()).doesNotContain("innerHTML");
        assertThat(demo.get("/chat.css").statusCode()).isEqualTo(200);
        assertThat(demo.get("/about").body())
                .contains("\"model\":\"offline-story-model\"", "\"offline\":true", "The Keeper of Saltmarrow");
        demo.stop();
    }

    private static Map<String, Object> child(UUID root, String agent) {
        return demo.rows(CHILDREN, root).stream()
                .filter(row -> row.get("agent_name").equals(agent))
                .findFirst()
                .orElseThrow();
    }

    private static String stages(Map<String, Object> execution) {
        return (String) demo.rows(
                        "SELECT string_agg(stage, ' ' ORDER BY sequence) AS stages FROM agent_execution_logs"
                                + " WHERE execution_id = ? AND stage_status = 'completed'",
                        execution.get("id"))
                .get(0)
                .get("stages");
    }

    private static long executions() {
        if (demo.rows("SELECT to_regclass('agent_executions') AS found").get(0).get("found") == null) {
            return 0;
        }
        return (Long) demo.rows("SELECT count(*) AS executions FROM agent_executions")
                .get(0)
                .get("executions");
    }
}
