// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agenttracking.autoconfigure.SpringAiAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.RefusedLlmCallException;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationHandlerGroup;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RefusedObservationsTest {

    private final RefusedLlmCallException refused = new RefusedLlmCallException("spent") {};
    private final Counting ungrouped = new Counting();
    private final CountingMeter meter = new CountingMeter();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ObservationAutoConfiguration.class,
                    TrackingAutoConfiguration.class,
                    SpringAiAutoConfiguration.class))
            .withPropertyValues("tracking.writer.flush-interval=10ms")
            .withBean(CollectingSink.class);

    @Test
    void leavesNoHandlerWithAnObservationThatIsNeverStopped() {
        // Groups are asked in the order of their beans where they do not say more: ours is the last here.
        runner.withBean("ungrouped", ObservationHandler.class, () -> ungrouped)
                .withBean("meter", MeterObservationHandler.class, () -> meter)
                .withBean(
                        "meters",
                        ObservationHandlerGroup.class,
                        () -> ObservationHandlerGroup.of(MeterObservationHandler.class))
                .withBean(LlmAccounting.class, () -> refusing())
                .run(context -> {
                    ObservationRegistry registry = context.getBean(ObservationRegistry.class);
                    assertThatThrownBy(() -> new Observed(registry).call(new Prompt("x")))
                            .isSameAs(refused);
                    assertThat(ungrouped.open.get()).isZero();
                    assertThat(meter.open.get()).isZero();
                    Observation.createNotStarted("other", registry).observe(() -> {});
                    assertThat(ungrouped.begun.get()).isPositive();
                    assertThat(meter.begun.get()).isPositive();
                });
    }

    @Test
    void recordsACallThatItCannotRefuseWithoutHarmToOthers() {
        runner.withBean(LlmAccounting.class, () -> refusing()).run(context -> {
            ObservationRegistry byHand = ObservationRegistry.create();
            byHand.observationConfig().observationHandler(ungrouped);
            byHand.observationConfig()
                    .observationHandler(new SpringAiObservations(
                            () -> List.of(context.getBean(ObservedChatModel.class)),
                            () -> context.getBean(Faults.class),
                            true));
            new Observed(byHand).call(new Prompt("x"));
            assertThat(ungrouped.begun.get()).isOne();
            assertThat(ungrouped.open.get()).isZero();
            assertThat(context.getBean(CollectingSink.class)
                            .executions(1)
                            .get(0)
                            .llmCalls())
                    .hasSize(1);
        });
    }

    @Test
    void keepsTheAnswerOfAModelWhoseObservationIsNotToldOfIt() {
        runner.withBean(Observed.class).run(context -> {
            ChatModel model = context.getBean(ChatModel.class);
            assertThat(model).isInstanceOf(WatchedModel.class);
            model.call(new Prompt("x"));
            assertThat(context.getBean(CollectingSink.class)
                            .executions(1)
                            .get(0)
                            .llmCalls())
                    .singleElement()
                    .satisfies(call -> {
                        assertThat(call.sent().provider()).isEqualTo("community");
                        assertThat(call.answer().text()).isEqualTo("answer");
                    });
        });
    }

    private LlmAccounting refusing() {
        return new LlmAccounting() {
            @Override
            public void admit(Execution execution, @Nullable String model) {
                throw refused;
            }
        };
    }

    /** A model that has its calls observed, but does not tell of its answers. */
    static class Observed implements ChatModel {

        private final ObservationRegistry registry;

        Observed(ObservationRegistry registry) {
            this.registry = registry;
        }

        @Override
        public ChatResponse call(Prompt prompt) {
            return Observation.createNotStarted(
                            "chat",
                            () -> ChatModelObservationContext.builder()
                                    .prompt(prompt)
                                    .provider("community")
                                    .build(),
                            registry)
                    .observe(() -> new ChatResponse(List.of(new Generation(new AssistantMessage("answer")))));
        }
    }

    /** Knows which observations have begun and not been stopped. */
    private static class Counting implements ObservationHandler<Observation.Context> {

        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger open = new AtomicInteger();

        @Override
        public void onStart(Observation.Context context) {
            begun.incrementAndGet();
            open.incrementAndGet();
        }

        @Override
        public void onStop(Observation.Context context) {
            open.decrementAndGet();
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }
    }

    /** The same, in a group of handlers. */
    private static final class CountingMeter extends Counting implements MeterObservationHandler<Observation.Context> {}
}
