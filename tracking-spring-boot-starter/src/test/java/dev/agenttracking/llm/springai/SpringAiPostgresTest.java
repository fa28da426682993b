// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.autoconfigure.SpringAiAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.RefusedLlmCallException;
import dev.agenttracking.testing.FakeOpenAi;
import dev.agenttracking.testing.FakeOpenAi.Answer;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.client.ChatClientRequest;
import org.springframework.ai.chat.client.ChatClientResponse;
import org.springframework.ai.chat.client.advisor.MessageChatMemoryAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisor;
import org.springframework.ai.chat.client.advisor.api.StreamAdvisorChain;
import org.springframework.ai.chat.memory.ChatMemory;
import org.springframework.ai.chat.memory.MessageWindowChatMemory;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.document.Document;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

@Tag("postgres")
class SpringAiPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final FakeOpenAi openAi = new FakeOpenAi();
    private static final AtomicReference<@Nullable RefusedLlmCallException> refusal = new AtomicReference<>();
    private static ConfigurableApplicationContext context;

    private final ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
    private final Injected injected = context.getBean(Injected.class);
    private final ChatModel model = injected.model;
    private final List<String> agentsOfTools = new ArrayList<>();

    @BeforeAll
    static void starts() throws Exception {
        context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + TestDatabase.USERNAME,
                        "spring.datasource.password=" + TestDatabase.PASSWORD,
                        "spring.datasource.hikari.maximum-pool-size=2",
                        "tracking.writer.flush-interval=20ms")
                .run();
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("First", "makesTheTables"), () -> "");
        await().ignoreExceptions()
                .until(() -> Long.valueOf(1).equals(database.value("select count(*) from agent_executions")));
    }

    @AfterAll
    static void ends() {
        context.close();
        openAi.close();
    }

    @BeforeEach
    void empties() throws Exception {
        openAi.reset();
        refusal.set(null);
        for (String table : List.of(
                "agent_executions", "agent_execution_logs", "agent_llm_calls", "agent_tool_calls", "agent_citations")) {
            database.execute("truncate " + table);
        }
    }

    @Test
    void storesACallAsTheServerAnsweredIt() throws Exception {
        openAi.will(Answer.text("Paris.").usage(100, 20).cached(64).reasoned(12));
        String said = track(
                "Guide",
                () -> model.call(new Prompt(
                                List.of(new SystemMessage("Be brief."), new UserMessage("Capital of France?")),
                                OpenAiChatOptions.builder()
                                        .model("gpt-4o")
                                        .temperature(0.2)
                                        .maxTokens(50)
                                        .build()))
                        .getResult()
                        .getOutput()
                        .getText());

        assertThat(said).isEqualTo("Paris.");
        Map<String, Object> call = onlyCall();
        assertThat(call)
                .contains(
                        entry("agent_name", "Guide"),
                        entry("stage", "llm_call"),
                        entry("provider", "openai"),
                        entry("request_model", "gpt-4o"),
                        entry("response_model", FakeOpenAi.MODEL),
                        entry("input_tokens", 100L),
                        entry("output_tokens", 20L),
                        entry("cache_read_tokens", 64L),
                        entry("reasoning_tokens", 12L),
                        entry("finish_reason", "stop"),
                        entry("streaming", false),
                        entry("operation", "chat"),
                        entry("error_type", null));
        assertThat((String) call.get("llm_request"))
                .isEqualTo("{\"options\": {\"model\": \"gpt-4o\", \"max_tokens\": 50, \"temperature\": 0.2},"
                        + " \"messages\": [{\"role\": \"system\", \"content\": \"Be brief.\"},"
                        + " {\"role\": \"user\", \"content\": \"Capital of France?\"}]}");
        assertThat((String) call.get("llm_response"))
                .isEqualTo("{\"content\": \"Paris.\", \"tool_calls\": [], \"finish_reason\": \"stop\"}");
        assertThat(database.query("select status, llm_calls, llm_tokens_used from agent_executions"))
                .containsExactly(Map.of("status", "success", "llm_calls", 1, "llm_tokens_used", 120L));
    }

    @Test
    void storesAStreamedAnswerWithItsFirstChunkAndAllTokens() throws Exception {
        openAi.will(Answer.text("Hel", "lo ", "you").usage(50, 9).cached(32).reasoned(4));
        String said = track("Guide", () -> text(model.stream(new Prompt("hi"))));

        assertThat(said).isEqualTo("Hello you");
        Map<String, Object> call = onlyCall();
        assertThat(call)
                .contains(
                        entry("agent_name", "Guide"),
                        entry("provider", "openai"),
                        entry("request_model", "gpt-4o-mini"),
                        entry("response_model", FakeOpenAi.MODEL),
                        entry("input_tokens", 50L),
                        entry("output_tokens", 9L),
                        entry("cache_read_tokens", 32L),
                        entry("reasoning_tokens", 4L),
                        entry("finish_reason", "stop"),
                        entry("streaming", true),
                        entry("cancelled", false));
        assertThat((Integer) call.get("chunks")).isGreaterThanOrEqualTo(5);
        assertThat((Double) call.get("time_to_first_chunk_ms")).isPositive();
        assertThat((String) call.get("llm_response")).contains("\"content\": \"Hello you\"");
    }

    @Test
    void knowsNoTokensOfAStreamThatEndsWithoutUsage() throws Exception {
        openAi.will(Answer.text("a", "b"));
        track("Guide", () -> text(model.stream(new Prompt("hi"))));

        assertThat(onlyCall())
                .contains(entry("input_tokens", null), entry("output_tokens", null), entry("finish_reason", "stop"));
    }

    @Test
    void keepsThePartOfAnAnswerThatItsReaderGivesUp() throws Exception {
        Answer slow = Answer.text("one ", "two ", "three").heldBefore(3).usage(5, 3);
        openAi.will(slow);
        track(
                "Guide",
                () -> model.stream(new Prompt("count"))
                        .map(SpringAiPostgresTest::textOf)
                        .filter(piece -> piece.contains("two"))
                        .blockFirst());
        slow.release();

        Map<String, Object> call = onlyCall();
        assertThat(call).contains(entry("cancelled", true), entry("error_type", null));
        assertThat((String) call.get("llm_response")).contains("\"content\": \"one two \"");
    }

    @Test
    void storesADroppedConnectionWithWhatCameBefore() throws Exception {
        Answer answer = Answer.text("half ", "an answer").heldBefore(2).droppedAfter(2);
        openAi.will(answer);
        // A client may drop what it has not read when the connection breaks.
        assertThatThrownBy(() -> track(
                        "Guide",
                        () -> text(model.stream(new Prompt("go")).doOnNext(response -> {
                            if ("half ".equals(response.getResult().getOutput().getText())) {
                                answer.release();
                            }
                        }))))
                .isInstanceOf(Exception.class);

        Map<String, Object> call = onlyCall();
        assertThat(call.get("error_type")).isNotNull();
        assertThat((String) call.get("llm_response")).contains("\"content\": \"half \"");
        assertThat(database.value("select status from agent_executions")).isEqualTo("failed");
    }

    @Test
    void storesErrorsOfTheProviderAndTheAttemptThatSucceeds() throws Exception {
        int[] statuses = {400, 401, 429, 500};
        for (int status : statuses) {
            openAi.will(Answer.error(status, "no " + status));
        }
        openAi.will(Answer.text("at last").usage(3, 2));
        String said = track("Guide", () -> {
            for (int status : statuses) {
                assertThatThrownBy(() -> model.call("try")).hasMessageContaining(String.valueOf(status));
            }
            return model.call("try");
        });

        assertThat(said).isEqualTo("at last");
        assertThat(calls())
                .extracting(call -> ((String) call.get("error_type")), call -> call.get("input_tokens"))
                .containsExactly(
                        tuple("com.openai.errors.BadRequestException", null),
                        tuple("com.openai.errors.UnauthorizedException", null),
                        tuple("com.openai.errors.RateLimitException", null),
                        tuple("com.openai.errors.InternalServerException", null),
                        tuple(null, 3L));
        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
    }

    @Test
    void storesThreeRoundsOfToolsAsThreeCallsWithTheirTools() throws Exception {
        toolRounds();
        String said = track(
                "Guide", () -> client().prompt("weather?").tools(this).call().content());

        assertThat(said).isEqualTo("20 and 20");
        assertToolRounds(false);
    }

    @Test
    void storesThreeStreamedRoundsOfToolsInTheExecutionThatSubscribed() throws Exception {
        toolRounds();
        String said = track(
                "Guide",
                () -> String.join(
                        "",
                        client().prompt("weather?").tools(this).stream()
                                .content()
                                .collectList()
                                .block()));

        assertThat(said).isEqualTo("20 and 20");
        assertToolRounds(true);
    }

    @Test
    void keepsOneRootForAllThatAChatClientCallsOutsideAnyExecution() throws Exception {
        toolRounds();
        client().prompt("weather?").tools(this).call().content();
        toolRounds();
        client().prompt("weather?").tools(this).stream().content().blockLast();

        await().untilAsserted(() -> assertThat(database.query(
                        "select agent_name, agent_method, llm_calls, llm_tokens_used, status from agent_executions"))
                .hasSize(2)
                .containsOnly(Map.of(
                        "agent_name", "unknown",
                        "agent_method", "chat_client",
                        "llm_calls", 3,
                        "llm_tokens_used", 66L,
                        "status", "success")));
        assertThat(database.value("select count(*) from agent_tool_calls")).isEqualTo(4L);
        assertThat(CurrentExecution.get()).isNull();
    }

    @Test
    void givesACallOutsideAnyExecutionARootAlsoWhenItIsStreamed() throws Exception {
        openAi.will(Answer.text("x").usage(1, 1), Answer.text("y").usage(1, 1));
        model.call("a");
        text(model.stream(new Prompt("b")));

        await().untilAsserted(() -> assertThat(
                        database.query("select agent_name, agent_method, llm_calls, status from agent_executions"))
                .hasSize(2)
                .containsOnly(
                        Map.of("agent_name", "unknown", "agent_method", "chat", "llm_calls", 1, "status", "success")));
    }

    @Test
    void keepsTheRootOfAChatClientWhereReactorsContextSpeaksOfIdsAlone() throws Exception {
        openAi.will(Answer.text("x").usage(1, 1));
        CurrentExecution.Handle ids = CurrentExecution.onBehalfOf(null, new ContextIds(null, "talk-8", null));
        client().prompt("a").stream()
                .content()
                .contextWrite(context -> context.put(CurrentExecution.CONTEXT_KEY, ids))
                .blockLast();

        assertThat(onlyCall()).contains(entry("agent_name", "unknown"), entry("streaming", true));
        await().untilAsserted(() -> assertThat(
                        database.query("select agent_method, llm_calls, status from agent_executions"))
                .containsExactly(Map.of("agent_method", "chat_client", "llm_calls", 1, "status", "success")));
    }

    @Test
    void givesACallToTheAgentThatStreamsInsideAChatClientOfAnother() throws Exception {
        openAi.will(Answer.text("asked ", "twice").usage(4, 2));
        StreamingAgent agent = context.getBean(StreamingAgent.class);
        ChatClient client = ChatClient.builder(model, context.getBean(ObservationRegistry.class), null, null)
                .defaultAdvisors(new SubAgent(agent, model))
                .build();
        String said = track(
                "Guide",
                () -> String.join(
                        "", client.prompt("?").stream().content().collectList().block()));

        assertThat(said).isEqualTo("asked twice");
        assertThat(onlyCall())
                .contains(entry("agent_name", "StreamingAgent"), entry("input_tokens", 4L), entry("chunks", 5));
    }

    @Test
    void takesTheConversationFromTheMemoryAdvisorAndShowsAdvisorsAsStages() throws Exception {
        openAi.will(Answer.text("hello Ann").usage(1, 1), Answer.text("Ann").usage(1, 1));
        ChatMemory memory = MessageWindowChatMemory.builder().build();
        ChatClient client = ChatClient.builder(model, context.getBean(ObservationRegistry.class), null, null)
                .defaultAdvisors(MessageChatMemoryAdvisor.builder(memory).build())
                .build();
        for (String text : List.of("I am Ann", "Who am I?")) {
            track(
                    "Guide",
                    () -> client.prompt(text)
                            .advisors(spec -> spec.param(ChatMemory.CONVERSATION_ID, "talk-7"))
                            .call()
                            .content());
        }

        await().untilAsserted(
                        () -> assertThat(database.query("select conversation_id, llm_calls from agent_executions"))
                                .hasSize(2)
                                .containsOnly(Map.of("conversation_id", "talk-7", "llm_calls", 1)));
        assertThat(database.query("select distinct stage, stage_status from agent_execution_logs order by stage"))
                .extracting(row -> row.get("stage"))
                .contains("llm_call", "MessageChatMemoryAdvisor")
                .doesNotContain("call", "stream");
        assertThat((String) calls().get(1).get("llm_request")).contains("I am Ann", "hello Ann", "Who am I?");
    }

    @Test
    void citesWhatAVectorStoreFindsAndStoresTheCallsOfItsEmbeddingModel() throws Exception {
        track("Guide", () -> {
            SimpleVectorStore store = SimpleVectorStore.builder(context.getBean(OpenAiEmbeddingModel.class))
                    .observationRegistry(context.getBean(ObservationRegistry.class))
                    .build();
            store.add(List.of(
                    new Document("d1", "the sea is blue", Map.of()), new Document("d2", "grass is green", Map.of())));
            return store.similaritySearch(SearchRequest.builder()
                            .query("the sea is blue")
                            .topK(1)
                            .build())
                    .get(0)
                    .getText();
        });

        assertThat(calls())
                .hasSize(4)
                .allSatisfy(call -> assertThat(call)
                        .contains(
                                entry("operation", "embedding"),
                                entry("provider", "openai"),
                                entry("request_model", "text-embedding-3-small"),
                                entry("llm_response", null)));
        // One to learn how long vectors are, one for each document, one for the query.
        assertThat(calls())
                .extracting(call -> call.get("input_tokens"), call -> call.get("output_tokens"))
                .containsExactly(tuple(2L, 0L), tuple(4L, 0L), tuple(3L, 0L), tuple(4L, 0L));
        assertThat((String) calls().get(3).get("llm_request")).contains("\"input\": [\"the sea is blue\"]");
        assertThat(database.query("select source_type, source_id, quote from agent_citations"))
                .containsExactly(Map.of("source_type", "document", "source_id", "d1", "quote", "the sea is blue"));
        assertThat((Double) database.value("select relevance_score from agent_citations"))
                .isGreaterThan(0.99);
        assertThat((String) database.value(
                        "select data::text from agent_execution_logs where message = 'vector store queried'"))
                .contains("\"query\": \"the sea is blue\"", "\"documents\": 1", "duration_ms");
    }

    @Test
    void countsAHandBuiltModelThatLetsNothingBeObserved() throws Exception {
        openAi.will(
                Answer.text("one").usage(7, 3),
                Answer.text("tw", "o").usage(8, 4).cached(2),
                Answer.text("three").usage(9, 5));
        track("Guide", () -> {
            injected.handBuilt.call("by text");
            text(injected.handBuilt.stream(new Prompt("in pieces")));
            return injected.handBuilt.call(new UserMessage("by message"));
        });

        assertThat(calls())
                .extracting(
                        call -> call.get("input_tokens"),
                        call -> call.get("output_tokens"),
                        call -> call.get("cache_read_tokens"),
                        call -> call.get("request_model"),
                        call -> call.get("provider"),
                        call -> call.get("streaming"))
                .containsExactly(
                        tuple(7L, 3L, 0L, "gpt-4o-mini", "openai", false),
                        tuple(8L, 4L, 2L, "gpt-4o-mini", "openai", true),
                        tuple(9L, 5L, 0L, "gpt-4o-mini", "openai", false));
    }

    @Test
    void countsACallOnceHoweverManyModelsHandItOn() throws Exception {
        openAi.will(Answer.text("routed").usage(7, 3), Answer.text("rou", "ted").usage(7, 3));
        track("Guide", () -> {
            injected.router.call("x");
            return text(injected.router.stream(new Prompt("y")));
        });

        assertThat(calls())
                .extracting(call -> call.get("input_tokens"), call -> call.get("provider"))
                .containsExactly(tuple(7L, "openai"), tuple(7L, "openai"));
    }

    @Test
    void countsACallOnceThatIsStreamedOnAnotherThread() throws Exception {
        openAi.will(Answer.text("rou", "ted").usage(7, 3));
        track("Guide", () -> text(injected.elastic.stream(new Prompt("y"))));

        assertThat(onlyCall()).contains(entry("input_tokens", 7L), entry("provider", "openai"));
    }

    @Test
    void countsTheModelThatFailsAndTheOneThatIsTriedAfterIt() throws Exception {
        openAi.will(Answer.error(400, "first"), Answer.text("second").usage(7, 3));
        openAi.will(Answer.error(400, "third"), Answer.text("fou", "rth").usage(8, 4));
        track("Guide", () -> {
            injected.fallback.call("x");
            return text(injected.fallback.stream(new Prompt("y")));
        });

        assertThat(calls())
                .extracting(call -> call.get("error_type") == null, call -> call.get("input_tokens"))
                .containsExactly(tuple(false, null), tuple(true, 7L), tuple(false, null), tuple(true, 8L));
        assertThat(database.value("select status from agent_executions")).isEqualTo("success");
    }

    @Test
    void leavesTheConcreteClassToWhoeverAsksForIt() throws Exception {
        assertThat(injected.concrete).isExactlyInstanceOf(OpenAiChatModel.class);
        assertThat(context.getBean(OpenAiChatModel.class)).isSameAs(injected.concrete);
        assertThat(injected.router).isInstanceOf(Router.class);
        openAi.will(Answer.text("x").usage(1, 1), Answer.text("y", "z").usage(2, 2));
        track("Guide", () -> {
            injected.concrete.call("a");
            text(injected.concrete.stream(new Prompt("b")));
            // Spring AI ends its observation after its reader has gone on.
            Execution execution = CurrentExecution.get();
            await().until(() -> execution.llmCalls().get(1).answer() != null);
            return "";
        });

        assertThat(calls())
                .extracting(call -> call.get("input_tokens"), call -> call.get("streaming"))
                .containsExactly(tuple(1L, false), tuple(2L, true));
    }

    @Test
    void givesARefusalToTheCallerBeforeTheProviderIsCalled() throws Exception {
        RefusedLlmCallException refused = new RefusedLlmCallException("spent") {};
        refusal.set(refused);
        List<Callable<Object>> ways = List.of(
                () -> model.call("x"),
                () -> text(model.stream(new Prompt("x"))),
                () -> injected.concrete.call("x"),
                () -> text(injected.concrete.stream(new Prompt("x"))),
                () -> client().prompt("x").call().content(),
                () -> client().prompt("x").stream().content().blockLast());
        for (Callable<Object> way : ways) {
            assertThatThrownBy(() -> track("Guide", way)).isSameAs(refused);
        }

        assertThat(openAi.requests()).isEmpty();
        await().untilAsserted(() -> assertThat(database.value(
                        "select count(*) from agent_executions where llm_calls = 0 and status <> 'running'"))
                .isEqualTo(6L));
    }

    @Test
    void followsAnAgentsOwnStreamOverItsThreads() throws Exception {
        openAi.will(Answer.text("a", "b").usage(4, 2));
        StreamingAgent agent = context.getBean(StreamingAgent.class);
        List<String> pieces = agent.answer(() -> model.stream(new Prompt("hi")).map(SpringAiPostgresTest::textOf))
                .subscribeOn(Schedulers.boundedElastic())
                .publishOn(Schedulers.parallel())
                .collectList()
                .block();

        assertThat(String.join("", pieces)).isEqualTo("ab");
        assertThat(onlyCall()).contains(entry("agent_name", "StreamingAgent"), entry("input_tokens", 4L));
    }

    @Test
    void makesACallOfEachSubscription() throws Exception {
        openAi.will(Answer.text("a").usage(4, 2), Answer.text("a").usage(4, 2));
        track("Guide", () -> {
            Flux<ChatResponse> twice = model.stream(new Prompt("hi"));
            return text(twice) + text(twice);
        });

        assertThat(calls()).hasSize(2);
        assertThat(openAi.requests()).hasSize(2);
    }

    @Test
    void tellsParallelAgentsApart() throws Exception {
        openAi.always(request -> {
            String asked = request.path("messages").path(0).path("content").asString();
            return Answer.text("for ", asked).usage(Integer.parseInt(asked), 1);
        });
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Void>> runs = new ArrayList<>();
            for (int i = 1; i <= 20; i++) {
                int n = i;
                runs.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                track(
                                        "Agent" + n,
                                        () -> n % 2 == 0
                                                ? model.call(String.valueOf(n))
                                                : text(model.stream(new Prompt(String.valueOf(n)))));
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            runs.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }

        await().untilAsserted(() -> assertThat(database.value("select count(*) from agent_llm_calls"))
                .isEqualTo(20L));
        assertThat(calls())
                .allSatisfy(call -> assertThat(call.get("agent_name")).isEqualTo("Agent" + call.get("input_tokens")));
    }

    @Test
    void isOneCallWithWhatTheAgentTellsByHand() throws Exception {
        openAi.will(Answer.text("hi").usage(5, 1));
        track("Guide", () -> {
            Tracking.current().llmRequest("my-model", "hello");
            String answer = model.call("hello");
            Tracking.current().llmResponse(answer, null);
            return answer;
        });

        assertThat(onlyCall()).contains(entry("request_model", "my-model"), entry("input_tokens", 5L));
    }

    @Test
    void storesWhatAModelThoughtBesideItsAnswer() throws Exception {
        openAi.will(Answer.text("42").thinking("six times seven").usage(5, 1));
        openAi.will(Answer.text("42").thinking("six times seven").usage(5, 1));
        track("Guide", () -> model.call("?") + text(model.stream(new Prompt("?"))));

        assertThat(calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat((String) call.get("llm_response"))
                        .contains("\"reasoning\": \"six times seven\"", "\"content\": \"42\""));
    }

    /** A tool. */
    @Tool
    public String temperature(String city) {
        Execution execution = CurrentExecution.get();
        agentsOfTools.add(execution == null ? "none" : execution.method().agent());
        return "{\"" + city + "\": 20}";
    }

    private static void toolRounds() {
        openAi.will(
                Answer.tool("call_1", "temperature", "{\"city\":\"Rome\"}").usage(10, 2),
                Answer.tool("call_2", "temperature", "{\"city\":\"Oslo\"}").usage(20, 2),
                Answer.text("20 ", "and 20").usage(30, 2));
    }

    private void assertToolRounds(boolean streaming) throws Exception {
        assertThat(calls())
                .extracting(
                        call -> call.get("agent_name"),
                        call -> call.get("input_tokens"),
                        call -> call.get("output_tokens"),
                        call -> call.get("finish_reason"),
                        call -> call.get("streaming"))
                .containsExactly(
                        tuple("Guide", 10L, 2L, "tool_calls", streaming),
                        tuple("Guide", 20L, 2L, "tool_calls", streaming),
                        tuple("Guide", 30L, 2L, "stop", streaming));
        assertThat((String) calls().get(0).get("llm_response"))
                .contains("{\"id\": \"call_1\", \"name\": \"temperature\", \"arguments\": {\"city\": \"Rome\"}}");
        assertThat((String) calls().get(1).get("llm_request"))
                .contains("\"tools\": [\"temperature\"]", "\"tool_call_id\": \"call_1\"", "\"role\": \"tool\"");
        assertThat(database.query("select * from agent_tool_calls order by started_at"))
                .extracting(
                        row -> row.get("tool_name"), row -> row.get("arguments"), row -> row.get("llm_call_sequence"))
                .containsExactly(
                        tuple("temperature", "{\"city\": \"Rome\"}", 0),
                        tuple("temperature", "{\"city\": \"Oslo\"}", 1));
        assertThat(agentsOfTools).containsExactly("Guide", "Guide");
        assertThat(database.query("select llm_calls, llm_tokens_used from agent_executions"))
                .containsExactly(Map.of("llm_calls", 3, "llm_tokens_used", 66L));
    }

    private ChatClient client() {
        return ChatClient.builder(model, context.getBean(ObservationRegistry.class), null, null)
                .build();
    }

    private static String text(Flux<ChatResponse> pieces) {
        return String.join(
                "", pieces.map(SpringAiPostgresTest::textOf).collectList().block(Duration.ofSeconds(20)));
    }

    private static String textOf(ChatResponse piece) {
        String text =
                piece.getResult() == null ? null : piece.getResult().getOutput().getText();
        return text == null ? "" : text;
    }

    private <T> T track(String agent, Callable<T> body) throws Exception {
        return tracker.track(ExecutionSpec.of(agent, "ask"), body);
    }

    private Map<String, Object> onlyCall() throws Exception {
        List<Map<String, Object>> calls = calls();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    /** All calls, once nothing is on its way any more. */
    private static List<Map<String, Object>> calls() throws Exception {
        ExecutionWriter writer = context.getBean(ExecutionWriter.class);
        await().until(() -> writer.counts().written() == writer.counts().accepted());
        return database.query("select i.*, i.llm_request::text, i.llm_response::text from agent_llm_interactions i"
                + " order by i.started_at, i.sequence");
    }

    /** Has another agent answer. */
    private record SubAgent(StreamingAgent agent, ChatModel model) implements StreamAdvisor {

        @Override
        public Flux<ChatClientResponse> adviseStream(ChatClientRequest request, StreamAdvisorChain chain) {
            return agent.answer(() -> model.stream(new Prompt("?")).map(SpringAiPostgresTest::textOf))
                    .map(text -> new ChatClientResponse(
                            new ChatResponse(List.of(new Generation(new AssistantMessage(text)))), Map.of()));
        }

        @Override
        public String getName() {
            return "sub-agent";
        }

        @Override
        public int getOrder() {
            return 0;
        }
    }

    /** What applications inject. */
    record Injected(
            ChatModel model,
            OpenAiChatModel concrete,
            ChatModel handBuilt,
            Router router,
            Elastic elastic,
            Fallback fallback) {}

    /** Hands on to a model. */
    static class Router implements ChatModel {

        private final ChatModel model;

        Router(ChatModel model) {
            this.model = model;
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            return model.call(prompt);
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return model.stream(prompt);
        }
    }

    /** Hands on to a model, on another thread. */
    static class Elastic extends Router {

        Elastic(ChatModel model) {
            super(model);
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return super.stream(prompt).subscribeOn(Schedulers.boundedElastic());
        }
    }

    /** Tries a model again. */
    static class Fallback implements ChatModel {

        private final ChatModel model;

        Fallback(ChatModel model) {
            this.model = model;
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            try {
                return model.call(prompt);
            } catch (RuntimeException first) {
                return model.call(prompt);
            }
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return model.stream(prompt).onErrorResume(first -> model.stream(prompt));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        AopAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        ObservationAutoConfiguration.class,
        TrackingAutoConfiguration.class,
        SpringAiAutoConfiguration.class
    })
    static class Application {

        @Bean
        @Primary
        OpenAiChatModel openAiChatModel(ObservationRegistry registry) {
            return OpenAiChatModel.builder()
                    .options(options())
                    .observationRegistry(registry)
                    .build();
        }

        @Bean
        ChatModel handBuilt() {
            return OpenAiChatModel.builder().options(options()).build();
        }

        @Bean
        Router router(ChatModel model) {
            return new Router(model);
        }

        @Bean
        Elastic elastic(ChatModel model) {
            return new Elastic(model);
        }

        @Bean
        Fallback fallback(ChatModel model) {
            return new Fallback(model);
        }

        @Bean
        OpenAiEmbeddingModel openAiEmbeddingModel(ObservationRegistry registry) {
            return OpenAiEmbeddingModel.builder()
                    .options(OpenAiEmbeddingOptions.builder()
                            .baseUrl(openAi.baseUrl())
                            .apiKey("test-key")
                            .model("text-embedding-3-small")
                            .build())
                    .observationRegistry(registry)
                    .build();
        }

        @Bean
        StreamingAgent streamingAgent() {
            return new StreamingAgent();
        }

        @Bean
        Injected injected(
                ChatModel model,
                OpenAiChatModel concrete,
                @Qualifier("handBuilt") ChatModel handBuilt,
                @Qualifier("router") Router router,
                Elastic elastic,
                Fallback fallback) {
            return new Injected(model, concrete, handBuilt, router, elastic, fallback);
        }

        @Bean
        LlmAccounting refusing() {
            return new LlmAccounting() {
                @Override
                public void admit(Execution execution, @Nullable String model) {
                    RefusedLlmCallException refused = refusal.get();
                    if (refused != null) {
                        throw refused;
                    }
                }
            };
        }

        private static OpenAiChatOptions options() {
            return OpenAiChatOptions.builder()
                    .baseUrl(openAi.baseUrl())
                    .apiKey("test-key")
                    .model("gpt-4o-mini")
                    .maxRetries(0)
                    .build();
        }
    }
}
