// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.ValidationHooks;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.TypeHint;
import org.springframework.core.ResolvableType;

/**
 * What a native image has to know of a tracked class: its annotations and those it inherits, its generated hooks, and the fields of
 * the records that go in and out. A record that only shows at run time, behind {@code Object}, needs a hint of the application's.
 */
final class TrackedTypeHints {

    private final ReflectionHints hints;
    private final Set<Type> seen = new HashSet<>();

    TrackedTypeHints(ReflectionHints hints) {
        this.hints = hints;
    }

    void addClass(Class<?> userClass) {
        for (Class<?> type = userClass; type != null && type != Object.class; type = type.getSuperclass()) {
            hints.registerType(type);
            hints.registerForInterfaces(type, TypeHint.Builder::withMembers);
        }
        ValidationHooks generated = GeneratedHooks.find(userClass);
        if (generated != null) {
            hints.registerType(generated.getClass(), MemberCategory.ACCESS_PUBLIC_FIELDS);
        }
    }

    /** The generated subclass's methods have annotations only where they are tools, which are called by reflection. */
    void addTools(Class<?> tracked) {
        if (Arrays.stream(tracked.getDeclaredMethods()).anyMatch(method -> method.getAnnotations().length > 0)) {
            hints.registerType(tracked, MemberCategory.INVOKE_DECLARED_METHODS);
        }
    }

    void addValues(Method method) {
        addValues(ResolvableType.forMethodReturnType(method));
        for (int i = 0; i < method.getParameterCount(); i++) {
            addValues(ResolvableType.forMethodParameter(method, i));
        }
    }

    private void addValues(ResolvableType type) {
        if (!seen.add(type.getType())) {
            return;
        }
        if (type.isArray()) {
            addValues(type.getComponentType());
        }
        for (ResolvableType argument : type.getGenerics()) {
            addValues(argument);
        }
        Class<?> declared = type.toClass();
        if (declared.isRecord()) {
            hints.registerType(declared, MemberCategory.ACCESS_DECLARED_FIELDS);
            for (RecordComponent component : declared.getRecordComponents()) {
                addValues(ResolvableType.forType(component.getGenericType(), type));
            }
        } else if (declared.isSealed()) {
            for (Class<?> permitted : declared.getPermittedSubclasses()) {
                addValues(ResolvableType.forClass(permitted));
            }
        }
    }
}
