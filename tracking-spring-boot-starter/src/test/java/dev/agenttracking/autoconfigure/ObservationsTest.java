// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.TrackingContext;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

/** What those see who observe an application. */
class ObservationsTest {

    private final CollectingSink sink = new CollectingSink();
    private final Listener listener = new Listener();
    private final ObservationRegistry registry = ObservationRegistry.create();
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    ObservationsAutoConfiguration.class,
                    SpringAiAutoConfiguration.class,
                    TracingAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(ObservationRegistry.class, () -> registry)
            .withBean(ObservationHandler.class, () -> listener)
            .withBean(MonoAgent.class);

    ObservationsTest() {
        registry.observationConfig().observationHandler(listener);
    }

    @Test
    void areExecutionsWithTheirStagesAndCallsOfModels() {
        contexts.run(context -> tracker(context)
                .track(
                        ExecutionSpec.of("Poet", "write").withIds(null, "c-1", "u-1"),
                        () -> Tracking.current().stage("think", () -> {
                            Tracking.current().llmRequest("gpt-4o", "secret words");
                            Tracking.current().llmResponse("secret answer", new TokenUsage(10, 5, 3, 0, 0));
                            return tracker(context).track(ExecutionSpec.of("Critic", "read"), () -> "fine");
                        })));

        assertThat(listener.ended)
                .extracting(Seen::name, Seen::span, Seen::parent)
                .containsExactly(
                        tuple("tracking.llm.call", "chat gpt-4o", "think"),
                        tuple("tracking.execution", "invoke_agent Critic", "think"),
                        tuple("tracking.stage", "think", "invoke_agent Poet"),
                        tuple("tracking.execution", "invoke_agent Poet", null));
        assertThat(listener.ended.get(0).attributes)
                .contains(
                        "gen_ai.operation.name=chat",
                        "gen_ai.provider.name=unknown",
                        "gen_ai.request.model=gpt-4o",
                        "gen_ai.usage.input_tokens=10",
                        "gen_ai.usage.output_tokens=5",
                        "gen_ai.usage.cache_read.input_tokens=3",
                        "gen_ai.usage.cache_creation.input_tokens=0",
                        "error.type=none");
        assertThat(listener.ended.get(3).attributes)
                .contains(
                        "gen_ai.operation.name=invoke_agent",
                        "gen_ai.agent.name=Poet",
                        "gen_ai.conversation.id=c-1",
                        "tracking.method=write",
                        "tracking.status=success",
                        "tracking.execution.id=" + id("Poet"));
        assertThat(listener.ended)
                .allSatisfy(seen -> assertThat(seen.attributes)
                        .noneMatch(attribute -> attribute.contains("secret") || attribute.contains("u-1")));
        assertThat(registry.getCurrentObservation()).isNull();
    }

    @Test
    void haveTheNamesOfTheProfile() {
        contexts.withPropertyValues("tracking.observations.profile=otel-genai-dev")
                .run(ObservationsTest::callModel);
        contexts.withPropertyValues("tracking.observations.profile=spring-ai").run(ObservationsTest::callModel);

        List<Seen> calls = listener.ended.stream()
                .filter(seen -> seen.name.equals("tracking.llm.call"))
                .toList();
        assertThat(calls.get(0).attributes).contains("gen_ai.usage.cache_write.input_tokens=0");
        assertThat(calls.get(1).attributes)
                .contains("gen_ai.system=none")
                .noneMatch(each -> each.startsWith("gen_ai.provider"));
    }

    @Test
    void giveTheRowTheIdsOfItsOwnSpan() {
        SimpleTracer tracer = new SimpleTracer();
        registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
        contexts.withBean(Tracer.class, () -> tracer)
                .run(context -> tracker(context)
                        .track(
                                ExecutionSpec.of("Poet", "write"),
                                () -> tracker(context).track(ExecutionSpec.of("Critic", "read"), () -> "fine")));

        Execution critic = sink.executions(2).get(0);
        SimpleSpan span = tracer.getSpans().stream()
                .filter(each -> each.getName().equals("invoke_agent Critic"))
                .findFirst()
                .orElseThrow();
        assertThat(critic.trace()).isNotNull();
        assertThat(critic.trace().spanId()).isEqualTo(span.context().spanId());
        assertThat(sink.executions(2).get(1).trace().spanId())
                .isNotEqualTo(critic.trace().spanId());
    }

    @Test
    void endWithTheResultAndNotWithTheMethod() {
        contexts.run(context -> {
            CompletableFuture<String> result = new CompletableFuture<>();
            context.getBean(MonoAgent.class).later(result);
            assertThat(registry.getCurrentObservation()).isNull();
            assertThat(listener.ended).isEmpty();

            result.completeExceptionally(new IllegalStateException("no"));
            assertThat(listener.ended).singleElement().satisfies(seen -> {
                assertThat(seen.attributes)
                        .contains("tracking.status=failed", "error.type=java.lang.IllegalStateException");
                assertThat(seen.failure).isInstanceOf(IllegalStateException.class);
            });
        });
    }

    @Test
    void areAsManyAsThereAreSubscriptions() {
        contexts.run(context -> {
            Mono<String> mono = context.getBean(MonoAgent.class).mono(registry);
            assertThat(listener.begun).isEmpty();

            AtomicReference<@Nullable Observation> downstream = new AtomicReference<>();
            Observation request = Observation.start("request", registry);
            try (Observation.Scope scope = request.openScope()) {
                assertThat(mono.doOnNext(value -> downstream.set(registry.getCurrentObservation()))
                                .block())
                        .isEqualTo("invoke_agent MonoAgent");
            }
            request.stop();
            assertThat(downstream.get()).isSameAs(request);
            mono.block();

            assertThat(listener.ended)
                    .extracting(Seen::span, Seen::parent)
                    .containsExactly(
                            tuple("invoke_agent MonoAgent", "request"),
                            tuple("request", null),
                            tuple("invoke_agent MonoAgent", null));
            assertThat(registry.getCurrentObservation()).isNull();
        });
    }

    @Test
    void ofMethodsThatFailBeforeThereIsAResultAreSeenToo() {
        contexts.run(context -> {
            assertThatThrownBy(() -> context.getBean(MonoAgent.class).mono(null))
                    .isInstanceOf(NullPointerException.class);
            assertThat(listener.ended)
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.attributes).contains("tracking.status=failed"));
        });
    }

    @Test
    void followTheirExecutionToOtherThreads() {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        contexts.run(context -> tracker(context).track(ExecutionSpec.of("Poet", "write"), () -> {
            executor.submit(TrackingContext.wrap((Runnable) () -> track(context, "Critic")))
                    .get();
            executor.submit(() -> track(context, "Stranger")).get();
            return "";
        }));
        executor.shutdown();

        assertThat(listener.ended)
                .extracting(Seen::span, Seen::parent)
                .containsExactly(
                        tuple("invoke_agent Critic", "invoke_agent Poet"),
                        tuple("invoke_agent Stranger", null),
                        tuple("invoke_agent Poet", null));
    }

    @Test
    void leaveCallsToSpringAiThatItLetsBeObserved() {
        contexts.run(context -> {
            context.getBeanProvider(ObservationHandler.class).stream()
                    .filter(handler -> handler != listener)
                    .forEach(handler -> registry.observationConfig().observationHandler(handler));
            ChatModelObservationContext call = ChatModelObservationContext.builder()
                    .prompt(new Prompt(
                            "hello", ChatOptions.builder().model("gpt-4o").build()))
                    .provider("openai")
                    .build();
            tracker(context)
                    .track(
                            ExecutionSpec.of("Painter", "paint"),
                            () -> ChatModelObservationDocumentation.CHAT_MODEL_OPERATION
                                    .observation(
                                            null, new DefaultChatModelObservationConvention(), () -> call, registry)
                                    .observe(() -> {
                                        track(context, "Tool");
                                        return "";
                                    }));
        });

        assertThat(sink.executions(2).get(1).llmCalls()).hasSize(1);
        assertThat(listener.ended)
                .extracting(Seen::span, Seen::parent)
                .containsExactly(
                        tuple("invoke_agent Tool", "gen_ai.client.operation"),
                        tuple("chat gpt-4o", "invoke_agent Painter"),
                        tuple("invoke_agent Painter", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "open", "close", "error", "stop"})
    void areNoHarmWhereAHandlerFails(String step) {
        registry.observationConfig().observationHandler(new Failing(step));
        contexts.run(context -> {
            for (int i = 0; i < 2; i++) {
                assertThat(tracker(context)
                                .track(
                                        ExecutionSpec.of("Poet", "write"),
                                        () -> Tracking.current().stage("think", () -> "a poem")))
                        .isEqualTo("a poem");
                assertThatThrownBy(() -> tracker(context).track(ExecutionSpec.of("Poet", "write"), () -> {
                            throw new IllegalArgumentException("its own");
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("its own");
                assertThat(registry.getCurrentObservation()).isNull();
            }
        });

        assertThat(sink.executions(4)).hasSize(4);
    }

    @Test
    void areNotMadeWhereNobodyListens() {
        contexts.withPropertyValues("tracking.observations.enabled=false").run(context -> track(context, "A"));
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ObservationsAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withBean(CollectingSink.class, () -> sink)
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(ObservationHandler.class, () -> new DefaultMeterObservationHandler(new SimpleMeterRegistry()))
                .run(context -> track(context, "B"));

        assertThat(sink.executions(2)).hasSize(2);
        assertThat(listener.begun).isEmpty();
    }

    @Test
    void makeNoMetersWhereTheyAreMeantForTracers() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration.class,
                        ObservationsAutoConfiguration.class,
                        TrackingAutoConfiguration.class))
                .withBean(CollectingSink.class, () -> sink)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("tracking.observations.enabled=true")
                .run(context -> {
                    MeterRegistry meters = context.getBean(MeterRegistry.class);
                    registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
                    track(context, "A");
                    Observation.start("of.the.application", registry).stop();

                    assertThat(listener.ended).hasSize(2);
                    assertThat(meters.getMeters())
                            .extracting(meter -> meter.getId().getName())
                            .contains("of.the.application")
                            .noneMatch(name -> name.startsWith("tracking.execution"));
                });
    }

    @Test
    void areNotMissedWhereMicrometerIsNotThere() {
        contexts.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
                .run(context -> assertThat(context).hasNotFailed().hasBean("agentTrackingCallObserver"));
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(ObservationsAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withBean(CollectingSink.class, () -> sink)
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> {
                    track(context, "A");
                    assertThat(context).hasNotFailed().doesNotHaveBean("agentTrackingCallObserver");
                });
    }

    private static void callModel(ApplicationContext context) throws Exception {
        tracker(context).track(ExecutionSpec.of("Poet", "write"), () -> {
            Tracking.current().llmRequest("gpt-4o", "hello");
            Tracking.current().llmResponse("hi", new TokenUsage(1, 1, 0, 0, 0));
            return "";
        });
    }

    private static ExecutionTracker tracker(ApplicationContext context) {
        return context.getBean(ExecutionTracker.class);
    }

    private static void track(ApplicationContext context, String agent) {
        try {
            tracker(context).track(ExecutionSpec.of(agent, "run"), () -> "");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String id(String agent) {
        return sink.executions(2).stream()
                .filter(each -> each.method().agent().equals(agent))
                .findFirst()
                .orElseThrow()
                .id()
                .toString();
    }

    static class MonoAgent {

        @TrackExecution
        public Mono<String> mono(@Nullable ObservationRegistry registry) {
            ObservationRegistry present = java.util.Objects.requireNonNull(registry);
            return Mono.fromCallable(
                    () -> present.getCurrentObservation().getContext().getContextualName());
        }

        @TrackExecution
        public CompletableFuture<String> later(CompletableFuture<String> result) {
            return result;
        }

        @Stage(ExecutionStage.INIT)
        public void init() {}
    }

    /** What was seen of an observation at its end. */
    private record Seen(
            String name,
            String span,
            @Nullable String parent,
            List<String> attributes,
            @Nullable Throwable failure) {}

    private static final class Listener implements ObservationHandler<Observation.Context> {

        private final List<String> begun = new CopyOnWriteArrayList<>();
        private final List<Seen> ended = new CopyOnWriteArrayList<>();

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStart(Observation.Context context) {
            begun.add(context.getName());
        }

        @Override
        public void onStop(Observation.Context context) {
            var parent = context.getParentObservation();
            ended.add(new Seen(
                    context.getName(),
                    span(context),
                    parent == null ? null : span(parent.getContextView()),
                    context.getAllKeyValues().stream()
                            .map(each -> each.getKey() + "=" + each.getValue())
                            .toList(),
                    context.getError()));
        }

        private static String span(Observation.ContextView context) {
            return context.getContextualName() == null ? context.getName() : context.getContextualName();
        }
    }

    private record Failing(String step) implements ObservationHandler<Observation.Context> {

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        @Override
        public void onStart(Observation.Context context) {
            fail("start");
        }

        @Override
        public void onScopeOpened(Observation.Context context) {
            fail("open");
        }

        @Override
        public void onScopeClosed(Observation.Context context) {
            fail("close");
        }

        @Override
        public void onError(Observation.Context context) {
            fail("error");
        }

        @Override
        public void onStop(Observation.Context context) {
            fail("stop");
        }

        private void fail(String here) {
            if (here.equals(step)) {
                throw new IllegalStateException("handler fails");
            }
        }
    }
}
