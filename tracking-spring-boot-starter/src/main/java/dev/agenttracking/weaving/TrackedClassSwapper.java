// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.TrackedBean;
import java.io.Closeable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.util.ClassUtils;

/**
 * Makes Spring instantiate a bean class as its generated {@code $$Tracked} subclass, as it does with {@code @Configuration}
 * classes. Spring takes a class with {@code $$} in its name for a subclass of the user's, so everything declared on that works.
 *
 * <p>Left alone: beans of factory methods and instance suppliers, classes that are generated already (full
 * {@code @Configuration} classes are, at this point), and Spring's own. Under ahead-of-time processing nothing is swapped, since the
 * choice would be frozen into the generated code; beans then go through the advisor.
 */
public final class TrackedClassSwapper implements BeanFactoryPostProcessor {

    private static final Logger log = LoggerFactory.getLogger(TrackedClassSwapper.class);
    private static final String GENERATED = "$$";

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

    private static boolean swap(AbstractBeanDefinition definition, @Nullable ClassLoader loader) {
        String className = definition.getBeanClassName();
        if (className == null
                || definition.getFactoryMethodName() != null
                || definition.getInstanceSupplier() != null
                || className.contains(GENERATED)
                || className.startsWith("org.springframework.")) {
            return false;
        }
        ClassLoader beanLoader =
                definition.hasBeanClass() ? definition.getBeanClass().getClassLoader() : loader;
        Class<?> tracked = find(className + GENERATED + "Tracked", beanLoader);
        if (tracked == null || !TrackedBean.class.isAssignableFrom(tracked)) {
            return false;
        }
        boolean proxiedByInterface = hasInterfaceToProxy(tracked.getSuperclass());
        if (definition.hasBeanClass()) {
            definition.setBeanClass(tracked);
        } else {
            definition.setBeanClassName(tracked.getName());
        }
        if (!proxiedByInterface) {
            definition.setAttribute(AutoProxyUtils.PRESERVE_TARGET_CLASS_ATTRIBUTE, true);
        }
        return true;
    }

    /**
     * Whether Spring could proxy the user's class by an interface. One that has none, and so gets a proxy of its class, must not
     * get one of our interface instead.
     */
    private static boolean hasInterfaceToProxy(Class<?> userClass) {
        return Arrays.stream(ClassUtils.getAllInterfacesForClass(userClass))
                .anyMatch(type -> type.getMethods().length > 0 && !isCallback(type));
    }

    private static boolean isCallback(Class<?> type) {
        return type == InitializingBean.class
                || type == DisposableBean.class
                || type == Closeable.class
                || type == AutoCloseable.class
                || Arrays.asList(type.getInterfaces()).contains(Aware.class);
    }

    private static @Nullable Class<?> find(String className, @Nullable ClassLoader loader) {
        try {
            return Class.forName(className, false, loader == null ? ClassUtils.getDefaultClassLoader() : loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
