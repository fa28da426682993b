// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.autoconfigure.LangChain4jAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.testing.FakeOpenAi;
import dev.agenttracking.testing.FakeOpenAi.Answer;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** LangChain4j's own client of OpenAI against a server that speaks its protocol: what is stored is what went over the wire. */
@Tag("postgres")
class LangChain4jPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String KEY = "sk-not-to-be-stored-1234567890";
    private static final FakeOpenAi openAi = new FakeOpenAi();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static ConfigurableApplicationContext context;

    @BeforeAll
    static void start() {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "tracking.datasource.url=" + database.url(),
                        "tracking.datasource.username=" + TestDatabase.USERNAME,
                        "tracking.datasource.password=" + TestDatabase.PASSWORD)
                .run();
    }

    @AfterAll
    static void stop() {
        context.close();
        openAi.close();
    }

    @BeforeEach
    void empties() throws Exception {
        openAi.reset();
        stored();
        database.execute(
                "truncate agent_executions",
                "truncate agent_llm_calls",
                "truncate agent_tool_calls",
                "truncate agent_execution_logs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listened", "handmade"})
    void storesWhatWentOverTheWire(String model) throws Exception {
        openAi.will(Answer.text("Hello there").usage(12, 20).cached(8).reasoned(15));
        inAgent(() -> chat(model)
                .chat(ChatRequest.builder()
                        .messages(SystemMessage.from("Be kind."), UserMessage.from("Hi"))
                        .temperature(0.25)
                        .build())
                .aiMessage()
                .text());

        Map<String, Object> call = onlyCall();
        assertThat(call)
                .containsEntry("agent_name", "Agent")
                .containsEntry("operation", "chat")
                .containsEntry("stage", "llm_call")
                .containsEntry("provider", "openai")
                .containsEntry("request_model", "gpt-4o")
                .containsEntry("response_model", FakeOpenAi.MODEL)
                .containsEntry("input_tokens", 12L)
                .containsEntry("cache_read_tokens", 8L)
                .containsEntry("cache_write_tokens", 0L)
                .containsEntry("output_tokens", 20L)
                .containsEntry("reasoning_tokens", 15L)
                .containsEntry("finish_reason", "stop")
                .containsEntry("streaming", false)
                .containsEntry("cancelled", false)
                .containsEntry("error_type", null)
                .containsEntry("time_to_first_chunk_ms", null);
        assertThat(json(call.get("llm_request"))).isEqualTo(json("""
                                {"messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi"}],
                                 "options": {"model": "gpt-4o", "temperature": 0.25, "max_completion_tokens": 99}}"""));
        assertThat(json(call.get("llm_response")))
                .isEqualTo(json("{\"content\": \"Hello there\", \"finish_reason\": \"stop\", \"tool_calls\": []}"));
        JsonNode sent = openAi.requests().get(0);
        assertThat(sent.path("model").asString()).isEqualTo("gpt-4o");
        assertThat(sent.path("temperature").doubleValue()).isEqualTo(0.25);
        assertThat(sent.path("max_completion_tokens").intValue()).isEqualTo(99);
        assertThat(database.value(
                        "select status || ' ' || current_stage || ' ' || llm_tokens_used from agent_executions"))
                .isEqualTo("success complete 32");
        assertThat(database.value(
                        "select count(*) from agent_executions where agent_executions::text like '%" + KEY + "%'"))
                .isEqualTo(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "listened, 400, InvalidRequestException", "handmade, 401, AuthenticationException",
        "listened, 429, RateLimitException", "handmade, 500, InternalServerException",
        "handmade, 429, RateLimitException", "listened, 500, InternalServerException"
    })
    void storesWhyThereIsNoAnswer(String model, int status, String type) throws Exception {
        openAi.will(Answer.error(status, "because"));
        assertThatThrownBy(() -> inAgent(() -> chat(model).chat("Hi")))
                .hasMessageContaining("because")
                .satisfies(failure ->
                        assertThat(failure.getClass().getSimpleName()).isEqualTo(type));

        Map<String, Object> call = onlyCall();
        assertThat(call).containsEntry("input_tokens", null).containsEntry("finish_reason", null);
        assertThat(call.get("error_type")).hasToString("dev.langchain4j.exception." + type);
        assertThat(call.get("error_message").toString()).contains("because");
        assertThat(database.value("select status from agent_executions")).isEqualTo("failed");
    }

    @Test
    void storesOneCallOfAModelThatTriesAgainByItself() throws Exception {
        openAi.will(Answer.error(429, "slowly"), Answer.text("now").usage(3, 1));
        inAgent(() -> chat("retrying").chat("Hi"));

        assertThat(openAi.requests()).hasSize(2);
        assertThat(onlyCall()).containsEntry("input_tokens", 3L).containsEntry("error_type", null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"listenedStream", "handmadeStream"})
    void storesAStream(String model) throws Exception {
        openAi.will(Answer.text("Hel", "lo ", "you").usage(9, 4).cached(2).reasoned(1));
        assertThat(inAgent(() -> stream(model).get(10, TimeUnit.SECONDS))).isEqualTo("Hello you");

        Map<String, Object> call = onlyCall();
        assertThat(call)
                .containsEntry("agent_name", "Agent")
                .containsEntry("streaming", true)
                .containsEntry("chunks", 3)
                .containsEntry("input_tokens", 9L)
                .containsEntry("cache_read_tokens", 2L)
                .containsEntry("output_tokens", 4L)
                .containsEntry("reasoning_tokens", 1L)
                .containsEntry("finish_reason", "stop")
                .containsEntry("response_model", FakeOpenAi.MODEL);
        assertThat((Double) call.get("time_to_first_chunk_ms")).isBetween(0.0, (Double) call.get("latency_ms"));
        assertThat(json(call.get("llm_response")).path("content").asString()).isEqualTo("Hello you");
    }

    @Test
    void storesAStreamThatDoesNotSayWhatItUsed() throws Exception {
        openAi.will(Answer.text("Hello"));
        inAgent(() -> stream("handmadeStream").get(10, TimeUnit.SECONDS));
        assertThat(onlyCall())
                .containsEntry("input_tokens", null)
                .containsEntry("output_tokens", null)
                .containsEntry("finish_reason", "stop");
        assertThat(database.value("select llm_tokens_used from agent_executions"))
                .isIn((Object) null, 0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"listenedStream", "handmadeStream"})
    void storesWhatHadComeWhenTheConnectionBroke(String model) throws Exception {
        Answer answer =
                Answer.text("Hel", "lo ", "you").usage(9, 4).heldBefore(3).droppedAfter(3);
        openAi.will(answer);
        // A client may drop what it has not read when the connection breaks.
        assertThatThrownBy(() -> inAgent(() -> stream(model, piece -> {
                            if (piece.equals("lo ")) {
                                answer.release();
                            }
                        })
                        .get(10, TimeUnit.SECONDS)))
                .isInstanceOf(Exception.class);

        Map<String, Object> call = onlyCall();
        assertThat(call.get("error_type")).isNotNull();
        assertThat(call).containsEntry("cancelled", false).containsEntry("chunks", 2);
        assertThat(json(call.get("llm_response")).path("content").asString()).isEqualTo("Hello ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"listenedStream", "handmadeStream"})
    void storesWhatHadComeWhenTheCallerGaveUp(String model) throws Exception {
        Answer answer = Answer.text("Hel", "lo ", "you").usage(9, 4).heldBefore(2);
        openAi.will(answer);
        CompletableFuture<String> first = new CompletableFuture<>();
        inAgent(() -> {
            context.getBean(model, StreamingChatModel.class).chat("Hi", new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(PartialResponse partial, PartialResponseContext given) {
                    given.streamingHandle().cancel();
                    first.complete(partial.text());
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {}

                @Override
                public void onError(Throwable error) {}
            });
            return first.get(10, TimeUnit.SECONDS);
        });
        answer.release();

        Map<String, Object> call = onlyCall();
        assertThat(call).containsEntry("cancelled", true).containsEntry("error_type", null);
        assertThat(json(call.get("llm_response")).path("content").asString()).isEqualTo("Hel");
    }

    @Test
    void storesARefusedStream() throws Exception {
        openAi.will(Answer.error(429, "later"));
        assertThatThrownBy(() -> inAgent(() -> stream("handmadeStream").get(10, TimeUnit.SECONDS)))
                .rootCause()
                .hasMessageContaining("later");
        assertThat(onlyCall().get("error_type")).hasToString("dev.langchain4j.exception.RateLimitException");
    }

    @Test
    void storesTheRoundsAndToolsOfAnAiServiceAndItsMemory() throws Exception {
        openAi.will(
                Answer.tool("call_1", "weather", "{\"city\":\"Ulm\"}")
                        .andTool("call_2", "weather", "{\"city\":\"Bonn\"}")
                        .usage(20, 5),
                Answer.text("Rain.").usage(40, 2),
                Answer.text("As I said.").usage(50, 3));
        Assistant assistant = context.getBean(Assistant.class);
        assertThat(assistant.answer("user-7", "Weather?")).isEqualTo("Rain.");
        assertThat(assistant.answer("user-7", "Sure?")).isEqualTo("As I said.");

        List<Map<String, Object>> calls = calls();
        assertThat(calls)
                .hasSize(3)
                .allSatisfy(call -> assertThat(call)
                        .containsEntry("agent_name", "unknown")
                        .containsEntry("agent_method", "Assistant.answer")
                        .containsEntry("conversation_id", "user-7"));
        assertThat(calls).extracting(call -> call.get("sequence")).containsExactly(0, 1, 0);
        assertThat(calls).extracting(call -> call.get("finish_reason")).containsExactly("tool_calls", "stop", "stop");
        assertThat(json(calls.get(0).get("llm_response")).path("tool_calls")).isEqualTo(json("""
                                [{"id": "call_1", "name": "weather", "arguments": {"city": "Ulm"}},
                                 {"id": "call_2", "name": "weather", "arguments": {"city": "Bonn"}}]"""));
        assertThat(json(calls.get(0).get("llm_request")).path("options").path("tools"))
                .isEqualTo(json("[\"weather\"]"));
        assertThat(json(calls.get(1).get("llm_request")).path("messages").path(2))
                .isEqualTo(json("""
                                {"role": "tool", "tool_call_id": "call_1", "name": "weather", "content": "{\\"sky\\":\\"rain\\"}"}"""));
        List<Map<String, Object>> tools = database.query("select * from agent_tool_calls order by sequence");
        assertThat(tools).hasSize(2);
        assertThat(tools.get(0))
                .containsEntry("tool_name", "weather")
                .containsEntry("execution_id", calls.get(0).get("execution_id"))
                .containsEntry("llm_call_sequence", 0)
                .containsEntry("error_type", null);
        assertThat(json(tools.get(0).get("arguments"))).isEqualTo(json("{\"city\": \"Ulm\"}"));
        assertThat(json(tools.get(0).get("result"))).isEqualTo(json("{\"sky\": \"rain\"}"));
        assertThat(database.query("select llm_calls, llm_tokens_used from agent_executions order by id"))
                .containsExactly(
                        Map.of("llm_calls", 2, "llm_tokens_used", 67L), Map.of("llm_calls", 1, "llm_tokens_used", 53L));
    }

    @Test
    void storesAStreamingAiServiceWithItsToolsInOneExecution() throws Exception {
        openAi.will(
                Answer.tool("call_1", "weather", "{\"city\":\"Ulm\"}").usage(20, 5),
                Answer.text("Ra", "in.").usage(40, 2));
        CompletableFuture<String> answer = new CompletableFuture<>();
        context.getBean(Assistant.class).stream("user-9", "Weather?")
                .onPartialResponse(piece -> {})
                .onCompleteResponse(
                        response -> answer.complete(response.aiMessage().text()))
                .onError(answer::completeExceptionally)
                .start();
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("Rain.");
        await().until(() -> calls().size() == 2);

        List<Map<String, Object>> calls = calls();
        assertThat(calls)
                .extracting(call -> call.get("execution_id"))
                .containsOnly(calls.get(0).get("execution_id"));
        assertThat(calls).extracting(call -> call.get("conversation_id")).containsOnly("user-9");
        assertThat(calls).extracting(call -> call.get("input_tokens")).containsExactly(20L, 40L);
        assertThat(calls).extracting(call -> call.get("chunks")).containsExactly(2, 2);
        assertThat(database.value("select tool_name || llm_call_sequence from agent_tool_calls"))
                .isEqualTo("weather0");
        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
    }

    @Test
    void storesMediaByKindAndSizeAlone() throws Exception {
        openAi.will(Answer.text("A dog.").usage(1, 1));
        inAgent(() -> chat("handmade")
                .chat(UserMessage.from(
                        TextContent.from("What is it?"), ImageContent.from("aGVsbG8gd29ybGQ=", "image/png"))));
        assertThat(json(onlyCall().get("llm_request")).path("messages").path(0)).isEqualTo(json("""
                                {"role": "user", "content": "What is it?",
                                 "media": [{"type": "image", "mime_type": "image/png", "bytes": 11}]}"""));
    }

    @Test
    void storesWhatAModelThought() throws Exception {
        openAi.will(Answer.text("4").thinking("two and two").usage(3, 9).reasoned(8));
        inAgent(() -> chat("thinking").chat("2+2?"));
        assertThat(json(onlyCall().get("llm_response")).path("reasoning").asString())
                .isEqualTo("two and two");
    }

    @Test
    void storesEmbeddings() throws Exception {
        inAgent(() -> context.getBean(EmbeddingModel.class)
                .embedAll(List.of(TextSegment.from("one two"), TextSegment.from("three"))));
        assertThat(onlyCall())
                .containsEntry("operation", "embedding")
                .containsEntry("provider", "openai")
                .containsEntry("request_model", "text-embedding-3-small")
                .containsEntry("input_tokens", 3L);
    }

    @Test
    void recordsNothingWhileItIsSwitchedOff() throws Exception {
        TrackingSwitches switches = context.getBean(TrackingSwitches.class);
        switches.enable(false);
        try {
            openAi.will(Answer.text("Hello").usage(1, 1));
            assertThat(chat("listened").chat("Hi")).isEqualTo("Hello");
        } finally {
            switches.enable(true);
        }
        assertThat(calls()).isEmpty();
    }

    private static ChatModel chat(String name) {
        return context.getBean(name, ChatModel.class);
    }

    private static CompletableFuture<String> stream(String name) {
        return stream(name, piece -> {});
    }

    private static CompletableFuture<String> stream(String name, Consumer<String> pieces) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        context.getBean(name, StreamingChatModel.class).chat("Hi", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                pieces.accept(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                answer.complete(response.aiMessage().text());
            }

            @Override
            public void onError(Throwable error) {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    private static <T> T inAgent(Callable<T> body) throws Exception {
        return context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Agent", "run"), body);
    }

    private static Map<String, Object> onlyCall() throws Exception {
        List<Map<String, Object>> calls = calls();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    private static List<Map<String, Object>> calls() throws Exception {
        stored();
        return database.query(
                "select i.*, c.operation, c.chunks from agent_llm_interactions i join agent_llm_calls c using"
                        + " (execution_id, sequence) order by i.execution_id, sequence");
    }

    private static void stored() throws InterruptedException {
        assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofSeconds(20)))
                .isTrue();
    }

    private static JsonNode json(@Nullable Object text) {
        return JSON.readTree(String.valueOf(text));
    }

    interface Assistant {

        String answer(@MemoryId String user, @dev.langchain4j.service.UserMessage String question);

        TokenStream stream(@MemoryId String user, @dev.langchain4j.service.UserMessage String question);
    }

    static class Weather {

        @Tool
        String weather(@P("city") String city) {
            return "{\"sky\":\"" + (city.equals("Ulm") ? "rain" : "sun") + "\"}";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        AopAutoConfiguration.class,
        TrackingAutoConfiguration.class,
        LangChain4jAutoConfiguration.class
    })
    static class Application {

        @Bean
        OpenAiChatModel listened(ChatModelListener listener) {
            return model().listeners(List.of(listener)).build();
        }

        @Bean
        ChatModel handmade() {
            return model().build();
        }

        @Bean
        ChatModel retrying() {
            return model().maxRetries(2).build();
        }

        @Bean
        ChatModel thinking() {
            return model().returnThinking(true).build();
        }

        @Bean
        OpenAiStreamingChatModel listenedStream(ChatModelListener listener) {
            return stream().listeners(List.of(listener)).build();
        }

        @Bean
        StreamingChatModel handmadeStream() {
            return stream().build();
        }

        @Bean
        EmbeddingModel embeddings() {
            return OpenAiEmbeddingModel.builder()
                    .baseUrl(openAi.baseUrl())
                    .apiKey(KEY)
                    .modelName("text-embedding-3-small")
                    .build();
        }

        @Bean
        Assistant assistant(OpenAiChatModel listened, OpenAiStreamingChatModel listenedStream) {
            return AiServices.builder(Assistant.class)
                    .chatModel(listened)
                    .streamingChatModel(listenedStream)
                    .chatMemoryProvider(user -> MessageWindowChatMemory.withMaxMessages(20))
                    .tools(new Weather())
                    .build();
        }

        private static OpenAiChatModel.OpenAiChatModelBuilder model() {
            return OpenAiChatModel.builder()
                    .baseUrl(openAi.baseUrl())
                    .apiKey(KEY)
                    .modelName("gpt-4o")
                    .maxCompletionTokens(99)
                    .maxRetries(0);
        }

        private static OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder stream() {
            return OpenAiStreamingChatModel.builder()
                    .baseUrl(openAi.baseUrl())
                    .apiKey(KEY)
                    .modelName("gpt-4o");
        }
    }
}
