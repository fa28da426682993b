// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectFactory;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.web.context.annotation.RequestScope;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** A scoped proxy stands before the bean that is tracked: its calls are recorded once, on the bean of the moment. */
class ScopedBeansTest {

    private final CollectingSink sink = new CollectingSink();
    private final Refreshing scope = new Refreshing();
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withPropertyValues("tracking.writer.flush-interval=20ms")
            .withBean(CollectingSink.class, () -> sink)
            .withBean(CustomScopeConfigurer.class, () -> {
                CustomScopeConfigurer configurer = new CustomScopeConfigurer();
                configurer.addScope("refreshing", scope);
                return configurer;
            });

    @AfterEach
    void endRequest() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void oncePerCallInRequestsAndSessions() {
        runner.withUserConfiguration(WebScopes.class).run(context -> {
            MockHttpSession session = new MockHttpSession();
            List<String> answers = new ArrayList<>();
            for (int request = 0; request < 2; request++) {
                MockHttpServletRequest servletRequest = new MockHttpServletRequest();
                servletRequest.setSession(session);
                RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(servletRequest));
                answers.add(context.getBean(WovenRequest.class).run());
                answers.add(context.getBean("advisedRequest", Counting.class).run());
                answers.add(context.getBean(WovenSession.class).run());
            }
            assertThat(answers).containsExactly("1", "1", "1", "1", "1", "2");
            assertRecorded(
                    context,
                    "WovenRequest.run",
                    "Counting.run",
                    "WovenSession.run",
                    "WovenRequest.run",
                    "Counting.run",
                    "WovenSession.run");
        });
    }

    @Test
    void oncePerCallBeforeAndAfterARefreshThroughProxiesOfClassesAndOfInterfaces() {
        runner.withUserConfiguration(Refreshable.class).run(context -> {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                answers.add(context.getBean(WovenByClass.class).run());
                answers.add(context.getBean("wovenByInterface", Runs.class).run());
                answers.add(context.getBean("advisedByClass", Counting.class).run());
                answers.add(context.getBean("advisedByInterface", Runs.class).run());
                scope.beans.clear();
            }
            assertThat(answers).hasSize(8).containsOnly("1");
            assertThat(AopUtils.isJdkDynamicProxy(context.getBean("advisedByInterface")))
                    .isTrue();
            assertRecorded(
                    context,
                    "WovenByClass.run",
                    "WovenByInterface.run",
                    "Counting.run",
                    "Counting.run",
                    "WovenByClass.run",
                    "WovenByInterface.run",
                    "Counting.run",
                    "Counting.run");
        });
    }

    private void assertRecorded(ApplicationContext context, String... names) throws Exception {
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("The", "end"), () -> "");
        List<String> expected = new ArrayList<>(List.of(names));
        expected.add("The.end");
        sink.executions(expected.size());
        assertThat(sink.names()).isEqualTo(expected);
    }

    /** Forgets its beans when somebody wants new ones. */
    private static final class Refreshing implements org.springframework.beans.factory.config.Scope {

        private final Map<String, Object> beans = new ConcurrentHashMap<>();

        @Override
        public Object get(String name, ObjectFactory<?> objectFactory) {
            Object bean = beans.get(name);
            if (bean == null) {
                bean = objectFactory.getObject();
                beans.put(name, bean);
            }
            return bean;
        }

        @Override
        public Object remove(String name) {
            return beans.remove(name);
        }

        @Override
        public void registerDestructionCallback(String name, Runnable callback) {}
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WovenRequest.class, WovenSession.class})
    static class WebScopes {

        @Bean
        @RequestScope
        static Counting advisedRequest() {
            return new Counting();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import({WovenByClass.class})
    static class Refreshable {

        @Bean
        static org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor byName() {
            return registry -> new org.springframework.context.annotation.AnnotatedBeanDefinitionReader(registry)
                    .registerBean(WovenByInterface.class, "wovenByInterface");
        }

        @Bean
        @Scope(value = "refreshing", proxyMode = ScopedProxyMode.TARGET_CLASS)
        static Counting advisedByClass() {
            return new Counting();
        }

        @Bean
        @Scope(value = "refreshing", proxyMode = ScopedProxyMode.INTERFACES)
        static Counting advisedByInterface() {
            return new Counting();
        }
    }

    interface Runs {
        String run();
    }

    static class Counting implements Runs {

        private int calls;

        @Override
        @TrackExecution
        public String run() {
            return String.valueOf(++calls);
        }
    }

    @RequestScope
    static class WovenRequest extends Counting {}

    @SessionScope
    static class WovenSession extends Counting {}

    @Scope(value = "refreshing", proxyMode = ScopedProxyMode.TARGET_CLASS)
    static class WovenByClass extends Counting {}

    @Scope(value = "refreshing", proxyMode = ScopedProxyMode.INTERFACES)
    static class WovenByInterface extends Counting {}
}
