// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** T1, T2, T3, T6, T7: every bean that is not of this library's packages is there as it would be without the starter. */
@ExtendWith(OutputCaptureExtension.class)
class BeansTest {

    private static final String OURS = "dev.agenttracking.";
    private static final String TESTS = "dev.agenttracking.guest.";

    @ParameterizedTest
    @EnumSource
    void differFromThoseOfAnApplicationWithoutTheStarterInOursAlone(Kind kind, CapturedOutput output) {
        Snapshot without = kind.take(false);
        Snapshot with = kind.take(true, "tracking.propagation.accept=true");
        Snapshot off = kind.take(true, "tracking.enabled=false");

        assertThat(without.beans).hasSizeGreaterThan(200).containsKeys(kind.telling);
        assertThat(with.ours).contains("agentTrackingRecorder", "agentTrackingAdvisor");
        assertThat(off.ours)
                .containsExactlyInAnyOrder(
                        "dev.agenttracking.autoconfigure.TrackingAutoConfiguration",
                        "dev.agenttracking.autoconfigure.TrackingAutoConfiguration$Disabled",
                        "agentTrackingAnalytics",
                        "agentTrackingErasure",
                        "agentTrackingTracker",
                        "tracking-dev.agenttracking.autoconfigure.TrackingProperties",
                        "agentTrackingDatabase");
        for (Snapshot present : List.of(with, off)) {
            assertThat(differences(without.beans, present.beans)).isEmpty();
            assertThat(differences(without.conditions, present.conditions)).isEmpty();
            assertThat(present.postProcessors).isEqualTo(without.postProcessors);
        }
        assertThat(output).doesNotContain("not eligible for getting processed by all BeanPostProcessors");
    }

    private static Map<String, String> differences(Map<String, String> without, Map<String, String> with) {
        Map<String, String> differences = new TreeMap<>();
        without.forEach((name, text) -> {
            if (!text.equals(with.get(name))) {
                differences.put(name, text + " became " + with.get(name));
            }
        });
        with.forEach((name, text) -> {
            if (!without.containsKey(name)) {
                differences.put(name, "added " + text);
            }
        });
        return differences;
    }

    private enum Kind {
        PLAIN("liquibase", "flyway", "dataSource", "jdbcTemplate", "applicationTaskExecutor") {
            @Override
            Snapshot take(boolean starter, String... properties) {
                return Snapshot.of(new ApplicationContextRunner(), starter, properties);
            }
        },
        SERVLET("dispatcherServlet", "springSecurityFilterChain", "healthEndpoint", "prometheusMeterRegistry") {
            @Override
            Snapshot take(boolean starter, String... properties) {
                return Snapshot.of(new WebApplicationContextRunner(), starter, properties);
            }
        },
        REACTIVE("webHandler", "springSecurityFilterChain", "healthEndpoint", "jacksonJsonMapper") {
            @Override
            Snapshot take(boolean starter, String... properties) {
                return Snapshot.of(new ReactiveWebApplicationContextRunner(), starter, properties);
            }
        };

        /** Beans that show that the application is of this kind. */
        private final String[] telling;

        Kind(String... telling) {
            this.telling = telling;
        }

        abstract Snapshot take(boolean starter, String... properties);
    }

    /**
     * An application, without what is ours.
     *
     * @param beans what can be said of a bean, by name
     * @param postProcessors their classes, in order
     * @param conditions what was decided about auto-configurations, and why
     * @param ours the names of beans that are ours
     */
    private record Snapshot(
            Map<String, String> beans, List<String> postProcessors, Map<String, String> conditions, List<String> ours) {

        static <R extends AbstractApplicationContextRunner<R, ?, ?>> Snapshot of(
                R runner, boolean starter, String... properties) {
            Snapshot[] taken = new Snapshot[1];
            (starter ? Hosts.withStarter(runner) : Hosts.withoutStarter(runner))
                    .withPropertyValues(properties)
                    .withBean(HostAgent.class)
                    .run(context -> taken[0] = of((DefaultListableBeanFactory)
                            ((ConfigurableApplicationContext) context.getSourceApplicationContext()).getBeanFactory()));
            return taken[0];
        }

        private static Snapshot of(DefaultListableBeanFactory factory) {
            Map<String, String> beans = new TreeMap<>();
            List<String> ours = new ArrayList<>();
            for (String name : (Iterable<String>) factory::getBeanNamesIterator) {
                String type = typeName(factory.getType(name, false));
                if (type.startsWith(OURS) && !type.startsWith(TESTS)) {
                    ours.add(name);
                } else {
                    beans.put(name, type + " " + definition(factory, name) + Arrays.toString(factory.getAliases(name)));
                }
            }
            List<String> postProcessors = factory.getBeanPostProcessors().stream()
                    .map(each -> each.getClass().getName())
                    .filter(name -> !name.startsWith(OURS))
                    .toList();
            Map<String, String> conditions = new TreeMap<>();
            ConditionEvaluationReport.get(factory)
                    .getConditionAndOutcomesBySource()
                    .forEach((source, outcomes) -> {
                        if (!source.startsWith(OURS)) {
                            conditions.put(
                                    source,
                                    outcomes.stream()
                                            .map(each -> String.valueOf(each.getOutcome()))
                                            .collect(Collectors.joining("; ")));
                        }
                    });
            return new Snapshot(beans, postProcessors, conditions, ours);
        }

        private static String definition(DefaultListableBeanFactory factory, String name) {
            if (!factory.containsBeanDefinition(name)) {
                return "";
            }
            BeanDefinition definition = factory.getBeanDefinition(name);
            return definition.getScope() + (definition.isPrimary() ? " primary" : "")
                    + (definition.isLazyInit() ? " lazy" : "") + (definition.isAutowireCandidate() ? "" : " hidden")
                    + " depends on " + Arrays.toString(definition.getDependsOn()) + " ";
        }

        /** Proxies and lambdas have numbers in their names. */
        private static String typeName(Class<?> type) {
            if (type == null) {
                return "null";
            }
            return Proxy.isProxyClass(type)
                    ? "proxy of " + Arrays.toString(type.getInterfaces())
                    : type.getName()
                            .replaceAll("\\$\\$Lambda.*", "\\$\\$Lambda")
                            .replace("$$Tracked", "");
        }
    }
}
