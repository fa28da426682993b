// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.alerts.AlertDuty;
import dev.agenttracking.alerts.AlertEvaluator;
import dev.agenttracking.alerts.AlertEvent;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.RejectedRecordException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

/** Alerts in an application. */
@ExtendWith(OutputCaptureExtension.class)
class AlertsTest {

    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    MetricsAutoConfiguration.class,
                    CostsAutoConfiguration.class,
                    AlertsAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withBean(Heard.class)
            .withPropertyValues(
                    "tracking.store=memory", "tracking.writer.overflow=drop", "tracking.alerts.interval=1h");

    @Test
    void fireOnceAndAreResolvedOnceWithEventLogAndMetric(CapturedOutput output) {
        contexts.withPropertyValues(
                        "tracking.alerts.rules.failing.error-rate=0.2",
                        "tracking.alerts.rules.failing.agent=*",
                        "tracking.alerts.rules.failing.min-executions=4")
                .run(context -> {
                    for (int i = 0; i < 4; i++) {
                        call(context, "Poet", i == 0);
                        call(context, "Critic", false);
                    }
                    call(context, "Rare", true);
                    evaluate(context, Duration.ZERO);
                    evaluate(context, Duration.ofMinutes(1));

                    assertThat(heard(context)).singleElement().satisfies(event -> {
                        assertThat(event.rule()).isEqualTo("failing");
                        assertThat(event.state()).isEqualTo(AlertEvent.State.FIRING);
                        assertThat(event.agent()).isEqualTo("Poet");
                        assertThat(event.value()).isEqualTo(0.25);
                    });
                    assertThat(firing(context)).isEqualTo(1);
                    assertThat(output)
                            .contains(
                                    "Alert failing fires. Poet: 25.00 % of the executions failed or ran out of time in"
                                            + " the last 10m, more than 20.00 %");

                    evaluate(context, Duration.ofMinutes(20));
                    assertThat(heard(context)).hasSize(1);
                    evaluate(context, Duration.ofMinutes(21));
                    evaluate(context, Duration.ofMinutes(22));
                    assertThat(heard(context))
                            .extracting(AlertEvent::state)
                            .containsExactly(AlertEvent.State.FIRING, AlertEvent.State.RESOLVED);
                    assertThat(firing(context)).isZero();
                    assertThat(output).contains("Alert failing is resolved. Poet: fine again, too little to say");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "p95, 1ms, 'Slow', 'P95'",
        "quality, 0.99, 'Poor', 'QUALITY'",
        "cost-per-hour-usd, 0.001, 'Poor', 'COST_PER_HOUR'",
        "error-rate, 0.5, 'Bad', 'ERROR_RATE'"
    })
    void lookAtWhatTheRuleSays(String condition, String threshold, String agent, String fired) {
        contexts.withPropertyValues(
                        "tracking.alerts.rules.own." + condition + "=" + threshold,
                        "tracking.alerts.rules.own.agent=" + agent.toLowerCase(),
                        "tracking.alerts.rules.own.min-executions=1",
                        "tracking.alerts.rules.other." + condition + "=" + threshold,
                        "tracking.alerts.rules.other.agent=Fine",
                        "tracking.alerts.rules.other.min-executions=1")
                .run(context -> {
                    ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
                    tracker.track(ExecutionSpec.of("Slow", "run"), () -> {
                        long begun = System.nanoTime();
                        while (System.nanoTime() - begun < 2_000_000) {
                            Thread.onSpinWait();
                        }
                        return "";
                    });
                    tracker.track(ExecutionSpec.of("Poor", "run"), () -> {
                        Tracking.current().llmRequest("gpt-4o", "write");
                        Tracking.current()
                                .llmResponse(
                                        "I'm sorry, but I can't assist with that.", new TokenUsage(900, 900, 0, 0, 0));
                        return "";
                    });
                    call(context, "Bad", true);
                    evaluate(context, Duration.ZERO);

                    assertThat(heard(context)).singleElement().satisfies(event -> {
                        assertThat(event.rule()).isEqualTo("own");
                        assertThat(event.agent()).isEqualTo(agent);
                        assertThat(event.condition()).hasToString(fired);
                    });
                });
    }

    @Test
    void hearWhenAnAgentWentSilent() {
        contexts.withPropertyValues(
                        "tracking.alerts.rules.quiet.silent-for=1h",
                        "tracking.alerts.rules.quiet.agent=*",
                        "tracking.alerts.rules.quiet.resolve-after=1",
                        "tracking.alerts.rules.nobody.silent-for=1h")
                .run(context -> {
                    call(context, "Poet", false);
                    evaluate(context, Duration.ZERO);
                    evaluate(context, Duration.ofMinutes(59));
                    assertThat(heard(context)).isEmpty();

                    evaluate(context, Duration.ofMinutes(90));
                    assertThat(heard(context))
                            .extracting(AlertEvent::rule, AlertEvent::agent, AlertEvent::message)
                            .containsExactlyInAnyOrder(
                                    tuple("quiet", "Poet", "Poet: no execution in the last 1h"),
                                    tuple("nobody", null, "All agents: no execution in the last 1h"));
                });
    }

    @Test
    void hearWhenAnAgentIsBack() {
        contexts.withPropertyValues(
                        "tracking.alerts.rules.quiet.silent-for=1s",
                        "tracking.alerts.rules.quiet.agent=Poet",
                        "tracking.alerts.rules.quiet.resolve-after=1")
                .run(context -> {
                    evaluate(context, Duration.ofMinutes(1));
                    assertThat(heard(context)).hasSize(1);
                    await().untilAsserted(() -> {
                        call(context, "Poet", false);
                        evaluate(context, Duration.ZERO);
                        assertThat(heard(context))
                                .hasSize(2)
                                .last()
                                .satisfies(event -> assertThat(event.message())
                                        .isEqualTo("Poet: fine again, there are executions in the last 1s"));
                    });
                });
    }

    @Test
    void hearOfTheWritersLossesAlsoWhereAnotherInstanceSeesToTheRest() {
        contexts.withBean(RecordSink.class, RefusingSink::new)
                .withPropertyValues("tracking.alerts.rules.losses.lost=0", "tracking.alerts.rules.failing.error-rate=0")
                .run(context -> {
                    AlertEvaluator evaluator =
                            context.getBean(TrackingAlerts.class).evaluator();
                    call(context, "Poet", true);
                    await().until(() -> context.getBean(ExecutionWriter.class).counts().dropped().values().stream()
                            .anyMatch(count -> count > 0));
                    evaluator.evaluate(Instant.now(), AlertDuty.OTHERS);

                    assertThat(heard(context)).singleElement().satisfies(event -> {
                        assertThat(event.rule()).isEqualTo("losses");
                        assertThat(event.agent()).isNull();
                        assertThat(event.value()).isEqualTo(1);
                    });
                });
    }

    @Test
    void areLookedAtWithinTheIntervalAndSentToTheWebhook() throws Exception {
        List<String> posted = new CopyOnWriteArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(posted.size() < 3 ? 503 : 200, -1);
            exchange.close();
        });
        server.start();
        try {
            contexts.withInitializer(context ->
                            context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                    .withPropertyValues(
                            "tracking.alerts.interval=100ms",
                            "tracking.alerts.rules.failing.error-rate=0.5",
                            "tracking.alerts.rules.failing.min-executions=1",
                            "tracking.alerts.webhook.url=http://localhost:"
                                    + server.getAddress().getPort() + "/T0K3N",
                            "tracking.alerts.webhook.secret=s3cr3t",
                            "tracking.alerts.webhook.backoff=5ms")
                    .run(context -> {
                        call(context, "Poet", true);
                        MeterRegistry meters = context.getBean(MeterRegistry.class);
                        await().until(() -> meters.get("tracking.alerts.deliveries")
                                        .tag("outcome", "sent")
                                        .functionCounter()
                                        .count()
                                == 1);
                        assertThat(posted).hasSize(3).allMatch(body -> body.equals(posted.get(0)));
                        assertThat(context.getBean(AlertProperties.class).toString())
                                .doesNotContain("s3cr3t")
                                .doesNotContain("T0K3N");
                    });
        } finally {
            server.stop(0);
        }
    }

    @Test
    void goOnWhereAListenerFails(CapturedOutput output) {
        contexts.withBean(Broken.class)
                .withPropertyValues(
                        "tracking.alerts.rules.failing.error-rate=0.5",
                        "tracking.alerts.rules.failing.min-executions=1",
                        "tracking.alerts.rules.failing2.error-rate=0.5",
                        "tracking.alerts.rules.failing2.min-executions=1")
                .run(context -> {
                    call(context, "Poet", true);
                    evaluate(context, Duration.ZERO);
                    assertThat(output)
                            .contains("Alert failing fires", "Alert failing2 fires", "Whoever hears of alert");
                });
    }

    @Test
    void startNothingWhereThereAreNoRules() {
        contexts.run(context -> {
            assertThat(context.getBean(TrackingAlerts.class).isRunning()).isFalse();
            assertThat(context.getBean(MeterRegistry.class)
                            .find("tracking.alerts.firing")
                            .meters())
                    .isEmpty();
        });
        contexts.withPropertyValues("tracking.alerts.rules.a.lost=0", "tracking.alerts.enabled=false")
                .run(context -> assertThat(context.getBean(TrackingAlerts.class).isRunning())
                        .isFalse());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rules.a.agent=Poet; tracking.alerts.rules.a; exactly one of error-rate, p95",
                "rules.a.error-rate=0.1,rules.a.p95=1s; tracking.alerts.rules.a; exactly one of",
                "rules.a.error-rate=2; tracking.alerts.rules.a.error-rate; from 0 to 1",
                "rules.a.quality=-1; tracking.alerts.rules.a.quality; from 0 to 1",
                "rules.a.lost=0,rules.a.agent=Poet; tracking.alerts.rules.a.agent; about no agent",
                "rules.a.silent-for=1h,rules.a.window=1h; tracking.alerts.rules.a.window; silent-for",
                "rules.a.lost=0,rules.a.window=1ms; tracking.alerts.rules.a.window; a duration from",
                "rules.a.lost=0,rules.a.fire-after=0; tracking.alerts.rules.a.fire-after; from 1 to",
                "interval=1ms; tracking.alerts.interval; a duration from",
                "webhook.url=ftp://s3cr3t; tracking.alerts.webhook.url; http:// or https://",
                "webhook.secret=s3cr3t; tracking.alerts.webhook.secret; tracking.alerts.webhook.url",
                "webhook.url=http://localhost,webhook.attempts=0; tracking.alerts.webhook.attempts; from 1 to 100"
            })
    void stopTheStartWhereASettingIsWrong(String settings, String property, String accepts) {
        String[] values = java.util.Arrays.stream(settings.split(","))
                .map(each -> "tracking.alerts." + each)
                .toArray(String[]::new);
        contexts.withPropertyValues(values)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(property)
                        .hasMessageContaining(accepts)
                        .hasMessageNotContaining("s3cr3t"));
    }

    @Test
    void takeAnAddressHoweverItsSchemeIsWritten() {
        contexts.withPropertyValues("tracking.alerts.webhook.url=HTTPS://localhost/hook")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void haveRulesThatANativeImageCanBind() {
        RuntimeHints hints = new RuntimeHints();
        BindableRuntimeHintsRegistrar.forTypes(AlertProperties.class).registerHints(hints);

        assertThat(RuntimeHintsPredicates.reflection().onType(AlertRuleProperties.class))
                .accepts(hints);
    }

    private static void evaluate(ApplicationContext context, Duration later) throws InterruptedException {
        assertThat(context.getBean(ExecutionWriter.class).flush(Duration.ofMinutes(1)))
                .isTrue();
        context.getBean(TrackingAlerts.class).evaluator().evaluate(Instant.now().plus(later), AlertDuty.OURS);
    }

    private static List<AlertEvent> heard(ApplicationContext context) {
        return context.getBean(Heard.class).events;
    }

    private static double firing(ApplicationContext context) {
        return context.getBean(MeterRegistry.class)
                .get("tracking.alerts.firing")
                .tag("rule", "failing")
                .gauge()
                .value();
    }

    private static void call(ApplicationContext context, String agent, boolean fails) throws Exception {
        try {
            context.getBean(ExecutionTracker.class).track(ExecutionSpec.of(agent, "run"), () -> {
                if (fails) {
                    throw new IllegalStateException("no");
                }
                return "";
            });
        } catch (IllegalStateException expected) {
            assertThat(fails).isTrue();
        }
    }

    static class Heard {

        private final List<AlertEvent> events = new CopyOnWriteArrayList<>();

        @EventListener
        public void hear(AlertEvent event) {
            events.add(event);
        }
    }

    static class Broken {

        @EventListener
        public void hear(AlertEvent event) {
            throw new IllegalStateException("deaf: " + event.rule());
        }
    }

    /** Refuses everything. */
    private static final class RefusingSink implements RecordSink {

        @Override
        public void write(RecordBatch batch) throws Exception {
            throw new RejectedRecordException("refused", new IllegalArgumentException());
        }

        @Override
        public String describe() {
            return "a store that refuses";
        }
    }
}
