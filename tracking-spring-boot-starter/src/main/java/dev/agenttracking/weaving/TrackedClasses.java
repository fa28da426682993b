// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.TrackedBean;
import java.io.Closeable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.util.ClassUtils;

/** Finds the generated subclass that a bean is to be an instance of. */
final class TrackedClasses {

    private static final String GENERATED = "$$";

    private TrackedClasses() {}

    /** The subclass, null where there is none or the definition does not say how the bean is made. */
    static @Nullable Class<?> find(AbstractBeanDefinition definition, @Nullable ClassLoader loader) {
        String className = definition.getBeanClassName();
        if (className == null
                || definition.getFactoryMethodName() != null
                || definition.getInstanceSupplier() != null
                || className.contains(GENERATED)
                || className.startsWith("org.springframework.")) {
            return null;
        }
        ClassLoader beanLoader =
                definition.hasBeanClass() ? definition.getBeanClass().getClassLoader() : loader;
        Class<?> tracked = load(className + GENERATED + "Tracked", beanLoader);
        return tracked != null && TrackedBean.class.isAssignableFrom(tracked) ? tracked : null;
    }

    /**
     * Whether a proxy has to be one of the user's class, since Spring would find no interface to proxy there: it must not find one
     * of ours instead.
     */
    static boolean keepsClassProxy(Class<?> tracked) {
        return Arrays.stream(ClassUtils.getAllInterfacesForClass(tracked.getSuperclass()))
                .noneMatch(type -> type.getMethods().length > 0 && !isCallback(type));
    }

    private static boolean isCallback(Class<?> type) {
        return type == InitializingBean.class
                || type == DisposableBean.class
                || type == Closeable.class
                || type == AutoCloseable.class
                || Arrays.asList(type.getInterfaces()).contains(Aware.class);
    }

    private static @Nullable Class<?> load(String className, @Nullable ClassLoader loader) {
        try {
            return Class.forName(className, false, loader == null ? ClassUtils.getDefaultClassLoader() : loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }
}
