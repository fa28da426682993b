// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a snapshot of an application's value into JSON that PostgreSQL accepts as {@code jsonb}: UTF-8, no NUL, no unpaired
 * surrogates, no numbers out of range.
 */
public interface ContentEncoder {

    /**
     * Writes one JSON value.
     *
     * @param value what the snapshot function made of an application's value
     * @param maxBytes about how long it may get; what is more is cut, and the JSON says so
     * @throws IOException only where {@code out} throws it
     */
    void encode(@Nullable Object value, int maxBytes, OutputStream out) throws IOException;

    /**
     * Words as they are stored in columns of text: an exception's message, a reason, a quote. Everything that an application or a
     * model puts in words goes through here before it is stored.
     *
     * @param maxChars how long it may get; what is more is cut, and ends with an ellipsis
     */
    default String prose(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars - 1) + "…";
    }

    /**
     * A short name that comes from outside, such as that of a tool, a model or a document: stored also where content is not.
     *
     * @param maxChars how long it may get; what is more is cut
     */
    default String label(String text, int maxChars) {
        return text.length() <= maxChars ? text : text.substring(0, maxChars);
    }

    /** Whether only sizes and types may be stored. */
    default boolean withholdsContent() {
        return false;
    }
}
