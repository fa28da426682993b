// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TrackingContext;
import dev.agenttracking.TrackingContextResolver;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SurroundingsTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner contexts = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class, TracingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);

    @Test
    void takesIdsFromTheApplicationsResolverForRootsThatHaveNone() {
        contexts.withBean(
                        TrackingContextResolver.class,
                        () -> () -> new TrackingContextResolver.Ids("vault", 7, "reader"))
                .run(context -> {
                    ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
                    tracker.track(
                            ExecutionSpec.of("A", "run"), () -> tracker.track(ExecutionSpec.of("B", "run"), () -> ""));
                    try (TrackingContext.Scope scope = TrackingContext.with("own", null, null)) {
                        tracker.track(ExecutionSpec.of("C", "run"), () -> "");
                    }
                });

        assertThat(sink.executions(3))
                .extracting(Execution::vaultId, Execution::conversationId, Execution::userId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("vault", "7", "reader"),
                        org.assertj.core.groups.Tuple.tuple("vault", "7", "reader"),
                        org.assertj.core.groups.Tuple.tuple("own", "7", "reader"));
    }

    @Test
    void aResolverThatFailsCostsTheIdsAlone() {
        contexts.withBean(TrackingContextResolver.class, () -> () -> {
                    throw new IllegalStateException("no request");
                })
                .run(context -> context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("A", "run"), () -> ""));

        assertThat(sink.executions(1).get(0).vaultId()).isNull();
    }

    @Test
    void putsTheTraceOnTheRowWhereThereIsOne() {
        SimpleTracer tracer = new SimpleTracer();
        contexts.withBean(Tracer.class, () -> tracer).run(context -> {
            ExecutionTracker tracking = context.getBean(ExecutionTracker.class);
            tracking.track(ExecutionSpec.of("Outside", "run"), () -> "");
            Span span = tracer.nextSpan().start();
            try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
                tracking.track(ExecutionSpec.of("Inside", "run"), () -> "");
            } finally {
                span.end();
            }
        });

        List<Execution> stored = sink.executions(2);
        assertThat(stored.get(0).trace()).isNull();
        assertThat(stored.get(1).trace().traceId())
                .isEqualTo(tracer.onlySpan().context().traceId());
        assertThat(stored.get(1).trace().spanId())
                .isEqualTo(tracer.onlySpan().context().spanId());
    }

    @Test
    void doesWithoutTracing() {
        contexts.withClassLoader(new FilteredClassLoader("io.micrometer.tracing"))
                .run(context -> context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("A", "run"), () -> ""));

        assertThat(sink.executions(1)).hasSize(1);
    }

    @Test
    void storesThePartThatIsAskedForAndAllFailures() {
        contexts.withPropertyValues("tracking.sampling.rate=0").run(context -> {
            ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
            tracker.track(ExecutionSpec.of("Fine", "run"), () -> "");
            tracker.track(ExecutionSpec.of("Caller", "run"), () -> {
                try (var failing = tracker.open(ExecutionSpec.of("Failing", "run"))) {
                    failing.failed(new IllegalStateException());
                }
                return "";
            });
            context.getBean(TrackingSwitches.class).enable("Failing", false);
        });

        assertThat(sink.executions(2)).hasSize(2);
        assertThat(sink.names()).containsExactly("Failing.run", "Caller.run");
    }

    @Test
    void logsEachAgentToItsOwnLogger() {
        Logger chatty = (Logger) LoggerFactory.getLogger(AgentPolicy.LOGGER_PREFIX + "Chatty");
        Logger all = (Logger) LoggerFactory.getLogger(AgentPolicy.LOGGER_PREFIX.replaceAll("\\.$", ""));
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        chatty.setLevel(Level.DEBUG);
        all.addAppender(lines);
        try {
            contexts.run(context -> {
                ExecutionTracker tracker = context.getBean(ExecutionTracker.class);
                tracker.track(ExecutionSpec.of("Chatty", "run"), () -> "secret");
                tracker.track(ExecutionSpec.of("Quiet", "run"), () -> "");
                try (var failing = tracker.open(ExecutionSpec.of("Quiet", "run"))) {
                    failing.failed(new IllegalStateException("secret"));
                }
            });
        } finally {
            all.detachAppender(lines);
            chatty.setLevel(null);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Chatty.run begins, execution "),
                        line -> assertThat(line).startsWith("Chatty.run ends as success after "),
                        line -> assertThat(line)
                                .startsWith("Quiet.run failed after ")
                                .contains("with java.lang.IllegalStateException, execution "));
        assertThat(lines.list.toString()).doesNotContain("secret");
    }
}
