// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.writer.ExecutionWriter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.observation.ChatModelMeterObservationHandler;
import org.springframework.ai.chat.observation.ChatModelObservationContext;
import org.springframework.ai.chat.observation.ChatModelObservationDocumentation;
import org.springframework.ai.chat.observation.DefaultChatModelObservationConvention;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What meters say of executions, in an application. */
class ExecutionMetersTest {

    private static final LlmRequest REQUEST = new LlmRequest(LlmRequest.CHAT, "OPEN_AI", "gpt-4o", true, null);

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CostsAutoConfiguration.class,
                    SpringAiAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("tracking.store=memory", "tracking.writer.overflow=drop");

    @Test
    void timeExecutionsAndStagesByHowTheyEnded() {
        contexts.run(context -> {
            tell(context);

            assertThat(timer(context, "agent.execution", "agent", "Poet", "method", "write", "status", "success")
                            .count())
                    .isEqualTo(2);
            assertThat(timer(context, "agent.execution", "agent", "Critic", "method", "read", "status", "failed")
                            .count())
                    .isEqualTo(1);
            assertThat(timer(context, "agent.stage", "agent", "Critic", "stage", "look", "status", "failed")
                            .count())
                    .isEqualTo(1);
            assertThat(timer(context, "agent.stage", "agent", "Poet", "stage", "think", "status", "completed")
                            .totalTime(java.util.concurrent.TimeUnit.NANOSECONDS))
                    .isPositive();
        });
    }

    @Test
    void timeWhatSamplingLeavesOut() {
        contexts.withPropertyValues("tracking.sampling.rate=0", "tracking.quality.enabled=false")
                .run(context -> {
                    tell(context);

                    assertThat(context.getBean(ExecutionWriter.class).counts().written())
                            .isEqualTo(1);
                    assertThat(timer(
                                            context,
                                            "agent.execution",
                                            "agent",
                                            "Poet",
                                            "method",
                                            "write",
                                            "status",
                                            "success")
                                    .count())
                            .isEqualTo(2);
                });
    }

    @Test
    void countTokensAndCostsByAgent() {
        contexts.run(context -> {
            tell(context);

            assertThat(count(
                            context,
                            "agent.llm.tokens",
                            "agent",
                            "Poet",
                            "model",
                            "gpt-4o-2024-08-06",
                            "type",
                            "input"))
                    .isEqualTo(1_000);
            assertThat(count(
                            context,
                            "agent.llm.tokens",
                            "agent",
                            "Poet",
                            "model",
                            "gpt-4o-2024-08-06",
                            "type",
                            "output"))
                    .isEqualTo(100);
            assertThat(count(context, "agent.llm.cost", "agent", "Poet", "model", "gpt-4o-2024-08-06"))
                    .isEqualTo(1_000 * 2.5e-6 + 100 * 10e-6);
        });
    }

    @Test
    void nameCallsOfModelsAsOpenTelemetryDoesAndHaveItsBuckets() {
        contexts.run(context -> {
            tell(context);

            String[] names = {
                "gen_ai.operation.name",
                "chat",
                "gen_ai.provider.name",
                "openai",
                "gen_ai.request.model",
                "gpt-4o",
                "gen_ai.response.model",
                "gpt-4o-2024-08-06"
            };
            Timer duration = timer(context, "gen_ai.client.operation.duration", with(names, "error.type", "none"));
            assertThat(duration.count()).isEqualTo(1);
            assertThat(Arrays.stream(duration.takeSnapshot().histogramCounts())
                            .mapToDouble(bucket -> bucket.bucket(java.util.concurrent.TimeUnit.SECONDS)))
                    .containsExactly(
                            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
            assertThat(timer(context, "gen_ai.client.operation.time_to_first_chunk", names)
                            .count())
                    .isEqualTo(1);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("gen_ai.client.token.usage")
                            .tags(with(names, "gen_ai.token.type", "input"))
                            .summary()
                            .takeSnapshot()
                            .histogramCounts())
                    .extracting(bucket -> bucket.bucket())
                    .startsWith(1d, 4d, 16d)
                    .endsWith(67_108_864d)
                    .hasSize(14);
            assertThat(names(context)).noneMatch(name -> name.startsWith("gen_ai.invoke_agent"));
        });
    }

    @Test
    void nameCallsOfModelsAsTheProfileSays() {
        contexts.withPropertyValues("tracking.metrics.profile=otel-genai-dev").run(context -> {
            tell(context);
            assertThat(names(context))
                    .contains(
                            "gen_ai.client.inference.duration",
                            "gen_ai.client.inference.time_to_first_chunk",
                            "gen_ai.client.inference.operation.input_tokens",
                            "gen_ai.client.inference.operation.output_tokens",
                            "gen_ai.invoke_agent.duration",
                            "gen_ai.invoke_agent.inference_calls",
                            "gen_ai.invoke_agent.tool_calls",
                            "gen_ai.execute_tool.duration")
                    .doesNotContain("gen_ai.client.operation.duration", "gen_ai.client.token.usage");
        });
        contexts.withPropertyValues("tracking.metrics.profile=none").run(context -> {
            tell(context);
            assertThat(names(context)).contains("agent.llm.tokens").noneMatch(name -> name.startsWith("gen_ai."));
        });
    }

    @Test
    void keepTheirTagsFewWhateverNamesCodeMakesUp() {
        contexts.withPropertyValues("tracking.metrics.max-tag-values=3").run(context -> {
            ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
            for (int i = 0; i < 50; i++) {
                UUID id = UUID.randomUUID();
                tracker.track(
                        ExecutionSpec.of("Agent-" + id, "run-" + id),
                        () -> Tracking.current().stage("stage-" + id, () -> {
                            Tracking.current().llmRequest("model-" + id, "hello");
                            Tracking.current().llmResponse("hi", new TokenUsage(1, 1, 0, 0, 0));
                            return "done";
                        }));
            }
            flush(context);

            MeterRegistry registry = context.getBean(MeterRegistry.class);
            assertThat(registry.find("agent.execution").timers()).hasSizeLessThanOrEqualTo(4);
            assertThat(registry.find("agent.execution").tag("agent", "other").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(47);
            assertThat(registry.find("agent.stage").timers()).hasSizeLessThanOrEqualTo(4 * 4);
            assertThat(registry.find("gen_ai.client.operation.duration").timers())
                    .hasSizeLessThanOrEqualTo(4);
        });
    }

    @Test
    void areNotThereWhereTheSettingsSaySo() {
        contexts.withPropertyValues("tracking.metrics.enabled=false").run(context -> {
            tell(context);
            assertThat(names(context)).isEmpty();
        });
        contexts.withPropertyValues("tracking.metrics.histograms=false").run(context -> {
            tell(context);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("agent.execution")
                            .timer()
                            .takeSnapshot()
                            .histogramCounts())
                    .isEmpty();
        });
        contexts.withPropertyValues("tracking.metrics.max-tag-values=0")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("tracking.metrics.max-tag-values")
                        .hasMessageContaining("from 1 to 10000"));
    }

    @Test
    void leaveTheNameOfSpringAisOwnCounterToSpringAi() {
        PrometheusMeterRegistry registry =
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT).throwExceptionOnRegistrationFailure();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        SpringAiAutoConfiguration.class,
                        TrackingAutoConfiguration.class))
                .withPropertyValues("tracking.store=memory", "tracking.writer.overflow=drop")
                .withBean(MeterRegistry.class, () -> registry)
                .withBean(ChatModelMeterObservationHandler.class, () -> new ChatModelMeterObservationHandler(registry))
                .run(context -> {
                    tell(context);
                    callThroughSpringAi(context);
                    tell(context);

                    assertThat(registry.find("gen_ai.client.token.usage").meters())
                            .isNotEmpty()
                            .allMatch(meter -> meter.getId().getType() == Meter.Type.COUNTER);
                    assertThat(registry.scrape())
                            .contains("gen_ai_client_token_usage_total{")
                            .contains("gen_ai_client_operation_seconds_count{")
                            .contains("gen_ai_client_operation_duration_seconds_bucket{")
                            .contains("agent_llm_tokens_total{");
                });
    }

    @Test
    void completeWhatSpringAiMeasuresUnderItsNames() {
        contexts.withPropertyValues("tracking.metrics.profile=spring-ai").run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            callThroughSpringAi(context);
            Timer observed = registry.get("gen_ai.client.operation").timer();
            tell(context);

            assertThat(observed.count()).isEqualTo(1);
            assertThat(registry.find("gen_ai.client.operation").timers())
                    .hasSize(2)
                    .extracting(timer -> tagKeys(timer))
                    .containsOnly(tagKeys(observed));
            assertThat(registry.find("gen_ai.client.token.usage")
                            .tag("gen_ai.token.type", "total")
                            .counters())
                    .extracting(counter -> counter.count())
                    .containsExactlyInAnyOrder(15d, 1_100d);
        });
    }

    /** A poet that calls a model, and itself, and a critic that fails. */
    private static void tell(ApplicationContext context) throws Exception {
        ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
        LlmJournal journal = context.getBean(ExecutionRecorder.class).llm();
        tracker.track(ExecutionSpec.of("Poet", "write"), () -> {
            Tracking.current().stage("think", () -> {
                OpenLlmCall call = Objects.requireNonNull(journal.begin(REQUEST));
                call.chunk();
                call.answered(new LlmReply(
                        null,
                        "a poem",
                        List.of(),
                        "stop",
                        "gpt-4o-2024-08-06",
                        new LlmCall.Usage(1_000, 100, 0, 0, 0)));
                Objects.requireNonNull(journal.beginTool("rhyme", null, null)).returned("dime");
                return "thought";
            });
            return tracker.track(ExecutionSpec.of("Poet", "write"), () -> "a poem");
        });
        try {
            tracker.track(
                    ExecutionSpec.of("Critic", "read"),
                    () -> Tracking.current().stage("look", () -> {
                        throw new IllegalStateException("no poem");
                    }));
        } catch (IllegalStateException expected) {
            flush(context);
        }
    }

    /** As Spring AI's models do it, with the handlers that Spring Boot and Spring AI configure. */
    private static void callThroughSpringAi(ApplicationContext context) throws Exception {
        MeterRegistry meters = context.getBean(MeterRegistry.class);
        ObservationRegistry observations = ObservationRegistry.create();
        context.getBeanProvider(ObservationHandler.class)
                .forEach(handler -> observations.observationConfig().observationHandler(handler));
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        if (context.getBeanProvider(ChatModelMeterObservationHandler.class).getIfAvailable() == null) {
            observations.observationConfig().observationHandler(new ChatModelMeterObservationHandler(meters));
        }
        ChatModelObservationContext call = ChatModelObservationContext.builder()
                .prompt(new Prompt(
                        "hello", ChatOptions.builder().model("gpt-4o").build()))
                .provider("openai")
                .build();
        ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
        tracker.track(
                ExecutionSpec.of("Painter", "paint"),
                () -> ChatModelObservationDocumentation.CHAT_MODEL_OPERATION
                        .observation(null, new DefaultChatModelObservationConvention(), () -> call, observations)
                        .observe(() -> {
                            call.setResponse(new ChatResponse(
                                    List.of(new Generation(new AssistantMessage("hi"))),
                                    ChatResponseMetadata.builder()
                                            .model("gpt-4o-mini")
                                            .usage(new DefaultUsage(10, 5))
                                            .build()));
                            return "painted";
                        }));
        flush(context);
    }

    private static List<String> tagKeys(Meter meter) {
        return meter.getId().getTags().stream().map(tag -> tag.getKey()).toList();
    }

    private static Timer timer(ApplicationContext context, String name, String... tags) {
        return context.getBean(MeterRegistry.class).get(name).tags(tags).timer();
    }

    private static double count(ApplicationContext context, String name, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(name)
                .tags(tags)
                .counter()
                .count();
    }

    private static List<String> names(ApplicationContext context) {
        return context.getBean(MeterRegistry.class).getMeters().stream()
                .map(meter -> meter.getId().getName())
                .distinct()
                .toList();
    }

    private static String[] with(String[] tags, String... more) {
        String[] all = Arrays.copyOf(tags, tags.length + more.length);
        System.arraycopy(more, 0, all, tags.length, more.length);
        return all;
    }

    private static void flush(ApplicationContext context) throws InterruptedException {
        assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofMinutes(1)))
                .isTrue();
    }
}
