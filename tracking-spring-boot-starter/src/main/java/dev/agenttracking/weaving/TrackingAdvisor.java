// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.execution.Faults;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.beans.factory.BeanClassLoaderAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tracks the beans that have no generated subclass: from {@code @Bean} methods and suppliers, from classes compiled without the
 * processor, JDK proxies of annotated interfaces. Innermost of all advisors, so that it means the same as a generated subclass.
 *
 * <p>A class that Spring could not proxy without breaking it (it, or a method of it that a subclass should override, is
 * final, or another class loader has it) is left alone, with a warning.
 */
public final class TrackingAdvisor extends StaticMethodMatcherPointcutAdvisor
        implements BeanClassLoaderAware, SmartInitializingSingleton {

    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(TrackingAdvisor.class);

    private final transient TrackedMethods methods = new TrackedMethods();
    private final transient LateFaults faults;
    private final transient Set<Class<?>> warned = ConcurrentHashMap.newKeySet();
    private final transient UnprocessedClasses unprocessed = new UnprocessedClasses();
    private transient @Nullable ClassLoader proxies;

    /**
     * Makes an advisor.
     *
     * @param recorder asked at the first tracked call
     * @param faults asked where something fails
     * @param enabled whether any bean is tracked
     */
    public TrackingAdvisor(Supplier<? extends CallRecorder> recorder, Supplier<Faults> faults, boolean enabled) {
        this.faults = new LateFaults(faults);
        setOrder(Ordered.LOWEST_PRECEDENCE);
        setClassFilter(beanClass -> enabled && canAdvise(beanClass));
        setAdvice(new TrackingInterceptor(recorder, methods, this.faults));
    }

    @Override
    public void setBeanClassLoader(ClassLoader classLoader) {
        proxies = classLoader;
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return !TrackedBean.class.isAssignableFrom(targetClass) && methods.find(method, targetClass) != null;
    }

    /** The agents whose beans are tracked by a proxy, so far, and their classes. */
    public Map<String, Class<?>> agents() {
        return methods.agents();
    }

    @Override
    public void afterSingletonsInstantiated() {
        unprocessed.started();
    }

    /** A bean class that cannot be read, since it names classes that are not there, is not tracked; it may do all the same. */
    private boolean canAdvise(Class<?> beanClass) {
        try {
            return isAdvisable(beanClass);
        } catch (Throwable fault) {
            faults.swallow("looking at the bean class " + beanClass.getName(), fault);
            return false;
        }
    }

    private boolean isAdvisable(Class<?> beanClass) {
        if (TrackedBean.class.isAssignableFrom(beanClass) || !methods.isTracked(beanClass)) {
            return false;
        }
        Class<?> userClass = ClassUtils.getUserClass(beanClass);
        String obstacle = Proxy.isProxyClass(beanClass) ? null : obstacleTo(userClass);
        if (!isBuilding() && !LoadTimeWeaving.isWoven(beanClass)) {
            report(beanClass, userClass, obstacle);
        }
        return obstacle == null;
    }

    private void report(Class<?> beanClass, Class<?> userClass, @Nullable String obstacle) {
        if (obstacle == null && UnprocessedClasses.contains(userClass)) {
            unprocessed.add(userClass);
        } else if (obstacle != null && warned.add(beanClass)) {
            log.warn(
                    "{} is not tracked: {}. Make it a bean by its class instead of an @Bean method and compile it with the"
                            + " tracking processor, or remove final.",
                    beanClass.getName(),
                    obstacle);
        } else if (obstacle == null && methods.hasQuestion(beanClass) && warned.add(beanClass)) {
            log.warn(
                    "{} is tracked by a proxy, which does not see the stages that it calls on itself: its \"should respond\" counts"
                            + " only if it says Tracking.current().relevance(…). Make it a bean by its class, compiled without"
                            + " -Atracking.weaving=aspect, or return its generated subclass from the @Bean method.",
                    beanClass.getName());
        }
    }

    /** Ahead-of-time processing sees the user's class where the application is going to have its generated subclass. */
    private static boolean isBuilding() {
        return Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING);
    }

    /** Why a proxy of the class would not do, null where it would. On a proxy a final method runs without the bean's fields. */
    private @Nullable String obstacleTo(Class<?> userClass) {
        if (Modifier.isFinal(userClass.getModifiers())) {
            return "the class is final";
        }
        for (Method method : ReflectionUtils.getAllDeclaredMethods(userClass)) {
            int modifiers = method.getModifiers();
            if (method.getDeclaringClass() != Object.class
                    && Modifier.isFinal(modifiers)
                    && !Modifier.isPrivate(modifiers)
                    && !Modifier.isStatic(modifiers)) {
                return "its method " + method.getName() + " is final";
            }
        }
        return ClassUtils.isVisible(userClass, proxies)
                ? null
                : "the context's class loader, which would have to make its proxy, does not see the class";
    }
}
