// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.annotation.Sensitive;
import dev.langchain4j.agent.tool.P;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.util.ClassUtils;

/**
 * What of tools is {@link Sensitive}: by the tool's name, since a message to or from a model tells no more of it. Of tools of the same
 * name, what one hides is hidden of all.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class SensitiveTools {

    static final String MASK = "***";
    private static final ConcurrentMap<String, Hidden> BY_NAME = new ConcurrentHashMap<>();

    private SensitiveTools() {}

    /** A tool of a method may be called from now on. */
    static void add(String name, Method method) {
        Set<String> members = new HashSet<>();
        Parameter[] parameters = method.getParameters();
        MethodParameter[] annotated = new AnnotatedMethod(method).getMethodParameters();
        for (int i = 0; i < parameters.length; i++) {
            if (annotated[i].hasParameterAnnotation(Sensitive.class)) {
                members.add(nameOf(parameters[i]));
            } else {
                addMembers(ResolvableType.forMethodParameter(method, i), members, new HashSet<>());
            }
        }
        boolean result = AnnotatedElementUtils.hasAnnotation(method, Sensitive.class);
        if (result || !members.isEmpty()) {
            BY_NAME.merge(name, new Hidden(Set.copyOf(members), result), Hidden::and);
        }
    }

    /** What a tool gets, as it may be stored. What cannot be read member by member is hidden as a whole. */
    static @Nullable Object arguments(@Nullable String name, @Nullable Object arguments) {
        Hidden hidden = name == null ? null : BY_NAME.get(name);
        return hidden == null || hidden.members.isEmpty() || arguments == null ? arguments : hidden.masked(arguments);
    }

    /** What a tool returns, as it may be stored. */
    static @Nullable Object result(@Nullable String name, @Nullable Object result) {
        return result != null && hidesResult(name) ? MASK : result;
    }

    static boolean hidesResult(@Nullable String name) {
        Hidden hidden = name == null ? null : BY_NAME.get(name);
        return hidden != null && hidden.result;
    }

    /** The name under which a model knows it. */
    private static String nameOf(Parameter parameter) {
        P described = parameter.getAnnotation(P.class);
        return described == null || described.name().isBlank() ? parameter.getName() : described.name();
    }

    private static void addMembers(ResolvableType type, Set<String> members, Set<Class<?>> seen) {
        for (ResolvableType generic : type.getGenerics()) {
            addMembers(generic, members, seen);
        }
        Class<?> plain = type.isArray() ? type.getComponentType().toClass() : type.toClass();
        for (Class<?> each = plain; isOfApplication(each) && seen.add(each); each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (isSensitive(field)) {
                    members.add(field.getName());
                } else if (!field.isSynthetic()) {
                    addMembers(ResolvableType.forField(field, type), members, seen);
                }
            }
        }
    }

    private static boolean isOfApplication(@Nullable Class<?> type) {
        return type != null
                && !type.isPrimitive()
                && !type.isEnum()
                && !type.getName().startsWith("java.")
                && !type.getName().startsWith("javax.");
    }

    private static boolean isSensitive(Field field) {
        if (field.isAnnotationPresent(Sensitive.class)) {
            return true;
        }
        Method accessor = ClassUtils.getMethodIfAvailable(field.getDeclaringClass(), field.getName());
        return accessor != null && accessor.isAnnotationPresent(Sensitive.class);
    }

    private record Hidden(Set<String> members, boolean result) {

        private Hidden and(Hidden other) {
            if (other.equals(this)) {
                return this;
            }
            Set<String> both = new HashSet<>(members);
            both.addAll(other.members);
            return new Hidden(Set.copyOf(both), result || other.result);
        }

        private @Nullable Object masked(Object arguments) {
            return arguments instanceof Map || arguments instanceof List ? maskedWithin(arguments) : MASK;
        }

        private @Nullable Object maskedWithin(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                Map<Object, @Nullable Object> masked = new LinkedHashMap<>();
                map.forEach((name, member) ->
                        masked.put(name, members.contains(String.valueOf(name)) ? MASK : maskedWithin(member)));
                return masked;
            }
            if (value instanceof List<?> list) {
                List<@Nullable Object> masked = new ArrayList<>(list.size());
                list.forEach(element -> masked.add(maskedWithin(element)));
                return masked;
            }
            return value;
        }
    }
}
