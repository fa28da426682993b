// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a value as it is at one moment. What never changes is kept by reference; collections, maps, arrays and records that
 * could change are copied, within bounds; of all else only the type is kept, since reading it could change it.
 *
 * <p><b>Threading</b>: thread-safe; used on the threads of the application.
 *
 * <p><b>Failure</b>: throws nothing. What cannot be read becomes {@code {"@error": …}}.
 */
public final class ValueSnapshots {

    static final int MAX_DEPTH = 32;

    private final int maxElements;
    private final int maxTextLength;

    /**
     * Keeps as much of a value as can be stored of it; of texts somewhat more, so that a secret on the edge is seen whole.
     *
     * @param maxValueBytes how long a stored value may get
     */
    public ValueSnapshots(int maxValueBytes) {
        this.maxTextLength = maxValueBytes + Redaction.WINDOW;
        this.maxElements = Math.max(1, maxValueBytes / 2);
    }

    /** The value, or what stands for it. */
    public @Nullable Object of(@Nullable Object value) {
        if (value instanceof String text && text.length() <= maxTextLength) {
            return text;
        }
        try {
            return value == null ? null : new Walk().visit(value, 0);
        } catch (Throwable unreadable) {
            return unreadable(unreadable);
        }
    }

    /** Whoever throws an {@code InterruptedException} has taken the application's interrupt. */
    private static Snapshot unreadable(Throwable fault) {
        if (fault instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new Snapshot.Unreadable(fault.getClass().getName());
    }

    /** One value's copy: the way down to here, for cycles, and how many elements it may still have. */
    private final class Walk {

        private @Nullable Object[] path = new @Nullable Object[4];
        private int remaining = maxElements;

        private @Nullable Object visit(@Nullable Object value, int depth) {
            if (value == null) {
                return null;
            }
            Class<?> type = value.getClass();
            return switch (ValueKind.of(type)) {
                case SCALAR -> value instanceof String text ? text(text) : value;
                case TEXT -> text((CharSequence) value);
                case MUTABLE_NUMBER -> value.toString();
                case OPTIONAL -> visit(((Optional<?>) value).orElse(null), depth);
                case BYTES -> new Snapshot.TypeOnly("byte[]", ((byte[]) value).length);
                case OPAQUE -> Snapshot.TypeOnly.of(type);
                case RECORD -> {
                    RecordShape shape = RecordShape.of(type);
                    if (!shape.isReadable()) {
                        yield Snapshot.TypeOnly.of(type);
                    }
                    yield shape.isImmutable() ? value : container(value, depth);
                }
                case ARRAY, COLLECTION, MAP -> container(value, depth);
            };
        }

        private Object container(Object value, int depth) {
            if (depth >= MAX_DEPTH) {
                return new Snapshot.TooDeep(value.getClass().getName());
            }
            for (int i = 0; i < depth; i++) {
                if (path[i] == value) {
                    return new Snapshot.Cycle(value.getClass().getName());
                }
            }
            if (depth == path.length) {
                path = Arrays.copyOf(path, depth * 2);
            }
            path[depth] = value;
            try {
                return copy(value, depth + 1);
            } catch (Throwable unreadable) {
                return unreadable(unreadable);
            } finally {
                path[depth] = null;
            }
        }

        private Object copy(Object value, int depth) throws ReflectiveOperationException {
            if (value instanceof Map<?, ?> map) {
                return members(map, depth);
            }
            if (value instanceof Collection<?> collection) {
                return elements(collection, depth);
            }
            return value.getClass().isArray() ? array(value, depth) : components(value, depth);
        }

        private Snapshot.Elements elements(Collection<?> collection, int depth) {
            int size = collection.size();
            @Nullable Object[] values = new @Nullable Object[take(size)];
            Iterator<?> iterator = collection.iterator();
            int count = 0;
            while (count < values.length && iterator.hasNext()) {
                values[count++] = visit(iterator.next(), depth);
            }
            return new Snapshot.Elements(
                    count == values.length ? values : Arrays.copyOf(values, count), Math.max(0, size - count));
        }

        private Snapshot.Elements array(Object array, int depth) {
            int size = Array.getLength(array);
            @Nullable Object[] values = new @Nullable Object[take(size)];
            for (int i = 0; i < values.length; i++) {
                values[i] = visit(Array.get(array, i), depth);
            }
            return new Snapshot.Elements(values, size - values.length);
        }

        private Snapshot.Members members(Map<?, ?> map, int depth) {
            int size = map.size();
            int taken = take(size);
            String[] names = new String[taken];
            @Nullable Object[] values = new @Nullable Object[taken];
            int count = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (count == taken) {
                    break;
                }
                names[count] = name(entry.getKey());
                values[count] = visit(entry.getValue(), depth);
                count++;
            }
            return new Snapshot.Members(
                    Arrays.copyOf(names, count), Arrays.copyOf(values, count), Math.max(0, size - count));
        }

        private Snapshot.Members components(Object holder, int depth) throws ReflectiveOperationException {
            RecordShape shape = RecordShape.of(holder.getClass());
            String[] names = new String[shape.size()];
            @Nullable Object[] values = new @Nullable Object[shape.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = shape.name(i);
                values[i] = shape.isSensitive(i) ? Redaction.MASK : visit(shape.value(i, holder), depth);
            }
            return new Snapshot.Members(names, values, 0);
        }

        private int take(int size) {
            int taken = Math.min(size, remaining);
            remaining -= taken;
            return taken;
        }

        private Object text(CharSequence text) {
            return text.length() <= maxTextLength
                    ? text.toString()
                    : new Snapshot.LongText(text.subSequence(0, maxTextLength).toString(), text.length());
        }

        private String name(@Nullable Object key) {
            if (key == null) {
                return "null";
            }
            return switch (ValueKind.of(key.getClass())) {
                case SCALAR -> key instanceof Enum<?> constant ? constant.name() : key.toString();
                case TEXT, MUTABLE_NUMBER -> key.toString();
                default -> key.getClass().getName();
            };
        }
    }
}
