// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.agenttracking.TrackingContextResolver;
import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.autoconfigure.MetricsAutoConfiguration;
import dev.agenttracking.autoconfigure.TracingAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.quality.ViolationListener;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleTracer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Each bean of the application that the tracker asks or tells fails in turn, in each way; its agents do what they would do. */
class HarmlessApplicationTest {

    private final CollectingSink collected = new CollectingSink();
    private volatile Part part = Part.NONE;
    private volatile Thrown thrown = Thrown.RUNTIME;
    private volatile int hits;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void goesOnAsBeforeWhere(Part fails) {
        Logger agents = (Logger) LoggerFactory.getLogger("dev.agenttracking.agent.Thinker");
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            public void doAppend(ILoggingEvent event) {
                fail(Part.APPENDER);
            }

            @Override
            protected void append(ILoggingEvent event) {}
        };
        appender.start();
        agents.addAppender(appender);
        try {
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(
                            AopAutoConfiguration.class,
                            TrackingAutoConfiguration.class,
                            TracingAutoConfiguration.class,
                            MetricsAutoConfiguration.class))
                    .withPropertyValues("tracking.writer.flush-interval=5ms")
                    .withBean(RecordSink.class, Sink::new)
                    .withBean(ValidationHooks.class, Hooks::new)
                    .withBean(ViolationListener.class, () -> (agent, kind, count) -> fail(Part.LISTENER))
                    .withBean(MeterRegistry.class, Registry::new)
                    .withBean(Tracer.class, Traces::new)
                    .withBean(TrackingContextResolver.class, () -> () -> {
                        fail(Part.RESOLVER);
                        return new TrackingContextResolver.Ids("vault", "conversation", null);
                    })
                    .withUserConfiguration(Agents.class, Thinker.class)
                    .run(context -> {
                        assertThat(context).hasNotFailed();
                        Collection<Thinker> thinkers =
                                context.getBeansOfType(Thinker.class).values();
                        assertThat(thinkers)
                                .extracting(each -> each.getClass().getSimpleName())
                                .anyMatch(name -> name.equals("Thinker$$Tracked"))
                                .anyMatch(name -> name.contains("$$SpringCGLIB"))
                                .hasSize(2);
                        for (Thinker thinker : thinkers) {
                            for (Thrown each : List.of(Thrown.RUNTIME, Thrown.STACK, Thrown.LINKAGE, Thrown.MEMORY)) {
                                goesOn(thinker, fails, each);
                            }
                        }
                    });
        } finally {
            agents.detachAppender(appender);
        }
    }

    private void goesOn(Thinker thinker, Part fails, Thrown each) throws Exception {
        String cell = fails + " throws " + each + ", " + thinker.getClass().getSimpleName();
        hits = 0;
        thrown = each;
        part = fails;
        Object result = new Object();
        assertThat(thinker.plain("vault", "argument", () -> result)).as(cell).isSameAs(result);
        Exception failure = new Exception("the application's own");
        assertThat(catchThrowable(() -> thinker.plain("vault", "argument", () -> {
                    throw failure;
                })))
                .as(cell)
                .isSameAs(failure);
        assertThat(failure.getSuppressed()).as(cell).isEmpty();
        assertThat(thinker.staged("vault", "argument", () -> "text")).as(cell).isEqualTo("text");
        eventually(cell).until(() -> hits > 0);
        if (fails != Part.SINK) {
            eventually(cell).until(() -> collected.all().size() == 3);
        }
        part = Part.NONE;
        assertThat(Rig.isClean()).as(cell).isTrue();
        thinker.plain("vault", "the next one", () -> result);
        eventually(cell)
                .until(() -> collected.all().stream()
                        .anyMatch(execution -> execution.input().containsValue("the next one")));
        collected.clear();
    }

    /** Asks often, since this is waited for some hundred times. */
    private static ConditionFactory eventually(String cell) {
        return await(cell).pollInterval(Duration.ofMillis(2));
    }

    private void fail(Part failing) {
        if (part == failing) {
            hits++;
            throw thrown.now();
        }
    }

    enum Part {
        NONE,
        HOOKS_CHECK,
        HOOKS_STAGES,
        HOOKS_REQUIRED,
        HOOKS_RESPONSE,
        LISTENER,
        METERS,
        RESOLVER,
        TRACER,
        SINK,
        APPENDER
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {
        @Bean
        Thinker advised() {
            return new Thinker();
        }
    }

    private final class Sink implements RecordSink {
        @Override
        public void write(RecordBatch batch) {
            fail(Part.SINK);
            collected.write(batch);
        }

        @Override
        public String describe() {
            return "the application's own";
        }
    }

    private final class Hooks implements ValidationHooks {
        @Override
        public String agent() {
            return ALL_AGENTS;
        }

        @Override
        public List<TrackedStage> stages() {
            fail(Part.HOOKS_STAGES);
            return List.of();
        }

        @Override
        public List<TrackedStage> requiredStages() {
            fail(Part.HOOKS_REQUIRED);
            return List.of();
        }

        @Override
        public boolean checksResponse(TrackedStage stage) {
            fail(Part.HOOKS_RESPONSE);
            return false;
        }

        @Override
        public List<String> check(EndedCall call) {
            fail(Part.HOOKS_CHECK);
            return List.of("never enough");
        }
    }

    private final class Registry extends SimpleMeterRegistry {
        @Override
        protected Counter newCounter(Meter.Id id) {
            Counter counter = super.newCounter(id);
            return new Counter() {
                @Override
                public void increment(double amount) {
                    fail(Part.METERS);
                    counter.increment(amount);
                }

                @Override
                public double count() {
                    return counter.count();
                }

                @Override
                public Id getId() {
                    return counter.getId();
                }
            };
        }
    }

    private final class Traces extends SimpleTracer {
        @Override
        public io.micrometer.tracing.test.simple.SimpleSpan currentSpan() {
            fail(Part.TRACER);
            return super.currentSpan();
        }
    }
}
