// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.context.aot.AbstractAotProcessor;

/**
 * Makes Spring instantiate a bean class as its generated {@code $$Tracked} subclass, as it does with {@code @Configuration}
 * classes. Spring takes a class with {@code $$} in its name for a subclass of the user's, so everything declared on that works.
 *
 * <p>Left alone: beans of factory methods and instance suppliers, classes that are generated already (full
 * {@code @Configuration} classes are, at this point), and Spring's own. Under ahead-of-time processing nothing is swapped, since the
 * choice would be frozen into the generated code: that makes instances of either class, and chooses when the application starts.
 */
public final class TrackedClassSwapper implements BeanFactoryPostProcessor, BeanRegistrationAotProcessor {

    private static final Logger log = LoggerFactory.getLogger(TrackedClassSwapper.class);

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            return;
        }
        ClassLoader loader = beanFactory.getBeanClassLoader();
        int swapped = 0;
        for (String name : beanFactory.getBeanDefinitionNames()) {
            try {
                BeanDefinition definition = beanFactory.getBeanDefinition(name);
                if (definition instanceof AbstractBeanDefinition candidate && swap(candidate, loader)) {
                    swapped++;
                }
            } catch (Throwable fault) {
                log.warn("The bean '{}' is not tracked: its definition cannot be read", name, fault);
            }
        }
        log.debug("{} beans are tracked by their generated subclass", swapped);
    }

    @Override
    public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
        return TrackedBeanContribution.of(bean);
    }

    /** It has work to do when the application starts, for definitions that are made then. */
    @Override
    public boolean isBeanExcludedFromAotProcessing() {
        return false;
    }

    private static boolean swap(AbstractBeanDefinition definition, @Nullable ClassLoader loader) {
        Class<?> tracked = TrackedClasses.find(definition, loader);
        if (tracked == null) {
            return false;
        }
        boolean keepsClassProxy = TrackedClasses.keepsClassProxy(tracked);
        if (definition.hasBeanClass()) {
            definition.setBeanClass(tracked);
        } else {
            definition.setBeanClassName(tracked.getName());
        }
        if (keepsClassProxy) {
            definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
        }
        return true;
    }
}
