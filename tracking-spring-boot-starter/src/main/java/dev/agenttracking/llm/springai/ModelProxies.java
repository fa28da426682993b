// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LlmJournal;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.NativeDetector;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Puts what watches a model around it. */
public final class ModelProxies {

    private final WatchedModels advice;

    /** Makes one; both are asked for when the first model is called. */
    public ModelProxies(Supplier<LlmJournal> journal, Supplier<Faults> faults) {
        this.advice = new WatchedModels(journal, faults);
    }

    boolean isWatched(Object model) {
        return model instanceof WatchedModel
                || model instanceof Advised advised
                        && Arrays.stream(advised.getAdvisors())
                                .anyMatch(advisor -> advisor.getAdvice() instanceof WatchedModels);
    }

    /** Into a proxy that is there; false where that cannot be. */
    boolean joins(Object model) {
        if (model instanceof Advised advised && !advised.isFrozen()) {
            advised.addAdvice(advice);
            return true;
        }
        return false;
    }

    /** Whether the model's class can be extended, so that all that it is stays. */
    static boolean canBeExtended(Class<?> type) {
        if (Modifier.isFinal(type.getModifiers())
                || type.isHidden()
                || type.isSynthetic()
                || Modifier.isPrivate(type.getModifiers())
                || NativeDetector.inNativeImage()) {
            return false;
        }
        boolean[] sealed = {false};
        // A final method would run on the proxy, which has none of the model's fields.
        ReflectionUtils.doWithMethods(type, method -> sealed[0] |= isSealed(method));
        return !sealed[0];
    }

    /** A subclass of the model's class. */
    Object extended(Object model, @Nullable ClassLoader loader) {
        return proxy(model, true, loader);
    }

    /** Of all interfaces of the model, and no class. */
    Object withInterfaces(Object model, @Nullable ClassLoader loader) {
        return proxy(model, false, loader);
    }

    private Object proxy(Object model, boolean targetClass, @Nullable ClassLoader others) {
        ClassLoader loader = loaderOf(model.getClass(), others);
        ProxyFactory factory = new ProxyFactory();
        factory.setTarget(model);
        factory.setProxyTargetClass(targetClass);
        factory.addInterface(WatchedModel.class);
        if (!targetClass) {
            for (Class<?> each : ClassUtils.getAllInterfacesForClass(model.getClass(), loader)) {
                if (Modifier.isPublic(each.getModifiers())) {
                    factory.addInterface(each);
                }
            }
        }
        factory.addAdvice(advice);
        return factory.getProxy(loader);
    }

    /** The model's own, so that a class that is not public can be extended; unless it does not know of this library. */
    private static @Nullable ClassLoader loaderOf(Class<?> type, @Nullable ClassLoader others) {
        ClassLoader own = type.getClassLoader();
        return own != null && ClassUtils.isVisible(WatchedModel.class, own) ? own : others;
    }

    private static boolean isSealed(Method method) {
        int modifiers = method.getModifiers();
        return Modifier.isFinal(modifiers)
                && !Modifier.isStatic(modifiers)
                && !Modifier.isPrivate(modifiers)
                && method.getDeclaringClass() != Object.class;
    }
}
