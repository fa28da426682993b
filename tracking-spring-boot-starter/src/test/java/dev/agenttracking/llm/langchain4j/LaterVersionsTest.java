// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.autoconfigure.LangChain4jAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.testing.CollectingSink;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The methods that models have from LangChain4j 1.20 on, as they are there: answers that come later, and streams to subscribe to. */
class LaterVersionsTest {

    private static final ChatRequest HELLO =
            ChatRequest.builder().messages(UserMessage.from("hello")).build();

    private final CollectingSink sink = new CollectingSink();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class, TrackingAutoConfiguration.class, LangChain4jAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(Later.class, Later::new)
            .withBean(Subscribed.class, Subscribed::new);

    @Test
    void recordsAnAnswerThatComesLaterAndReturnsTheModelsOwnFuture() {
        runner.run(context -> {
            CompletableFuture<ChatResponse> future =
                    context.getBean(Later.class).chatAsync(HELLO);
            assertThat(future).isSameAs(context.getBean(Later.class).given());
            assertThat(sink.all()).isEmpty();
            future.complete(response("later"));
        });
        LlmCall call = onlyCall(sink.executions(1).get(0));
        assertThat(call.answer().text()).isEqualTo("later");
        assertThat(call.answer().usage()).isEqualTo(new LlmCall.Usage(7, 3, 0, 0, 0));
    }

    @Test
    void recordsAnAnswerThatDoesNotCome() {
        runner.run(context -> {
            CompletableFuture<ChatResponse> future =
                    context.getBean(Later.class).chatAsync(HELLO);
            future.completeExceptionally(new IllegalStateException("503"));
            assertThatThrownBy(future::join).isInstanceOf(CompletionException.class);
            context.getBean(Later.class).chatAsync(HELLO).cancel(true);
        });
        List<Execution> roots = sink.executions(2);
        assertThat(onlyCall(roots.get(0)).answer().failure()).hasMessage("503");
        assertThat(onlyCall(roots.get(1)).answer().cancelled()).isTrue();
        assertThat(roots)
                .extracting(Execution::status)
                .containsExactly(ExecutionStatus.FAILED, ExecutionStatus.CANCELLED);
    }

    @Test
    void recordsEachSubscriptionToAStream() {
        List<Object> events = new ArrayList<>();
        runner.run(context -> {
            Flow.Publisher<Object> publisher = context.getBean(Subscribed.class).chat(HELLO);
            assertThat(sink.all()).isEmpty();
            publisher.subscribe(new Collecting(events, 100));
            publisher.subscribe(new Collecting(events, 100));
        });
        List<Execution> roots = sink.executions(2);
        assertThat(events).hasSize(8).contains("complete");
        LlmCall call = onlyCall(roots.get(0));
        assertThat(call.sent().streaming()).isTrue();
        assertThat(call.chunks()).isEqualTo(2);
        assertThat(call.answer().text()).isEqualTo("one two");
        assertThat(call.answer().usage()).isEqualTo(new LlmCall.Usage(7, 3, 0, 0, 0));
    }

    @Test
    void recordsASubscriptionThatIsGivenUp() {
        runner.run(context ->
                context.getBean(Subscribed.class).chat(HELLO).subscribe(new Collecting(new ArrayList<>(), 1)));
        Execution root = sink.executions(1).get(0);
        assertThat(root.status()).isEqualTo(ExecutionStatus.CANCELLED);
        assertThat(onlyCall(root).answer().text()).isEqualTo("one ");
    }

    private static LlmCall onlyCall(Execution execution) {
        assertThat(execution.llmCalls()).hasSize(1);
        return execution.llmCalls().get(0);
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .tokenUsage(new TokenUsage(7, 3))
                .build();
    }

    static class Later implements ChatModel {

        private CompletableFuture<ChatResponse> future = new CompletableFuture<>();

        public CompletableFuture<ChatResponse> chatAsync(ChatRequest request) {
            future = new CompletableFuture<>();
            return future;
        }

        CompletableFuture<ChatResponse> given() {
            return future;
        }
    }

    /** Its last event says all, as 1.20's does. */
    record CompleteResponse(ChatResponse chatResponse) {}

    static class Subscribed implements StreamingChatModel {

        public Flow.Publisher<Object> chat(ChatRequest request) {
            return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {

                private boolean cancelled;

                @Override
                public void request(long count) {
                    for (String piece : List.of("one ", "two")) {
                        if (!cancelled) {
                            subscriber.onNext(new PartialResponse(piece));
                        }
                    }
                    if (!cancelled) {
                        subscriber.onNext(new CompleteResponse(response("one two")));
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    cancelled = true;
                }
            });
        }
    }

    private static final class Collecting implements Flow.Subscriber<Object> {

        private final List<Object> events;
        private final int wanted;
        private Flow.Subscription subscription;

        private Collecting(List<Object> events, int wanted) {
            this.events = events;
            this.wanted = wanted;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Object event) {
            events.add(event);
            if (events.size() == wanted) {
                subscription.cancel();
            }
        }

        @Override
        public void onError(Throwable failure) {
            events.add(failure);
        }

        @Override
        public void onComplete() {
            events.add("complete");
        }
    }
}
