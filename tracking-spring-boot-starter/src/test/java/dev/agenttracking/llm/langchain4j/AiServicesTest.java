// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.BudgetExceededException;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.CostsAutoConfiguration;
import dev.agenttracking.autoconfigure.LangChain4jAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Citation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LoggedEvent;
import dev.agenttracking.execution.ToolCall;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.testing.CollectingSink;
import dev.langchain4j.agent.tool.CompensateFor;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.observability.api.AiServiceListenerRegistrar;
import dev.langchain4j.rag.DefaultRetrievalAugmentor;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.router.DefaultQueryRouter;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.IllegalConfigurationException;
import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

/** AI services over models that answer by themselves: with tools, memory and documents, on one thread and on several. */
class AiServicesTest {

    private final CollectingSink sink = new CollectingSink();
    private final ExecutorService others = Executors.newFixedThreadPool(3);
    private final Weather weather = new Weather();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class, TrackingAutoConfiguration.class, LangChain4jAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(ChatModel.class, Asking::new)
            .withBean(StreamingChatModel.class, () -> new AskingInPieces(others));

    @AfterEach
    void stop() {
        others.shutdownNow();
    }

    @Test
    void keepsAllRoundsAndToolsOfACallOutsideInOneRoot() {
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> assertThat(context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?"))
                        .isEqualTo("rain, sun"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.method()).hasToString("unknown.Assistant.answer");
        assertThat(root.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(root.conversationId()).isEqualTo("user-7");
        assertThat(root.llmCalls()).hasSize(2);
        assertThat(root.toolCalls()).extracting(ToolCall::name).containsExactly("weather", "weather");
        ToolCall first = root.toolCalls().get(0);
        assertThat(first.requestedBy()).isSameAs(root.llmCalls().get(0));
        assertThat(first.outcome().result()).isEqualTo("rain");
        assertThat(first.outcome().failure()).isNull();
    }

    @Test
    void addsNothingToTheExecutionOfAnAgent() {
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> context.getBean(ExecutionTracker.class)
                        .track(
                                ExecutionSpec.of("Agent", "run"),
                                () -> context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?")));

        Execution agent = sink.executions(1).get(0);
        assertThat(agent.method()).hasToString("Agent.run");
        assertThat(agent.conversationId()).isEqualTo("user-7");
        assertThat(agent.llmCalls()).hasSize(2);
        assertThat(agent.toolCalls()).hasSize(2);
    }

    @Test
    void recordsWhatAToolThrows() {
        weather.failure = new IllegalStateException("no such city");
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> assertThat(context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?"))
                        .isEqualTo("no such city, no such city"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.toolCalls().get(0).outcome().failure()).isSameAs(weather.failure);
        assertThat(root.status()).isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void recordsToolsThatRunOnOtherThreads() {
        weather.together = new CountDownLatch(2);
        runner.withUserConfiguration(ConcurrentServices.class)
                .withBean(ExecutorService.class, () -> others)
                .withBean(Weather.class, () -> weather)
                .run(context -> assertThat(context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?"))
                        .isEqualTo("rain, sun"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.toolCalls()).hasSize(2);
        assertThat(root.llmCalls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putsATrackedAgentThatIsAToolBelowTheOneThatAsked(boolean proxied) {
        ApplicationContextRunner services = runner.withUserConfiguration(Services.class);
        (proxied ? services.withBean(Weather.class, TrackedWeather::new) : services.withBean(TrackedWeather.class))
                .run(context -> context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?"));

        List<Execution> all = sink.executions(3);
        assertThat(all.get(0).method()).hasToString("TrackedWeather.weather");
        assertThat(all.get(0).parent()).isSameAs(all.get(2));
        assertThat(all.get(2).llmCalls()).hasSize(2);
    }

    @Test
    void keepsAStreamThatHopsBetweenThreadsInOneRoot() {
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    context.getBean(Assistant.class).stream("user-8", "Ulm and Bonn?")
                            .onPartialResponse(piece -> {})
                            .onCompleteResponse(response ->
                                    answer.complete(response.aiMessage().text()))
                            .onError(answer::completeExceptionally)
                            .start();
                    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("rain, sun");
                    await().until(() -> !sink.all().isEmpty());
                });

        Execution root = sink.executions(1).get(0);
        assertThat(root.method()).hasToString("unknown.Assistant.stream");
        assertThat(root.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(root.conversationId()).isEqualTo("user-8");
        assertThat(root.llmCalls()).hasSize(2);
        assertThat(root.llmCalls().get(0).chunks()).isPositive();
        assertThat(root.toolCalls()).hasSize(2);
        assertThat(root.toolCalls().get(1).outcome().result()).isEqualTo("sun");
    }

    @Test
    void keepsAStreamOfAModelThatIsNoBeanInOneRoot() {
        runner.withUserConfiguration(ListenedServices.class)
                .withBean(ExecutorService.class, () -> others)
                .withBean(Weather.class, () -> weather)
                .run(context -> {
                    CompletableFuture<String> answer = new CompletableFuture<>();
                    context.getBean(Assistant.class).stream("user-8", "Ulm and Bonn?")
                            .onPartialResponse(piece -> {})
                            .onCompleteResponse(response ->
                                    answer.complete(response.aiMessage().text()))
                            .onError(answer::completeExceptionally)
                            .start();
                    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("rain, sun");
                    await().until(() -> !sink.all().isEmpty());
                });

        Execution root = sink.executions(1).get(0);
        assertThat(root.method()).hasToString("unknown.Assistant.stream");
        assertThat(root.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(root.llmCalls()).hasSize(2).allSatisfy(call -> {
            assertThat(call.sent().streaming()).isTrue();
            assertThat(call.answer()).isNotNull();
        });
        assertThat(root.toolCalls()).hasSize(2);
    }

    @Test
    void refusesTheCallOfAServiceWhoseModelIsNoBean() {
        runner.withUserConfiguration(ListenedServices.class)
                .withBean(ExecutorService.class, () -> others)
                .withBean(Weather.class, () -> weather)
                .withPropertyValues("tracking.budgets.b.scope=agent", "tracking.budgets.b.max-calls=0")
                .withPropertyValues("tracking.budgets.b.mode=hard")
                .withConfiguration(AutoConfigurations.of(CostsAutoConfiguration.class))
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Assistant.class).answer("user-8", "Ulm?"))
                        .isInstanceOf(BudgetExceededException.class));
        assertThat(sink.executions(1).get(0).llmCalls()).isEmpty();
    }

    @Test
    void recordsNoStreamThatIsNeverStarted() {
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> context.getBean(Assistant.class).stream("user-8", "Ulm and Bonn?"));
        assertThat(sink.all()).isEmpty();
    }

    @Test
    void failsTheRootWithWhatTheServiceThrows() {
        weather.failure = new IllegalStateException("x");
        runner.withUserConfiguration(Services.class)
                .withBean(Weather.class, () -> weather)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(Assistant.class).answer("user-7", "overload"))
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("overloaded"));
        Execution root = sink.executions(1).get(0);
        assertThat(root.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(root.llmCalls()).hasSize(1);
    }

    @Test
    void citesTheDocumentsThatARetrieverFinds() {
        runner.withUserConfiguration(DocumentServices.class)
                .withBean(
                        ContentRetriever.class,
                        () -> query -> List.of(Content.from(
                                TextSegment.from("Ulm has a tall church."),
                                Map.of(ContentMetadata.SCORE, 0.8, ContentMetadata.EMBEDDING_ID, "doc-1"))))
                .run(context -> context.getBean(Assistant.class).answer("user-7", "churches"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.citations()).singleElement().satisfies(citation -> {
            assertThat(citation.sourceType()).isEqualTo("document");
            assertThat(citation.sourceId()).isEqualTo("doc-1");
            assertThat(citation.quote()).isEqualTo("Ulm has a tall church.");
            assertThat(citation.relevanceScore()).isEqualTo(0.8);
        });
    }

    @Test
    void quotesNothingWhereNoContentIsCaptured() {
        runner.withUserConfiguration(DocumentServices.class)
                .withPropertyValues("tracking.capture.llm=false")
                .withBean(ContentRetriever.class, () -> query -> List.of(Content.from("Ulm has a tall church.")))
                .run(context -> context.getBean(Assistant.class).answer("user-7", "churches"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.citations())
                .singleElement()
                .satisfies(citation -> assertThat(citation.quote()).isNull());
        LoggedEvent event = (LoggedEvent) root.firstEntry();
        assertThat(event.message()).isEqualTo("documents retrieved");
        assertThat(json(event.data())).contains("\"count\":1").doesNotContain("churches");
    }

    @Test
    void citesWhatSeveralRetrieversFindAtOnce() {
        runner.withUserConfiguration(ManyDocumentServices.class)
                .withBean("ulm", ContentRetriever.class, () -> query -> List.of(Content.from("Ulm")))
                .withBean("bonn", ContentRetriever.class, () -> query -> List.of(Content.from("Bonn")))
                .run(context -> context.getBean(Assistant.class).answer("user-7", "churches"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.citations()).extracting(Citation::quote).containsExactlyInAnyOrder("Ulm", "Bonn");
    }

    @ParameterizedTest
    @CsvSource({"true, no such city", "false,"})
    void keepsWhatAToolSaysOfItsErrorWhereContentIsCaptured(boolean captured, @Nullable String message) {
        runner.withUserConfiguration(ErrorServices.class)
                .withPropertyValues("tracking.capture.llm=" + captured)
                .run(context -> context.getBean(Assistant.class).answer("user-7", "Ulm and Bonn?"));

        Throwable failure =
                sink.executions(1).get(0).toolCalls().get(0).outcome().failure();
        assertThat(failure).isInstanceOf(ToolSaysErrorException.class);
        assertThat(failure.getMessage()).isEqualTo(message);
    }

    @Test
    void hidesWhatIsSensitiveOfToolsAndOfMessagesAboutThem() {
        runner.withUserConfiguration(PaymentServices.class)
                .run(context -> assertThat(context.getBean(Assistant.class).answer("user-7", "pay"))
                        .isEqualTo("receipt-4711"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.toolCalls()).singleElement().satisfies(tool -> {
            assertThat(json(tool.arguments())).contains("EUR").doesNotContain("4000-1234", "\"111\"");
            assertThat(tool.outcome().result()).isEqualTo("***");
        });
        assertThat(root.llmCalls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(
                                json(call.sent().request()) + json(call.answer().response()))
                        .doesNotContain("4000-1234", "\"111\""));
        assertThat(json(root.llmCalls().get(1).sent().request())).doesNotContain("receipt-4711");
    }

    @Test
    void findsTheToolsThatASubclassHidesAndHasLangChain4jFindTheOthers() {
        RecordedToolService service = new RecordedToolService();
        service.tools(List.<Object>of(new Half$$Tracked()));
        assertThat(service.toolSpecifications())
                .extracting(ToolSpecification::name)
                .containsExactlyInAnyOrder("hidden", "seen", "inherited");
        service.compensateOnToolErrors(true);

        assertThatThrownBy(() -> new RecordedToolService().tools(List.<Object>of(new Wrong$$Tracked())))
                .isInstanceOf(IllegalConfigurationException.class);
    }

    private static String json(Object snapshot) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            new JsonContent().encode(snapshot, 100_000, json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return json.toString(StandardCharsets.UTF_8);
    }

    @Test
    void countsAServiceThatIsAnAgentForThatAgentAlone() {
        runner.withUserConfiguration(AgentServices.class)
                .run(context ->
                        assertThat(context.getBean(Sage.class).advise("hm")).isEqualTo("nothing to say"));
        Execution agent = sink.executions(1).get(0);
        assertThat(agent.method()).hasToString("Sage.advise");
        assertThat(agent.llmCalls()).hasSize(1);
    }

    @Test
    void leavesTheRegistrarOfListenersToTheApplication() {
        assertThat(new RecordedAiServices()
                        .create(Assistant.class)
                        .eventListenerRegistrar
                        .getClass())
                .isEqualTo(AiServiceListenerRegistrar.newInstance().getClass());
    }

    interface Assistant {

        String answer(@MemoryId String user, @UserMessage String question);

        TokenStream stream(@MemoryId String user, @UserMessage String question);
    }

    static class Services {

        @Bean
        Assistant assistant(ChatModel model, StreamingChatModel streaming, Weather weather) {
            return builder(model, streaming).tools(weather).build();
        }
    }

    static class ConcurrentServices {

        @Bean
        Assistant assistant(ChatModel model, StreamingChatModel streaming, Weather weather, ExecutorService executor) {
            return builder(model, streaming)
                    .tools(weather)
                    .executeToolsConcurrently(executor)
                    .build();
        }
    }

    @TrackExecution
    interface Sage {

        String advise(String question);
    }

    static class AgentServices {

        @Bean
        Sage sage(ChatModel model) {
            return AiServices.create(Sage.class, model);
        }
    }

    static class DocumentServices {

        @Bean
        Assistant assistant(ChatModel model, StreamingChatModel streaming, ContentRetriever retriever) {
            return builder(model, streaming).contentRetriever(retriever).build();
        }
    }

    static class ListenedServices {

        @Bean
        Assistant assistant(ChatModelListener listener, Weather weather, ExecutorService executor) {
            return builder(new Asking(), new AskingInPieces(executor) {
                        @Override
                        public List<ChatModelListener> listeners() {
                            return List.of(listener);
                        }
                    })
                    .tools(weather)
                    .build();
        }
    }

    static class ManyDocumentServices {

        @Bean
        Assistant assistant(ChatModel model, StreamingChatModel streaming, List<ContentRetriever> retrievers) {
            return builder(model, streaming)
                    .retrievalAugmentor(DefaultRetrievalAugmentor.builder()
                            .queryRouter(new DefaultQueryRouter(retrievers))
                            .build())
                    .build();
        }
    }

    static class ErrorServices {

        @Bean
        Assistant assistant(ChatModel model, StreamingChatModel streaming) {
            return builder(model, streaming)
                    .tools(Map.of(ToolSpecification.builder().name("weather").build(), new ToolExecutor() {
                        @Override
                        public String execute(ToolExecutionRequest request, Object memoryId) {
                            return "no such city";
                        }

                        @Override
                        public ToolExecutionResult executeWithContext(
                                ToolExecutionRequest request, InvocationContext context) {
                            return ToolExecutionResult.builder()
                                    .isError(true)
                                    .resultText("no such city")
                                    .build();
                        }
                    }))
                    .build();
        }
    }

    static class PaymentServices {

        @Bean
        Assistant assistant() {
            return AiServices.builder(Assistant.class)
                    .chatModel(new Paying())
                    .chatMemoryProvider(user -> MessageWindowChatMemory.withMaxMessages(10))
                    .tools(new Payments())
                    .build();
        }
    }

    static class Payments {

        @Tool
        @Sensitive
        public String payByCard(@Sensitive @P(name = "card", value = "number") String number, Price price) {
            return "receipt-4711";
        }
    }

    record Price(String currency, @Sensitive String cents) {}

    /** Pays, then says what it was told. */
    static class Paying implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            boolean paid = request.messages().stream().anyMatch(ToolExecutionResultMessage.class::isInstance);
            return ChatResponse.builder()
                    .aiMessage(
                            paid
                                    ? AiMessage.from("receipt-4711")
                                    : AiMessage.from(ToolExecutionRequest.builder()
                                            .id("call_1")
                                            .name("payByCard")
                                            .arguments("""
                                                    {"card": "4000-1234", "price": {"currency": "EUR", "cents": "111"},
                                                    "arg1": {"currency": "EUR", "cents": "111"}}""")
                                            .build()))
                    .build();
        }
    }

    interface Describing {

        @Tool
        default String inherited() {
            return "";
        }
    }

    static class Half implements Describing {

        @Tool
        public String seen() {
            return "";
        }

        @CompensateFor("seen")
        public void undo() {}

        @Tool
        public String hidden() {
            return "";
        }
    }

    static class Half$$Tracked extends Half {

        @Override
        public String hidden() {
            return super.hidden();
        }
    }

    static class Wrong {

        @Tool
        public String seen(@P(required = false, value = "a primitive") int number) {
            return "";
        }

        @Tool
        public String hidden() {
            return "";
        }
    }

    static class Wrong$$Tracked extends Wrong {

        @Override
        public String hidden() {
            return super.hidden();
        }
    }

    private static AiServices<Assistant> builder(ChatModel model, StreamingChatModel streaming) {
        return AiServices.builder(Assistant.class)
                .chatModel(model)
                .streamingChatModel(streaming)
                .chatMemoryProvider(user -> MessageWindowChatMemory.withMaxMessages(10));
    }

    static class Weather {

        private volatile RuntimeException failure;
        private volatile CountDownLatch together;

        @Tool
        public String weather(String city) throws InterruptedException {
            if (together != null) {
                together.countDown();
                together.await(10, TimeUnit.SECONDS);
            }
            if (failure != null) {
                throw failure;
            }
            return city.equals("Ulm") ? "rain" : "sun";
        }
    }

    static class TrackedWeather extends Weather {

        @Override
        @Tool
        @TrackExecution
        public String weather(String city) throws InterruptedException {
            return super.weather(city);
        }
    }

    /** Asks for the weather in two cities, then says what it was told. */
    static class Asking implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return next(request);
        }
    }

    static class AskingInPieces implements StreamingChatModel {

        private final ExecutorService threads;

        AskingInPieces(ExecutorService threads) {
            this.threads = threads;
        }

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            threads.execute(() -> {
                ChatResponse response = next(request);
                List<ToolExecutionRequest> tools = response.aiMessage().toolExecutionRequests();
                for (int i = 0; i < tools.size(); i++) {
                    handler.onCompleteToolCall(new CompleteToolCall(i, tools.get(i)));
                }
                if (tools.isEmpty()) {
                    handler.onPartialResponse(response.aiMessage().text());
                }
                handler.onCompleteResponse(response);
            });
        }
    }

    private static ChatResponse next(ChatRequest request) {
        List<String> results = request.messages().stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .toList();
        String question = request.messages().get(0) instanceof dev.langchain4j.data.message.UserMessage user
                ? user.singleText()
                : "";
        if (question.contains("overload")) {
            throw new IllegalArgumentException("overloaded");
        }
        AiMessage message = results.isEmpty() && question.contains("Ulm and")
                ? AiMessage.from(asked("call_1", "Ulm"), asked("call_2", "Bonn"))
                : AiMessage.from(results.isEmpty() ? "nothing to say" : String.join(", ", results));
        return ChatResponse.builder()
                .aiMessage(message)
                .finishReason(message.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .tokenUsage(new TokenUsage(5, 2))
                .build();
    }

    private static ToolExecutionRequest asked(String id, String city) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name("weather")
                .arguments("{\"arg0\":\"" + city + "\",\"city\":\"" + city + "\"}")
                .build();
    }
}
