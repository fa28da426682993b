// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import dev.agenttracking.writer.ContentEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes snapshots as JSON that PostgreSQL takes as {@code jsonb}: no NUL and no unpaired surrogate (U+FFFD stands for them), no
 * number that {@code numeric} cannot hold (text stands for it), no more than so many bytes. What is cut says so: a text ends with
 * {@code …[+1234]} (characters left out), an array ends with {@code {"@truncated": 12}} (elements left out), an object with a
 * member {@code "@truncated": 12} (members left out).
 *
 * <p>Secrets are masked, in values and in names, before anything is cut. Where no content may be stored, {@code {"@type": …,
 * "@size": …}} stands for each value: characters, elements or members.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class JsonContent implements ContentEncoder {

    private static final int MAX_DECIMAL_DIGITS = 1_000;
    private static final int MARKER_BYTES = 32;
    private static final long MOST_BYTES_A_CHAR = 3;

    private final Redaction redaction;

    /** Nearly always the writer's thread encodes, so that one is enough. */
    private final AtomicReference<@Nullable Writing> idle = new AtomicReference<>();

    /** Masks what is secret without any settings. */
    public JsonContent() {
        this(Redaction.standard());
    }

    /** Masks what these settings call secret. */
    public JsonContent(Redaction redaction) {
        this.redaction = redaction;
    }

    /**
     * Writes one JSON value.
     *
     * @param maxBytes how long it may get, but for the brackets that close it and the marks of what was cut
     */
    @Override
    public void encode(@Nullable Object value, int maxBytes, OutputStream out) throws IOException {
        Writing writing = idle.getAndSet(null);
        if (writing == null) {
            writing = new Writing(redaction);
        }
        try {
            writing.write(value, maxBytes, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            writing.json.end();
            idle.lazySet(writing);
        }
    }

    @Override
    public String prose(String text, int maxChars) {
        return redaction.prose(text, maxChars);
    }

    @Override
    public String label(String text, int maxChars) {
        return redaction.label(text, maxChars);
    }

    @Override
    public boolean withholdsContent() {
        return redaction.withholdsContent();
    }

    private static final class Writing {

        private final JsonOutput json = new JsonOutput();
        private final Redaction redaction;
        private long remaining;

        private Writing(Redaction redaction) {
            this.redaction = redaction;
        }

        private void write(@Nullable Object value, int maxBytes, OutputStream out) {
            json.begin(out);
            remaining = maxBytes;
            if (redaction.withholdsContent()) {
                withheld(value);
            } else {
                value(value, 0);
            }
            json.flush();
        }

        /** Maps that are no snapshots are made by the recorder: their names are those of parameters. */
        private void withheld(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    json.writeName(JsonText.fit(String.valueOf(entry.getKey()), Integer.MAX_VALUE));
                    size(entry.getValue());
                }
                json.writeEndObject();
            } else {
                size(value);
            }
        }

        private void size(@Nullable Object value) {
            if (value == null) {
                json.writeNull();
            } else if (value instanceof String text) {
                mark("@type", "java.lang.String", text.length());
            } else if (value instanceof Snapshot.LongText text) {
                mark("@type", "java.lang.String", text.length());
            } else if (value instanceof Snapshot.Elements elements) {
                mark("@type", "list", elements.values().length + elements.omitted());
            } else if (value instanceof Snapshot.Members members) {
                mark("@type", "object", members.values().length + members.omitted());
            } else if (value instanceof Collection<?> collection) {
                mark("@type", "list", collection.size());
            } else if (value instanceof Map<?, ?> map) {
                mark("@type", "object", map.size());
            } else if (value instanceof Snapshot snapshot) {
                snapshot(snapshot, 0);
            } else {
                mark("@type", value.getClass().getName(), -1);
            }
        }

        private void value(@Nullable Object value, int depth) {
            if (value == null) {
                remaining -= 4;
                json.writeNull();
            } else if (value instanceof String text) {
                text(text, 0);
            } else if (ValueKind.of(value.getClass()) == ValueKind.SCALAR) {
                scalar(value);
            } else if (value instanceof Snapshot snapshot) {
                snapshot(snapshot, depth);
            } else if (value instanceof Map<?, ?> map) {
                map(map, depth);
            } else if (value instanceof Collection<?> collection) {
                elements(collection.toArray(), 0, depth);
            } else if (value.getClass().isRecord()) {
                components(value, depth);
            } else {
                scalar(value);
            }
        }

        private void snapshot(Snapshot snapshot, int depth) {
            if (snapshot instanceof Snapshot.Elements elements) {
                elements(elements.values(), elements.omitted(), depth);
            } else if (snapshot instanceof Snapshot.Members members) {
                members(members.names(), members.values(), members.omitted(), depth);
            } else if (snapshot instanceof Snapshot.LongText text) {
                text(text.beginning(), text.length() - text.beginning().length());
            } else if (snapshot instanceof Snapshot.TypeOnly type) {
                mark("@type", type.typeName(), type.size());
            } else if (snapshot instanceof Snapshot.Cycle cycle) {
                mark("@cycle", cycle.typeName(), -1);
            } else if (snapshot instanceof Snapshot.TooDeep tooDeep) {
                mark("@truncated", tooDeep.typeName(), -1);
            } else if (snapshot instanceof Snapshot.Unreadable unreadable) {
                mark("@error", unreadable.errorName(), -1);
            }
        }

        private void mark(String name, String what, int size) {
            json.writeStartObject();
            json.writeStringProperty(name, what);
            if (size >= 0) {
                json.writeNumberProperty("@size", size);
            }
            json.writeEndObject();
            remaining -= name.length() + what.length() + MARKER_BYTES;
        }

        private void map(Map<?, ?> map, int depth) {
            String[] names = new String[map.size()];
            @Nullable Object[] values = new @Nullable Object[map.size()];
            int i = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                names[i] = String.valueOf(entry.getKey());
                values[i++] = entry.getValue();
            }
            members(names, values, 0, depth);
        }

        private void components(Object holder, int depth) {
            RecordShape shape = RecordShape.of(holder.getClass());
            String[] names = new String[shape.size()];
            @Nullable Object[] values = new @Nullable Object[shape.size()];
            try {
                for (int i = 0; i < names.length; i++) {
                    names[i] = shape.name(i);
                    values[i] = shape.isSensitive(i) ? Redaction.MASK : shape.value(i, holder);
                }
            } catch (ReflectiveOperationException | RuntimeException unreadable) {
                mark("@error", unreadable.getClass().getName(), -1);
                return;
            }
            members(names, values, 0, depth);
        }

        private void elements(@Nullable Object[] values, int omitted, int depth) {
            if (depth > ValueSnapshots.MAX_DEPTH) {
                mark("@truncated", "depth", -1);
                return;
            }
            json.writeStartArray();
            remaining -= 2;
            int written = 0;
            while (written < values.length && remaining > 0) {
                value(values[written++], depth + 1);
                remaining--;
            }
            int left = omitted + values.length - written;
            if (left > 0) {
                json.writeStartObject();
                json.writeNumberProperty("@truncated", left);
                json.writeEndObject();
                remaining -= MARKER_BYTES;
            }
            json.writeEndArray();
        }

        private void members(String[] names, @Nullable Object[] values, int omitted, int depth) {
            if (depth > ValueSnapshots.MAX_DEPTH) {
                mark("@truncated", "depth", -1);
                return;
            }
            json.writeStartObject();
            remaining -= 2;
            int written = 0;
            while (written < names.length && remaining > 0) {
                int room = (int) Math.max(MARKER_BYTES, remaining);
                Redaction.Member member = redaction.member(names[written]);
                String name = member.name();
                remaining -= json.writeName(surelyFits(name, room) ? name : JsonText.fit(name, room)) + 4L;
                Object value = values[written];
                value(redaction.hides(member, value) ? Redaction.MASK : value, depth + 1);
                written++;
            }
            int left = omitted + names.length - written;
            if (left > 0) {
                json.writeNumberProperty("@truncated", left);
                remaining -= MARKER_BYTES;
            }
            json.writeEndObject();
        }

        private void text(String text, int omitted) {
            int room = (int) Math.max(0, Math.min(remaining, Integer.MAX_VALUE));
            int kept = Math.min(text.length(), room);
            String safe = redaction.text(text, kept, omitted > 0);
            plain(safe, omitted + text.length() - kept, room);
        }

        private void plain(String text, int omitted, int room) {
            if (omitted == 0 && surelyFits(text, room)) {
                remaining -= json.writeString(text) + 2L;
                return;
            }
            String fitting = JsonText.fit(text, room);
            int left = omitted + text.length() - fitting.length();
            String written = left > 0 ? fitting + "…[+" + left + "]" : fitting;
            remaining -= json.writeString(written) + 2L;
        }

        private static boolean surelyFits(String text, long bytes) {
            return text.length() * MOST_BYTES_A_CHAR <= bytes;
        }

        private void scalar(Object value) {
            if (value instanceof Boolean bool) {
                json.writeBoolean(bool);
                remaining -= 5;
            } else if (value instanceof Number number) {
                number(number);
            } else if (value instanceof Enum<?> constant) {
                plain(constant.name(), 0, (int) Math.max(0, remaining));
            } else if (value instanceof Class<?> type) {
                plain(type.getName(), 0, (int) Math.max(0, remaining));
            } else {
                text(ValueKind.of(value.getClass()) == ValueKind.SCALAR ? value.toString() : typeOf(value), 0);
            }
        }

        private static String typeOf(Object value) {
            return value.getClass().isArray()
                    ? "array of " + Array.getLength(value)
                    : value.getClass().getName();
        }

        private void number(Number number) {
            String text = number.toString();
            if (redaction.hidesNumber(text)) {
                plain(Redaction.MASK, 0, MARKER_BYTES);
            } else if (isStorable(number)) {
                json.writeRawValue(text);
                remaining -= text.length();
            } else {
                text(text, 0);
            }
        }

        private static boolean isStorable(Number number) {
            if (number instanceof BigDecimal decimal) {
                return decimal.precision() < MAX_DECIMAL_DIGITS
                        && Math.abs((long) decimal.scale()) < MAX_DECIMAL_DIGITS;
            }
            if (number instanceof BigInteger integer) {
                return integer.bitLength() < 3 * MAX_DECIMAL_DIGITS;
            }
            return Double.isFinite(number.doubleValue());
        }
    }
}
