// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * Which of the calls that an aspect sees are its own to record, and how: not those of methods that a generated subclass overrides,
 * nor those that an overriding method passes on.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class WovenMethods {

    private final TrackedMethods methods = TrackedMethods.withHidden();
    private final ConcurrentMap<Called, Optional<TrackedMethod>> known = new ConcurrentHashMap<>();

    /** How a call of exactly this method is recorded, null where it is not. */
    @Nullable
    TrackedMethod find(Method method, Class<?> targetClass) {
        Called called = new Called(method, targetClass);
        Optional<TrackedMethod> found = known.get(called);
        return (found != null ? found : known.computeIfAbsent(called, this::read)).orElse(null);
    }

    private Optional<TrackedMethod> read(Called called) {
        Method method = called.method();
        Class<?> userClass = ClassUtils.getUserClass(called.targetClass());
        boolean overridable = !Modifier.isPrivate(method.getModifiers()) && !Modifier.isStatic(method.getModifiers());
        if (method.isBridge()
                || overridable
                        && (isRecordedBySubclass(method, called.targetClass())
                                || !ClassUtils.getMostSpecificMethod(method, userClass)
                                        .equals(method))) {
            return Optional.empty();
        }
        return Optional.ofNullable(methods.find(method, userClass));
    }

    private static boolean isRecordedBySubclass(Method method, Class<?> targetClass) {
        for (Class<?> type = targetClass;
                type != null && TrackedBean.class.isAssignableFrom(type);
                type = type.getSuperclass()) {
            if (Arrays.stream(type.getDeclaredMethods())
                    .anyMatch(candidate -> candidate.getName().equals(method.getName())
                            && Arrays.equals(candidate.getParameterTypes(), method.getParameterTypes()))) {
                return true;
            }
        }
        return false;
    }

    private record Called(Method method, Class<?> targetClass) {}
}
