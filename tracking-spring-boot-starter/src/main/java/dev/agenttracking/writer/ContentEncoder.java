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
}
