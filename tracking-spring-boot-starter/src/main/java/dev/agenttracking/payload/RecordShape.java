// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import dev.agenttracking.annotation.Sensitive;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a record is read: its components by their fields, so that no code of the application runs. A record of a module that is
 * not open to this one is read by its public accessors, and where it has none of use it is stored as its type.
 */
final class RecordShape {

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Component[] components;
    private final boolean readable;
    private final boolean immutable;

    private RecordShape(Class<?> type) {
        RecordComponent[] declared = type.getRecordComponents();
        Component[] found = new Component[declared.length];
        boolean all = true;
        for (int i = 0; i < declared.length; i++) {
            found[i] = Component.of(type, declared[i]);
            all &= found[i].readable();
        }
        this.components = found;
        this.readable = all;
        this.immutable = isImmutable(type, new HashSet<>());
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    /** Whether its components can be read at all. */
    boolean isReadable() {
        return readable;
    }

    int size() {
        return components.length;
    }

    String name(int i) {
        return components[i].name;
    }

    boolean isSensitive(int i) {
        return components[i].sensitive;
    }

    @Nullable
    Object value(int i, Object holder) throws ReflectiveOperationException {
        return components[i].read(holder);
    }

    /** Whether its components never change, however deep one looks. */
    boolean isImmutable() {
        return immutable;
    }

    private static boolean isImmutable(Class<?> type, Set<Class<?>> seen) {
        if (!type.isRecord()) {
            return type.isPrimitive() || ValueKind.of(type) == ValueKind.SCALAR && isClosed(type);
        }
        if (seen.add(type)) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (!isImmutable(component.getType(), seen)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether a declared type says what its values are: {@code Temporal} could be anybody's class. */
    private static boolean isClosed(Class<?> type) {
        return type.isEnum() || Modifier.isFinal(type.getModifiers());
    }

    private record Component(
            String name,
            Class<?> type,
            boolean sensitive,
            @Nullable Field field,
            @Nullable Method accessor) {

        static Component of(Class<?> holder, RecordComponent declared) {
            Field field = null;
            Method accessor = declared.getAccessor();
            boolean sensitive =
                    declared.isAnnotationPresent(Sensitive.class) || accessor.isAnnotationPresent(Sensitive.class);
            try {
                Field candidate = holder.getDeclaredField(declared.getName());
                sensitive |= candidate.isAnnotationPresent(Sensitive.class);
                field = candidate.trySetAccessible() ? candidate : null;
            } catch (NoSuchFieldException | SecurityException e) {
                field = null;
            }
            boolean callable = accessor.trySetAccessible();
            return new Component(declared.getName(), declared.getType(), sensitive, field, callable ? accessor : null);
        }

        boolean readable() {
            return field != null || accessor != null;
        }

        @Nullable
        Object read(Object holder) throws ReflectiveOperationException {
            if (field != null) {
                return field.get(holder);
            }
            if (accessor != null) {
                return accessor.invoke(holder);
            }
            throw new IllegalAccessException(name);
        }
    }
}
