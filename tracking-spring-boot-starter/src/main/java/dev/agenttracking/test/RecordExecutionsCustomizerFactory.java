// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** What {@link RecordExecutions} adds to Spring's test contexts. Named in {@code META-INF/spring.factories}. */
final class RecordExecutionsCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        return TestContextAnnotationUtils.hasAnnotation(testClass, RecordExecutions.class) ? new Customizer() : null;
    }

    /** Equal to all others, so that the tests that record share their contexts. */
    private record Customizer() implements ContextCustomizer {

        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration test) {
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource("recordExecutions", Map.of("tracking.enabled", "true")));
            if (context.getBeanFactory() instanceof BeanDefinitionRegistry registry) {
                registry.registerBeanDefinition(
                        RecordedExecutionsConfiguration.class.getName(),
                        new RootBeanDefinition(RecordedExecutionsConfiguration.class));
            }
        }
    }
}
