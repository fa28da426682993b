// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Watches beans of some type through the application's own proxies: a bean that has one already gets no second, and one that is
 * injected by its class still is of that class.
 *
 * <p>A class that Spring could not proxy without breaking it is left alone, with a warning: it, or a method of it, is final, or
 * another class loader has it.
 */
abstract class BeanAdvisor extends StaticMethodMatcherPointcutAdvisor implements BeanClassLoaderAware {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(BeanAdvisor.class);

    private final transient Set<Class<?>> warned = ConcurrentHashMap.newKeySet();
    private transient @Nullable ClassLoader proxies;

    BeanAdvisor(Advice advice, boolean enabled) {
        setOrder(Ordered.LOWEST_PRECEDENCE);
        setClassFilter(beanClass -> enabled && isWatched(beanClass) && canAdvise(beanClass));
        setAdvice(advice);
    }

    /** Whether beans of a class are watched. */
    abstract boolean isWatched(Class<?> beanClass);

    /** What is said of a class that cannot have a proxy: what it means; null where it means nothing. */
    abstract @Nullable String loss(Class<?> userClass);

    @Override
    public final void setBeanClassLoader(ClassLoader classLoader) {
        proxies = classLoader;
    }

    private boolean canAdvise(Class<?> beanClass) {
        if (Proxy.isProxyClass(beanClass) || ClassUtils.isLambdaClass(beanClass)) {
            return true;
        }
        Class<?> userClass = ClassUtils.getUserClass(beanClass);
        String obstacle = obstacleTo(userClass, proxies);
        if (obstacle != null && warned.add(userClass)) {
            String loss = loss(userClass);
            if (loss != null) {
                log.warn("{}: {} {}, so that it cannot have a proxy.", loss, userClass.getName(), obstacle);
            }
        }
        return obstacle == null;
    }

    /** What keeps a class from having a proxy that is of it; null where nothing does. */
    static @Nullable String obstacleTo(Class<?> userClass, @Nullable ClassLoader proxies) {
        if (Modifier.isFinal(userClass.getModifiers())) {
            return "is final";
        }
        for (Method method : ReflectionUtils.getAllDeclaredMethods(userClass)) {
            int modifiers = method.getModifiers();
            if (method.getDeclaringClass() != Object.class
                    && Modifier.isFinal(modifiers)
                    && !Modifier.isPrivate(modifiers)
                    && !Modifier.isStatic(modifiers)) {
                return "has a final method, " + method.getName();
            }
        }
        return ClassUtils.isVisible(userClass, proxies) ? null : "is not seen by the context's class loader";
    }
}
