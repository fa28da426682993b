// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.TrackingSwitches;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.aop.ObservedAspect;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.springframework.aop.aspectj.annotation.AspectJProxyFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

/** Calls of an agent, tracked and not, and what others do with the same calls. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 8, time = 2)
@Fork(1)
public class CallPathBenchmark {

    /** A call of the user's own class. */
    @Benchmark
    public String direct(Untracked state) {
        return state.agent.run();
    }

    /** What an execution with four stages cannot do without: ten readings of the monotonic clock. */
    @Benchmark
    public long clocks() {
        long sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += System.nanoTime();
        }
        return sum;
    }

    /** Five calls through a proxy with an interceptor that does nothing. */
    @Benchmark
    public String emptyInterceptor(Aspects state) {
        return state.intercepted.run();
    }

    /** Five calls through an aspect that does nothing. */
    @Benchmark
    public String emptyAspect(Aspects state) {
        return state.empty.run();
    }

    /** Five calls observed by Micrometer, with tracing. */
    @Benchmark
    public String observed(Aspects state) {
        return state.observed.run();
    }

    /** A span and four children by hand. */
    @Benchmark
    public String openTelemetry(Spans state) {
        return state.spans.run();
    }

    /** An execution with four stages of the generated subclass. */
    @Benchmark
    public String tracked(Woven state) {
        return state.agent.run();
    }

    /** One without stages. */
    @Benchmark
    public String trackedWithoutStages(Woven state) {
        return state.agent.plain();
    }

    /** One with a kilobyte of arguments. */
    @Benchmark
    public String trackedWithArguments(Woven state) {
        return state.agent.withArguments(state.arguments);
    }

    /** The same kilobyte made into JSON. */
    @Benchmark
    public byte[] jackson(Woven state) {
        return state.mapper.writeValueAsBytes(state.arguments);
    }

    /** An execution with four stages through Spring AOP. */
    @Benchmark
    public String advised(Advised state) {
        return state.agent.run();
    }

    /** The generated subclass with tracking switched off at run time. */
    @Benchmark
    public String switchedOff(SwitchedOff state) {
        return state.agent.run();
    }

    /** {@code tracking.enabled=false}. */
    @State(Scope.Benchmark)
    public static class Untracked {

        private final ConfigurableApplicationContext context = start(WovenAgents.class, "--tracking.enabled=false");
        final StagedAgent agent = context.getBean(StagedAgent.class);

        /** Looks whether it is what it is called. */
        @Setup
        public void check() {
            require(agent.getClass() == StagedAgent.class);
        }

        /** Stops the application. */
        @TearDown
        public void close() {
            context.close();
        }
    }

    /** An application that keeps no records, so that its writer keeps up as well as it can. */
    @State(Scope.Benchmark)
    public static class Woven {

        private final ConfigurableApplicationContext context = start(WovenAgents.class);
        final StagedAgent agent = context.getBean(StagedAgent.class);
        final Arguments arguments = Arguments.kilobyte();
        final JsonMapper mapper = JsonMapper.builder()
                .changeDefaultVisibility(
                        checker -> checker.withVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.ANY))
                .build();

        /** Looks whether it is what it is called. */
        @Setup
        public void check() {
            require(agent.getClass() == StagedAgent$$Tracked.class);
        }

        /** Stops the application. */
        @TearDown
        public void close() {
            context.close();
        }
    }

    /** The same, with beans that only a proxy can track. */
    @State(Scope.Benchmark)
    public static class Advised {

        private final ConfigurableApplicationContext context = start(AdvisedAgents.class);
        final StagedAgent agent = context.getBean(StagedAgent.class);

        /** Lets the agent's own calls go through the proxy. */
        @Setup
        public void check() {
            throughItself(agent);
        }

        /** Stops the application. */
        @TearDown
        public void close() {
            context.close();
        }
    }

    /** Woven, and switched off while it runs. */
    @State(Scope.Benchmark)
    public static class SwitchedOff {

        private final ConfigurableApplicationContext context = start(WovenAgents.class);
        final StagedAgent agent = context.getBean(StagedAgent.class);

        /** Switches it off. */
        @Setup
        public void off() {
            context.getBean(TrackingSwitches.class).enable(false);
        }

        /** Stops the application. */
        @TearDown
        public void close() {
            context.close();
        }
    }

    /** Proxies of Spring AOP's aspects. */
    @State(Scope.Benchmark)
    public static class Aspects {

        private final OpenTelemetrySpans spans = new OpenTelemetrySpans();
        private final ConfigurableApplicationContext context = start(AspectAgents.class, "--tracking.enabled=false");
        final StagedAgent empty = throughItself(context.getBean(StagedAgent.class));
        final StagedAgent intercepted = intercepted();
        final ObservedAgent observed = observed(spans);

        /** Stops the exporter. */
        @TearDown(Level.Trial)
        public void close() {
            spans.close();
            context.close();
        }

        private static StagedAgent intercepted() {
            ProxyFactory factory = new ProxyFactory(new StagedAgent());
            factory.setProxyTargetClass(true);
            factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
            return throughItself((StagedAgent) factory.getProxy());
        }

        private static ObservedAgent observed(OpenTelemetrySpans spans) {
            OtelCurrentTraceContext traces = new OtelCurrentTraceContext();
            ObservationRegistry registry = ObservationRegistry.create();
            registry.observationConfig()
                    .observationHandler(new DefaultTracingObservationHandler(
                            new OtelTracer(spans.provider().get("observed"), traces, event -> {})));
            ObservedAgent target = new ObservedAgent();
            AspectJProxyFactory factory = new AspectJProxyFactory(target);
            factory.setProxyTargetClass(true);
            factory.addAspect(new ObservedAspect(registry));
            target.self = factory.getProxy();
            return target.self;
        }
    }

    /** OpenTelemetry's SDK. */
    @State(Scope.Benchmark)
    public static class Spans {

        final OpenTelemetrySpans spans = new OpenTelemetrySpans();

        /** Stops the exporter. */
        @TearDown
        public void close() {
            spans.close();
        }
    }

    /** The agent as a component. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    @Import(StagedAgent.class)
    static class WovenAgents {}

    /** The agent from a method. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    static class AdvisedAgents {

        @Bean
        static StagedAgent stagedAgent() {
            return new StagedAgent();
        }
    }

    /** The agent from a method, behind an aspect. */
    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    @Import(EmptyAspect.class)
    static class AspectAgents {

        @Bean
        static StagedAgent stagedAgent() {
            return new StagedAgent();
        }
    }

    /** Lets the agent's own calls go through its proxy, too. */
    private static StagedAgent throughItself(StagedAgent proxy) {
        require(AopUtils.isCglibProxy(proxy));
        Object target = AopProxyUtils.getSingletonTarget(proxy);
        require(target instanceof StagedAgent);
        ((StagedAgent) target).self = proxy;
        return proxy;
    }

    private static ConfigurableApplicationContext start(Class<?> application, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties("tracking.store=none", "logging.level.root=warn", "spring.main.banner-mode=off")
                .run(arguments);
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the benchmark does not measure what it says");
        }
    }
}
