// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.testing.CollectingSink;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** T6: the application's meter registry is made as late as without the starter, with all its customisers, filters and binders. */
class MetersTest {

    @Test
    void areThoseOfTheApplicationWithItsCustomisersFiltersAndBinders() {
        Set<String> without = new TreeSet<>();
        Hosts.withoutStarter(new ApplicationContextRunner())
                .withUserConfiguration(Measured.class)
                .run(context -> without.addAll(meters(context.getBean(MeterRegistry.class))));

        Hosts.withStarter(new ApplicationContextRunner())
                .withUserConfiguration(Measured.class)
                .run(context -> {
                    context.getBean(MeasuringAgent.class).run();
                    assertThat(meters(context.getBean(MeterRegistry.class))).isEqualTo(without);
                });

        assertThat(without)
                .allSatisfy(id -> assertThat(id).contains("application=host"))
                .anySatisfy(id -> assertThat(id).contains("'jvm.memory.used'"))
                .anySatisfy(id -> assertThat(id).contains("'hikaricp.connections'"))
                .anySatisfy(id -> assertThat(id).contains("'bound.by.the.application'"))
                .noneSatisfy(id -> assertThat(id).contains("'jvm.gc"));
    }

    @Test
    void ofTheStarterPassTheApplicationsFiltersToo() {
        CollectingSink sink = new CollectingSink();
        Hosts.withStarter(new ApplicationContextRunner())
                .withUserConfiguration(Measured.class)
                .withBean(CollectingSink.class, () -> sink)
                .withBean(ValidationHooks.class, Complaining::new)
                .run(context -> {
                    context.getBean(MeasuringAgent.class).run();
                    sink.executions(1);
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("agent.violations")
                                    .tag("application", "host")
                                    .counter()
                                    .count())
                            .isEqualTo(1);
                });
    }

    private static Set<String> meters(MeterRegistry registry) {
        Set<String> ids = new TreeSet<>();
        for (Meter meter : registry.getMeters()) {
            String name = meter.getId().getName();
            if (!name.startsWith("agent.") && !name.startsWith("tracking.")) {
                ids.add(meter.getId().toString().replace("tag(", ""));
            }
        }
        return ids;
    }

    /** An agent whose constructor asks for the registry. */
    static class MeasuringAgent {

        private final MeterRegistry registry;

        MeasuringAgent(MeterRegistry registry) {
            this.registry = registry;
        }

        @TrackExecution
        public int run() {
            return registry.getMeters().size();
        }
    }

    static class Complaining implements ValidationHooks {

        @Override
        public String agent() {
            return ALL_AGENTS;
        }

        @Override
        public List<String> check(EndedCall call) {
            return List.of("too short");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Measured {

        @Bean
        MeterRegistryCustomizer<MeterRegistry> commonTags() {
            return registry -> registry.config().commonTags("application", "host");
        }

        @Bean
        MeterFilter noGarbage() {
            return MeterFilter.denyNameStartsWith("jvm.gc");
        }

        @Bean
        MeterBinder binder() {
            return registry -> registry.counter("bound.by.the.application");
        }

        @Bean
        MeasuringAgent measuringAgent(MeterRegistry registry) {
            return new MeasuringAgent(registry);
        }
    }
}
