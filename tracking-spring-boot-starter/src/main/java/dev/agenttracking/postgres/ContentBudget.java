// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.ContentEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the content of one execution, and gives each value what the ones before it have left.
 *
 * <p><b>Failure</b>: a value that cannot be encoded is replaced by {@code {"@error": class name}}.
 */
final class ContentBudget {

    /** What a value gets when nothing is left: room for the encoder to say so. */
    private static final int MIN_VALUE_BYTES = 64;

    private final ContentEncoder encoder;
    private final int maxValueBytes;
    private int remainingBytes;

    ContentBudget(ContentEncoder encoder, ContentLimits limits) {
        this.encoder = encoder;
        this.maxValueBytes = limits.maxValueBytes();
        this.remainingBytes = limits.maxExecutionBytes();
    }

    /** A field of the type {@code jsonb}, NULL for null. */
    void write(@Nullable Object value, CopyBuffer out) {
        if (value == null) {
            out.nullField();
            return;
        }
        int field = out.beginJson();
        encode(value, out);
        out.endField(field);
    }

    /** The same; what is not an object becomes {@code {"result": …}}, and a JSON null SQL NULL. */
    void writeAsObject(@Nullable Object value, CopyBuffer out) {
        if (value == null) {
            out.nullField();
            return;
        }
        int field = out.beginJson();
        int start = out.size();
        encode(value, out);
        if (out.isAscii(start, "null")) {
            out.nullifyField(field);
            return;
        }
        if (!out.startsWithAscii(start, "{")) {
            out.insertAscii(start, "{\"result\":");
            out.ascii("}");
        }
        out.endField(field);
    }

    /**
     * Words, which take nothing of the budget.
     *
     * @see ContentEncoder#prose
     */
    String prose(String text) {
        return encoder.prose(text, CopyTable.MAX_TEXT_CHARS);
    }

    /**
     * A name that comes from outside.
     *
     * @see ContentEncoder#label
     */
    String label(String text) {
        return encoder.label(text, CopyTable.MAX_TEXT_CHARS);
    }

    /** Whether only sizes and types may be stored. */
    boolean withholdsContent() {
        return encoder.withholdsContent();
    }

    private void encode(Object value, CopyBuffer out) {
        int start = out.size();
        try {
            encoder.encode(value, Math.max(MIN_VALUE_BYTES, Math.min(maxValueBytes, remainingBytes)), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | StackOverflowError e) {
            out.truncate(start);
            out.ascii("{\"@error\":");
            out.jsonString(e.getClass().getName());
            out.ascii("}");
        }
        remainingBytes -= Math.min(remainingBytes, out.size() - start);
    }
}
