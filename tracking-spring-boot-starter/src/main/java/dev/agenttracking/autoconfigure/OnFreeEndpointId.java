// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Whether the application has no endpoint of the id that the bean of a method would have: with two of one id it would not start. One
 * of the same name in a parent context is ours, and is hidden by it. Makes no bean, and asks no factory bean to.
 */
final class OnFreeEndpointId extends SpringBootCondition implements ConfigurationCondition {

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        MethodMetadata method = (MethodMetadata) metadata;
        EndpointId id = idOf(AnnotatedElementUtils.findMergedAnnotation(
                ClassUtils.resolveClassName(method.getReturnTypeName(), context.getClassLoader()), Endpoint.class));
        ConditionMessage.Builder message = ConditionMessage.forCondition("Free endpoint id");
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        String owner = id == null || beans == null ? null : owner(id, method.getMethodName(), beans);
        return owner == null
                ? ConditionOutcome.match(message.because("no other endpoint has the id " + id))
                : ConditionOutcome.noMatch(message.found("endpoint").items(owner));
    }

    private static @Nullable String owner(EndpointId id, String ownName, ConfigurableListableBeanFactory beans) {
        BeanFactory level = beans;
        while (level instanceof ConfigurableListableBeanFactory here) {
            for (String name : here.getBeanDefinitionNames()) {
                boolean hidden = here != beans && name.equals(ownName);
                if (!hidden && Objects.equals(id, idOf(here.findAnnotationOnBean(name, Endpoint.class, false)))) {
                    return name;
                }
            }
            level = here.getParentBeanFactory();
        }
        return null;
    }

    private static @Nullable EndpointId idOf(@Nullable Endpoint endpoint) {
        return endpoint == null || endpoint.id().isEmpty() ? null : EndpointId.of(endpoint.id());
    }
}
