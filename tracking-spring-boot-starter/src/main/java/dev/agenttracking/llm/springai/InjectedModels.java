// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.Faults;
import java.lang.annotation.Annotation;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.StreamingChatModel;
import org.springframework.beans.factory.annotation.QualifierAnnotationAutowireCandidateResolver;
import org.springframework.beans.factory.config.BeanDefinitionHolder;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.AutowireCandidateResolver;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;

/**
 * Has a model watched where it is injected as a {@link ChatModel}, and its bean could not be: {@code OpenAiChatModel} is final, and
 * whoever asks for that class gets it. All else is left to the resolver that was there.
 */
public final class InjectedModels implements BeanFactoryPostProcessor {

    private final ModelProxies proxies;
    private final Supplier<Faults> faults;

    /** Makes a post-processor. */
    public InjectedModels(ModelProxies proxies, Supplier<Faults> faults) {
        this.proxies = proxies;
        this.faults = faults;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (beanFactory instanceof DefaultListableBeanFactory beans
                && !(beans.getAutowireCandidateResolver() instanceof Resolver)) {
            beans.setAutowireCandidateResolver(new Resolver(beans.getAutowireCandidateResolver(), beans));
        }
    }

    private final class Resolver extends ContextAnnotationAutowireCandidateResolver {

        private final AutowireCandidateResolver others;
        private final DefaultListableBeanFactory beans;

        Resolver(AutowireCandidateResolver others, DefaultListableBeanFactory beans) {
            this.others = others;
            this.beans = beans;
        }

        @Override
        public @Nullable Object getLazyResolutionProxyIfNecessary(
                DependencyDescriptor descriptor, @Nullable String beanName) {
            Object lazy = others.getLazyResolutionProxyIfNecessary(descriptor, beanName);
            Class<?> asked = descriptor.getDependencyType();
            if (lazy != null || asked != ChatModel.class && asked != StreamingChatModel.class) {
                return lazy;
            }
            Set<String> names = new LinkedHashSet<>(2);
            Object model = beans.doResolveDependency(descriptor, beanName, names, null);
            if (beanName != null) {
                for (String name : names) {
                    if (beans.containsBean(name)) {
                        beans.registerDependentBean(name, beanName);
                    }
                }
            }
            return model instanceof ChatModel ? watched(model) : model;
        }

        private Object watched(Object model) {
            try {
                return proxies.isWatched(model) ? model : proxies.withInterfaces(model, beans.getBeanClassLoader());
            } catch (RuntimeException | LinkageError fault) {
                faults.get().swallow("watching an injected model", fault);
                return model;
            }
        }

        @Override
        public void addQualifierType(Class<? extends Annotation> qualifierType) {
            if (others instanceof QualifierAnnotationAutowireCandidateResolver qualifiers) {
                qualifiers.addQualifierType(qualifierType);
            }
        }

        @Override
        public boolean isAutowireCandidate(BeanDefinitionHolder holder, DependencyDescriptor descriptor) {
            return others.isAutowireCandidate(holder, descriptor);
        }

        @Override
        public boolean isRequired(DependencyDescriptor descriptor) {
            return others.isRequired(descriptor);
        }

        @Override
        public boolean hasQualifier(DependencyDescriptor descriptor) {
            return others.hasQualifier(descriptor);
        }

        @Override
        public @Nullable String getSuggestedName(DependencyDescriptor descriptor) {
            return others.getSuggestedName(descriptor);
        }

        @Override
        public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
            return others.getSuggestedValue(descriptor);
        }

        @Override
        public @Nullable Class<?> getLazyResolutionProxyClass(
                DependencyDescriptor descriptor, @Nullable String beanName) {
            return others.getLazyResolutionProxyClass(descriptor, beanName);
        }

        @Override
        public AutowireCandidateResolver cloneIfNecessary() {
            return others.cloneIfNecessary();
        }
    }
}
