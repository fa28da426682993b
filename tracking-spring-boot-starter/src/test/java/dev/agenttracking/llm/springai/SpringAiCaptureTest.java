// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.autoconfigure.SpringAiAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

class SpringAiCaptureTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class, SpringAiAutoConfiguration.class))
            .withPropertyValues("tracking.writer.flush-interval=10ms")
            .withBean(CollectingSink.class);

    private final ApplicationContextRunner withModel = runner.withUserConfiguration(Models.class);

    @Test
    void isNotThereWithoutSpringAi() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.ai"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(SpringAiObservations.class)
                        .doesNotHaveBean("agentTrackingWatchedModelBeans"));
    }

    @Test
    void needsNothingOfSpringAiButItsModels() {
        withModel
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.ai.chat.client", "org.springframework.ai.vectorstore"))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .hasSingleBean(ObservedChatModel.class)
                            .doesNotHaveBean(ObservedChatClient.class)
                            .doesNotHaveBean(ObservedVectorStore.class);
                    context.getBean(ChatModel.class).call("hello");
                    assertThat(onlyCall(context.getBean(CollectingSink.class))
                                    .answer()
                                    .text())
                            .isEqualTo("echo hello");
                });
    }

    @Test
    void leavesAllAsItIsWhereTrackingIsOff() {
        withModel.withPropertyValues("tracking.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(SpringAiObservations.class);
            assertThat(context.getBean(ChatModel.class)).isExactlyInstanceOf(Echo.class);
        });
    }

    @Test
    void recordsNothingWhileItIsSwitchedOff() {
        withModel.run(context -> {
            context.getBean(TrackingSwitches.class).enable(false);
            assertThat(context.getBean(ChatModel.class).call("one")).isEqualTo("echo one");
            text(context.getBean(ChatModel.class).stream(new Prompt("one")));
            context.getBean(TrackingSwitches.class).enable(true);
            context.getBean(ChatModel.class).call("two");
            assertThat(onlyCall(context.getBean(CollectingSink.class)).answer().text())
                    .isEqualTo("echo two");
        });
    }

    @Test
    void keepsNoContentWhereThatIsNotCaptured() {
        withModel.withPropertyValues("tracking.capture.llm=false").run(context -> {
            context.getBean(ChatModel.class).call("secret");
            LlmCall call = onlyCall(context.getBean(CollectingSink.class));
            assertThat(call.sent().request()).isNull();
            assertThat(call.answer().response()).isNull();
            assertThat(call.answer().usage().input()).isEqualTo(2);
        });
    }

    @Test
    void keepsTheClassOfAModelThatCanBeExtended() {
        withModel.run(context -> {
            assertThat(context.getBean(ChatModel.class))
                    .isInstanceOf(Echo.class)
                    .isInstanceOf(WatchedModel.class);
            assertThat(context.getBean(Echo.class)).isSameAs(context.getBean(ChatModel.class));
        });
    }

    @Test
    void givesTheCallerTheModelsOwnAnswersAndExceptions() {
        withModel.run(context -> {
            ChatModel model = context.getBean(ChatModel.class);
            Echo echo = context.getBean(Models.class).echo;
            assertThat(model.call(new Prompt("x"))).isSameAs(echo.last.get());
            RuntimeException failure = new IllegalStateException("broken");
            echo.failure = failure;
            assertThatThrownBy(() -> model.call(new Prompt("x"))).isSameAs(failure);
            assertThatThrownBy(() -> model.call("x")).isSameAs(failure);
            assertThatThrownBy(() -> model.stream(new Prompt("x")).blockLast()).isSameAs(failure);
            assertThat(CurrentExecution.get()).isNull();
            List<Execution> ended = context.getBean(CollectingSink.class).executions(4);
            assertThat(ended)
                    .filteredOn(each -> each.llmCalls().get(0).answer().failure() == failure)
                    .hasSize(3);
        });
    }

    @Test
    void leavesBackPressureCancellationAndContextAsTheyAre() {
        withModel.run(context -> {
            Echo echo = context.getBean(Models.class).echo;
            List<String> received = new ArrayList<>();
            BaseSubscriber<ChatResponse> subscriber = new BaseSubscriber<>() {
                @Override
                protected void hookOnSubscribe(Subscription subscription) {
                    request(2);
                }

                @Override
                protected void hookOnNext(ChatResponse piece) {
                    received.add(piece.getResult().getOutput().getText());
                }
            };
            context.getBean(ChatModel.class).stream(new Prompt("a b c d"))
                    .contextWrite(with -> with.put("mine", "kept"))
                    .subscribe(subscriber);
            assertThat(received).containsExactly("a ", "b ");
            assertThat(echo.requested.get()).isEqualTo(2);
            assertThat(echo.seen.get()).isEqualTo("kept");
            subscriber.cancel();
            assertThat(echo.cancelled.get()).isEqualTo(1);
            assertThat(echo.subscribed.get()).isEqualTo(1);

            LlmCall call = onlyCall(context.getBean(CollectingSink.class));
            assertThat(call.answer().cancelled()).isTrue();
            assertThat(call.answer().text()).isEqualTo("a b ");
            assertThat(call.chunks()).isEqualTo(2);
        });
    }

    @Test
    void countsWhatAReaderAsksOfEachPieceAsCallsOfTheirOwn() {
        withModel.run(context -> {
            ChatModel model = context.getBean(ChatModel.class);
            List<String> read = context.getBean(ExecutionTracker.class)
                    .track(
                            ExecutionSpec.of("Guide", "ask"),
                            () -> model.stream(new Prompt("a b"))
                                    .map(piece -> model.call(
                                            piece.getResult().getOutput().getText()))
                                    .collectList()
                                    .block());
            assertThat(read).containsExactly("echo a ", "echo b ");
            assertThat(context.getBean(CollectingSink.class)
                            .executions(1)
                            .get(0)
                            .llmCalls())
                    .extracting(call -> call.answer().text())
                    .containsExactly("a b ", "echo a ", "echo b ");
        });
    }

    @Test
    void doesNoHarmWhereItFailsItself() {
        withModel.withBean(LlmAccounting.class, Broken::new).run(context -> {
            ChatModel model = context.getBean(ChatModel.class);
            Echo echo = context.getBean(Models.class).echo;
            echo.brokenOptions = true;
            assertThat(model.call(new Prompt(new UserMessage("x")))).isSameAs(echo.last.get());
            assertThat(text(model.stream(new Prompt("a b")))).isEqualTo("a b ");
            echo.brokenOptions = false;
            assertThat(model.call(new Prompt(new UserMessage("x")))).isSameAs(echo.last.get());
            assertThat(text(model.stream(new Prompt("a b")))).isEqualTo("a b ");
            assertThat(CurrentExecution.get()).isNull();
            assertThat(context.getBean(Faults.class).count()).isGreaterThan(3);
        });
    }

    @Test
    void doesNoHarmToWhatIsObservedWhereItFailsItself() {
        Faults faults = new Faults();
        ObservationRegistry registry = ObservationRegistry.create();
        registry.observationConfig()
                .observationHandler(new SpringAiObservations(
                        () -> {
                            throw new IllegalStateException("no kinds");
                        },
                        () -> faults,
                        true));
        Observation observation = Observation.createNotStarted(
                "x",
                () -> ChatModelObservationContext.builder()
                        .prompt(new Prompt("x"))
                        .provider("test")
                        .build(),
                registry);
        assertThatCode(() -> observation.observe(() -> {})).doesNotThrowAnyException();
        assertThat(faults.count()).isEqualTo(2);
    }

    @Test
    void readsUsageAsEachProviderMeansIt() {
        assertThat(usage("openai", 100, 20, 120, 60L, 0L)).isEqualTo(new LlmCall.Usage(100, 20, 60, 0, 0));
        assertThat(usage("anthropic", 100, 20, 120, 60L, 30L)).isEqualTo(new LlmCall.Usage(160, 20, 60, 30, 0));
        assertThat(usage("bedrock_converse", 100, 20, 120, 60L, 30L)).isEqualTo(new LlmCall.Usage(160, 20, 60, 30, 0));
        assertThat(usage("openai", 0, 0, 0, null, null)).isNull();
    }

    private static LlmCall.@Nullable Usage usage(
            String provider, int input, int output, int total, @Nullable Long read, @Nullable Long written) {
        UsageOfPieces usage = new UsageOfPieces();
        usage.add(new DefaultUsage(input, output, total, null, read, written));
        return usage.normalised(provider);
    }

    private static String text(Flux<ChatResponse> pieces) {
        return String.join(
                "",
                pieces.map(piece -> piece.getResult().getOutput().getText())
                        .collectList()
                        .block());
    }

    private static LlmCall onlyCall(CollectingSink sink) {
        List<LlmCall> calls = sink.executions(1).get(0).llmCalls();
        assertThat(calls).hasSize(1);
        return calls.get(0);
    }

    /** Fails wherever it is asked. */
    private static final class Broken implements LlmAccounting {

        @Override
        public void admit(Execution execution, @Nullable String model) {
            throw new IllegalStateException("admit");
        }

        @Override
        public LlmCall.@Nullable Cost cost(
                LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
            throw new IllegalStateException("cost");
        }

        @Override
        public void ended(Execution execution, LlmCall call) {
            throw new IllegalStateException("ended");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Models {

        private final Echo echo = new Echo();

        @Bean
        Echo echo() {
            return echo;
        }
    }

    /** A model that lets nothing be observed. */
    static class Echo implements ChatModel {

        private final AtomicReference<ChatResponse> last = new AtomicReference<>();
        private final AtomicReference<Object> seen = new AtomicReference<>();
        private final AtomicInteger requested = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();
        private final AtomicInteger subscribed = new AtomicInteger();
        private @Nullable RuntimeException failure;
        private boolean brokenOptions;

        @Override
        public ChatResponse call(Prompt prompt) {
            if (failure != null) {
                throw failure;
            }
            last.set(response("echo " + prompt.getContents()));
            return last.get();
        }

        @Override
        public Flux<ChatResponse> stream(Prompt prompt) {
            return Flux.deferContextual(context -> {
                subscribed.incrementAndGet();
                seen.set(context.getOrDefault("mine", ""));
                return failure != null
                        ? Flux.error(failure)
                        : Flux.fromArray(prompt.getContents().split(" "))
                                .map(word -> response(word + " "))
                                .doOnRequest(n -> requested.addAndGet((int) Math.min(n, 1_000)))
                                .doOnCancel(cancelled::incrementAndGet);
            });
        }

        @Override
        public ChatOptions getOptions() {
            if (brokenOptions) {
                throw new IllegalStateException("options");
            }
            return ChatOptions.builder().model("echo").build();
        }

        private static ChatResponse response(String text) {
            return new ChatResponse(
                    List.of(new Generation(new AssistantMessage(text))),
                    ChatResponseMetadata.builder()
                            .model("echo")
                            .usage(new DefaultUsage(2, 3))
                            .build());
        }
    }
}
