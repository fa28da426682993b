// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.autoconfigure.LangChain4jAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.RefusedLlmCallException;
import dev.agenttracking.testing.CollectingSink;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

/** Models that an application has made itself, with and without a listener, and such that have others do their work. */
@ExtendWith(OutputCaptureExtension.class)
class ModelBeansTest {

    private final CollectingSink sink = new CollectingSink();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class, TrackingAutoConfiguration.class, LangChain4jAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);

    @Test
    void recordsAModelThatHasNoListener() {
        runner.withBean(Answering.class, () -> new Answering("gpt-x", List.of()))
                .run(context -> context.getBean(ExecutionTracker.class)
                        .track(
                                ExecutionSpec.of("Agent", "run"),
                                () -> context.getBean(ChatModel.class)
                                        .chat(UserMessage.from("hello"))
                                        .aiMessage()
                                        .text()));

        LlmCall call = onlyCall(sink.executions(1).get(0));
        assertThat(call.sent().model()).isEqualTo("gpt-x");
        assertThat(call.sent().request()).isNotNull();
        assertThat(call.answer().usage()).isEqualTo(new LlmCall.Usage(7, 3, 0, 0, 0));
        assertThat(call.answer().text()).isEqualTo("gpt-x says: hello");
        assertThat(call.answer().finishReason()).isEqualTo("stop");
        assertThat(CollectingSink.stages(sink.all().get(0))).containsExactly("llm_call");
    }

    @Test
    void recordsTheTokensOfAPlainQuestion() {
        runner.withBean(Answering.class, () -> new Answering("m", List.of()))
                .run(context -> assertThat(context.getBean(ChatModel.class).chat("hello"))
                        .isEqualTo("m says: hello"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.method()).hasToString("unknown.chat");
        assertThat(onlyCall(root).answer().usage()).isEqualTo(new LlmCall.Usage(7, 3, 0, 0, 0));
    }

    @Test
    void recordsACallOnceThatAListenerSeesToo() {
        runner.withUserConfiguration(Listened.class).run(context -> {
            assertThat(context.getBean(Answering.class).listeners()).hasSize(1);
            context.getBean(Answering.class).chat("hello");
            context.getBean(Unwatched.class).model.chat("alone");
        });

        List<Execution> roots = sink.executions(2);
        assertThat(onlyCall(roots.get(0)).answer().text()).isEqualTo("m says: hello");
        assertThat(onlyCall(roots.get(1)).answer().text()).isEqualTo("n says: alone");
    }

    @Test
    void keepsTheClassOfTheBean() {
        runner.withBean(Answering.class, () -> new Answering("m", List.of())).run(context -> {
            assertThat(AopUtils.isCglibProxy(context.getBean(Answering.class))).isTrue();
            assertThat(context.getBean(Answering.class)
                            .defaultRequestParameters()
                            .modelName())
                    .isEqualTo("m");
        });
    }

    @Test
    void keepsTheClassOfTheBeanWhereTheApplicationWantsProxiesOfInterfaces() {
        runner.withPropertyValues("spring.aop.proxy-target-class=false")
                .withUserConfiguration(InjectedByClass.class)
                .withBean(FinalModel.class, FinalModel::new)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Unwatched.class).model().chat("hello"))
                            .isEqualTo("m says: hello");
                    assertThat(context.getBean(Documents.class)).isNotNull();
                });
        assertThat(sink.executions(1)).hasSize(1);
    }

    @Test
    void keepsTheRootOpenForAModelThatOnlyAListenerSees() {
        CountDownLatch outerIsOver = new CountDownLatch(1);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        runner.withBean(StreamingChatModel.class, Streaming::new).run(context -> {
            StreamingChatModel inner = new Later(threads, outerIsOver, context.getBean(ChatModelListener.class));
            context.getBean(StreamingChatModel.class).chat("hello", new Telling(new ArrayList<>(), first -> {}) {
                @Override
                public void onCompleteResponse(ChatResponse response) {
                    inner.chat("and now?", new Telling(new ArrayList<>(), first -> {}));
                }
            });
            assertThat(sink.all()).isEmpty();
            outerIsOver.countDown();
            await().until(() -> !sink.all().isEmpty());
        });
        threads.shutdown();
        Execution root = sink.executions(1).get(0);
        assertThat(root.llmCalls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.answer()).isNotNull());
    }

    @Test
    void leavesAFinalModelAlone() {
        runner.withBean(FinalModel.class, FinalModel::new).run(context -> {
            assertThat(context.getBean(ChatModel.class)).isExactlyInstanceOf(FinalModel.class);
            assertThat(context.getBean(ChatModel.class).chat("hello")).isEqualTo("final");
        });
        assertThat(sink.all()).isEmpty();
    }

    @Test
    void countsTheCallsOfAModelThatFallsBackOnce() {
        runner.withBean("first", ChatModel.class, () -> new Failing())
                .withBean("second", ChatModel.class, () -> new Answering("second", List.of()))
                .withUserConfiguration(FallingBack.class)
                .run(context -> assertThat(
                                context.getBean("both", ChatModel.class).chat("hello"))
                        .isEqualTo("second says: hello"));

        Execution root = sink.executions(1).get(0);
        assertThat(root.status()).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(root.llmCalls()).hasSize(2);
        assertThat(root.llmCalls().get(0).answer().failure()).hasMessage("503");
        assertThat(root.llmCalls().get(0).sent().model()).isEqualTo("failing");
        assertThat(root.llmCalls().get(1).answer().text()).isEqualTo("second says: hello");
        assertThat(root.llmCalls().get(1).sent().model()).isEqualTo("second");
    }

    @Test
    void passesOnWhatTheModelThrows() {
        runner.withBean(ChatModel.class, Failing::new)
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(ChatModel.class).chat("hello"))
                        .isExactlyInstanceOf(IllegalStateException.class)
                        .hasMessage("503"));
        Execution root = sink.executions(1).get(0);
        assertThat(root.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(onlyCall(root).answer().failure()).hasMessage("503");
    }

    @Test
    void recordsAStreamWithItsPiecesAndTellsTheHandlerTheSame() {
        List<String> told = new ArrayList<>();
        runner.withBean(StreamingChatModel.class, Streaming::new)
                .run(context ->
                        context.getBean(StreamingChatModel.class).chat("hello", new Telling(told, handle -> {})));

        assertThat(told).containsExactly("one ", "two", "complete");
        LlmCall call = onlyCall(sink.executions(1).get(0));
        assertThat(call.sent().streaming()).isTrue();
        assertThat(call.chunks()).isEqualTo(2);
        assertThat(call.firstChunkNanos()).isGreaterThanOrEqualTo(call.startNanos());
        assertThat(call.answer().text()).isEqualTo("one two");
        assertThat(call.answer().usage()).isEqualTo(new LlmCall.Usage(7, 3, 0, 0, 0));
    }

    @Test
    void recordsWhatHadComeOfACancelledStream() {
        runner.withBean(StreamingChatModel.class, Streaming::new)
                .run(context -> context.getBean(StreamingChatModel.class)
                        .chat("hello", new Telling(new ArrayList<>(), StreamingHandle::cancel)));

        Execution root = sink.executions(1).get(0);
        assertThat(root.status()).isEqualTo(ExecutionStatus.CANCELLED);
        LlmCall call = onlyCall(root);
        assertThat(call.answer().cancelled()).isTrue();
        assertThat(call.answer().text()).isEqualTo("one ");
    }

    @Test
    void doesNotTakeTheHandlersFailureForTheModels() {
        List<String> told = new ArrayList<>();
        runner.withBean(StreamingChatModel.class, Streaming::new)
                .run(context -> context.getBean(StreamingChatModel.class).chat("hello", new Telling(told, handle -> {
                    throw new IllegalStateException("of the handler");
                })));

        assertThat(told).contains("of the handler", "complete");
        LlmCall call = onlyCall(sink.executions(1).get(0));
        assertThat(call.answer().failure()).isNull();
        assertThat(call.answer().usage()).isNotNull();
    }

    @Test
    void refusesACallThatMustNotBeMadeAndRecordsOneThatItCannotKeepAnyoneFrom() {
        runner.withUserConfiguration(Listened.class)
                .withBean(LlmAccounting.class, Refusing::new)
                .run(context -> {
                    assertThatThrownBy(() -> context.getBean(Answering.class).chat("hello"))
                            .isInstanceOf(Refused.class);
                    assertThat(context.getBean(Answering.class).asked()).isZero();
                    context.getBean(Unwatched.class).model.chat("alone");
                });
        List<Execution> roots = sink.executions(2);
        assertThat(roots.get(0).status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(roots.get(0).llmCalls()).isEmpty();
        assertThat(onlyCall(roots.get(1)).answer().text()).isEqualTo("n says: alone");
    }

    @Test
    void leavesTheApplicationsOwnListenerTheOneThatIsInjected() {
        ChatModelListener own = new ChatModelListener() {};
        runner.withBean("own", ChatModelListener.class, () -> own)
                .run(context ->
                        assertThat(context.getBean(ChatModelListener.class)).isSameAs(own));
    }

    @Test
    void makesNoBeanTooEarly(CapturedOutput output) {
        runner.withBean(Answering.class, () -> new Answering("m", List.of()))
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
    }

    @Test
    void leavesModelsAloneWhereTrackingIsOff() {
        runner.withBean(Answering.class, () -> new Answering("m", List.of()))
                .withPropertyValues("tracking.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(ChatModel.class)).isExactlyInstanceOf(Answering.class);
                    assertThat(context).doesNotHaveBean(ChatModelListener.class);
                });
    }

    @Test
    void needsNoLangChain4j() {
        runner.withClassLoader(new FilteredClassLoader("dev.langchain4j"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("agentTrackingLangChain4jModels"));
    }

    @Test
    void watchesNothingOfVersionsThatItDoesNotKnow() {
        runner.withBean(Answering.class, () -> new Answering("m", List.of()))
                .withClassLoader(new FilteredClassLoader(EmbeddingRequest.class))
                .run(context -> assertThat(context.getBean(ChatModel.class)).isExactlyInstanceOf(Answering.class));
    }

    private static LlmCall onlyCall(Execution execution) {
        assertThat(execution.llmCalls()).hasSize(1);
        return execution.llmCalls().get(0);
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .finishReason(FinishReason.STOP)
                .tokenUsage(new TokenUsage(7, 3))
                .build();
    }

    /** With LangChain4j's listener, once as a bean and once not. */
    static class Listened {

        @Bean
        Answering listened(ChatModelListener listener) {
            return new Answering("m", List.of(listener));
        }

        @Bean
        Unwatched unwatched(ChatModelListener listener) {
            return new Unwatched(new Answering("n", List.of(listener)));
        }
    }

    record Unwatched(ChatModel model) {}

    /** As found by whoever injects it. */
    static class Documents implements ContentRetriever {

        @Override
        public List<Content> retrieve(Query query) {
            return List.of();
        }
    }

    static class InjectedByClass {

        @Bean
        Answering model() {
            return new Answering("m", List.of());
        }

        @Bean
        Documents documents() {
            return new Documents();
        }

        @Bean
        Unwatched user(Answering model, Documents documents) {
            return new Unwatched(model);
        }
    }

    static class FallingBack {

        @Bean
        ChatModel both(@Qualifier("first") ChatModel first, @Qualifier("second") ChatModel second) {
            return new ChatModel() {
                @Override
                public ChatResponse doChat(ChatRequest request) {
                    try {
                        return first.chat(request);
                    } catch (IllegalStateException unavailable) {
                        return second.chat(request);
                    }
                }
            };
        }
    }

    static class Answering implements ChatModel {

        private final String name;
        private final List<ChatModelListener> listeners;
        private int asked;

        Answering(String name, List<ChatModelListener> listeners) {
            this.name = name;
            this.listeners = listeners;
        }

        @Override
        public ChatResponse doChat(ChatRequest request) {
            asked++;
            return response(name + " says: " + ((UserMessage) request.messages().get(0)).singleText());
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder()
                    .modelName(name)
                    .temperature(0.5)
                    .build();
        }

        int asked() {
            return asked;
        }

        @Override
        public List<ChatModelListener> listeners() {
            return listeners;
        }
    }

    static class Failing implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            throw new IllegalStateException("503");
        }

        @Override
        public ChatRequestParameters defaultRequestParameters() {
            return ChatRequestParameters.builder().modelName("failing").build();
        }
    }

    static final class FinalModel implements ChatModel {

        @Override
        public ChatResponse doChat(ChatRequest request) {
            return response("final");
        }
    }

    /** Streams on the thread that calls it. */
    static class Streaming implements StreamingChatModel {

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            Handle handle = new Handle();
            for (String piece : List.of("one ", "two")) {
                if (handle.cancelled) {
                    return;
                }
                try {
                    handler.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(handle));
                } catch (RuntimeException ofHandler) {
                    handler.onError(ofHandler);
                }
            }
            handler.onCompleteResponse(response("one two"));
        }
    }

    private static final class Handle implements StreamingHandle {

        private boolean cancelled;

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }
    }

    /** Answers on a thread of its own, when it may. */
    private static final class Later implements StreamingChatModel {

        private final ExecutorService threads;
        private final CountDownLatch mayAnswer;
        private final ChatModelListener listener;

        Later(ExecutorService threads, CountDownLatch mayAnswer, ChatModelListener listener) {
            this.threads = threads;
            this.mayAnswer = mayAnswer;
            this.listener = listener;
        }

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            threads.execute(() -> {
                try {
                    mayAnswer.await(10, TimeUnit.SECONDS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
                handler.onCompleteResponse(response("later"));
            });
        }

        @Override
        public List<ChatModelListener> listeners() {
            return List.of(listener);
        }
    }

    private static class Telling implements StreamingChatResponseHandler {

        private final List<String> told;
        private final Consumer<StreamingHandle> first;

        Telling(List<String> told, Consumer<StreamingHandle> first) {
            this.told = told;
            this.first = first;
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            told.add(partial.text());
            if (told.size() == 1) {
                first.accept(context.streamingHandle());
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            told.add("complete");
        }

        @Override
        public void onError(Throwable error) {
            told.add(error.getMessage());
        }
    }

    private static final class Refusing implements LlmAccounting {
        @Override
        public void admit(Execution execution, @Nullable String model) {
            throw new Refused();
        }
    }

    private static final class Refused extends RefusedLlmCallException {
        private static final long serialVersionUID = 1L;

        private Refused() {
            super("no budget");
        }
    }
}
