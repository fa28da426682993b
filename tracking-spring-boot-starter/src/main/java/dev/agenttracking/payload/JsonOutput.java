// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON as UTF-8, in one pass over each text. Text comes out as PostgreSQL takes it: NUL and unpaired surrogates become U+FFFD. Who
 * calls keeps to the grammar; only the commas are put here. Its buffer is used again for one value after the other.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * <p><b>Failure</b>: what the stream throws comes as {@link UncheckedIOException}.
 */
final class JsonOutput {

    static final int BUFFER_BYTES = 2_048;

    private static final OutputStream NOWHERE = OutputStream.nullOutputStream();

    /** The most that one character, or a pair of surrogates, becomes. */
    private static final int LONGEST = 6;

    private static final char REPLACEMENT = '\uFFFD';
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** Of each ASCII character: 0 where it stands for itself, the letter after the backslash, or {@code u}. */
    private static final byte[] ESCAPES = escapes();

    private final byte[] buffer = new byte[BUFFER_BYTES];
    private OutputStream out = NOWHERE;
    private int size;
    private boolean afterValue;

    /** Begins with another value. */
    void begin(OutputStream out) {
        this.out = out;
        size = 0;
        afterValue = false;
    }

    /** Lets go of the stream. */
    void end() {
        begin(NOWHERE);
    }

    void writeStartObject() {
        start('{');
    }

    void writeEndObject() {
        end('}');
    }

    void writeStartArray() {
        start('[');
    }

    void writeEndArray() {
        end(']');
    }

    /** A member's name. The result is its length in UTF-8, without quotes and backslashes. */
    int writeName(String name) {
        comma();
        int length = quoted(name);
        put(':');
        afterValue = false;
        return length;
    }

    /** A text. The result is its length in UTF-8, without quotes and backslashes. */
    int writeString(String text) {
        comma();
        int length = quoted(text);
        afterValue = true;
        return length;
    }

    void writeNull() {
        writeRawValue("null");
    }

    void writeBoolean(boolean value) {
        writeRawValue(value ? "true" : "false");
    }

    void writeStringProperty(String name, String value) {
        writeName(name);
        writeString(value);
    }

    void writeNumberProperty(String name, int value) {
        writeName(name);
        writeRawValue(Integer.toString(value));
    }

    /** A value as it is, in ASCII. */
    void writeRawValue(String ascii) {
        comma();
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        afterValue = true;
    }

    void flush() {
        try {
            out.write(buffer, 0, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        size = 0;
    }

    private void start(char bracket) {
        comma();
        put(bracket);
        afterValue = false;
    }

    private void end(char bracket) {
        put(bracket);
        afterValue = true;
    }

    private void comma() {
        if (afterValue) {
            put(',');
        }
    }

    private void put(int ascii) {
        if (size == BUFFER_BYTES) {
            flush();
        }
        buffer[size++] = (byte) ascii;
    }

    private int quoted(String text) {
        put('"');
        int length = 0;
        int i = 0;
        while (i < text.length()) {
            int special = copyPlain(text, i);
            length += special - i;
            i = special;
            if (i < text.length()) {
                boolean pair = isPair(text, i);
                length += special(pair ? text.codePointAt(i) : text.charAt(i));
                i += pair ? 2 : 1;
            }
        }
        put('"');
        return length;
    }

    /** Copies from a position on what stands for itself. The result is where that ends. */
    private int copyPlain(String text, int from) {
        int i = from;
        while (i < text.length()) {
            if (size == BUFFER_BYTES) {
                flush();
            }
            int end = Math.min(text.length(), i + BUFFER_BYTES - size);
            int shift = size - i;
            while (i < end) {
                char c = text.charAt(i);
                if (c >= 0x80 || ESCAPES[c] != 0) {
                    size = i + shift;
                    return i;
                }
                buffer[i + shift] = (byte) c;
                i++;
            }
            size = i + shift;
        }
        return i;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    /** The result is the length in UTF-8, without a backslash. */
    private int special(int codePoint) {
        if (size + LONGEST > BUFFER_BYTES) {
            flush();
        }
        if (codePoint == 0 || codePoint >= 0x80) {
            return utf8(codePoint == 0 || isSurrogate(codePoint) ? REPLACEMENT : codePoint);
        }
        byte escape = ESCAPES[codePoint];
        buffer[size++] = '\\';
        buffer[size++] = escape;
        if (escape == 'u') {
            buffer[size++] = '0';
            buffer[size++] = '0';
            buffer[size++] = HEX[codePoint >> 4];
            buffer[size++] = HEX[codePoint & 0xF];
        }
        return 1;
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private int utf8(int codePoint) {
        int start = size;
        if (codePoint < 0x800) {
            buffer[size++] = (byte) (0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                buffer[size++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                buffer[size++] = (byte) (0xF0 | codePoint >> 18);
                buffer[size++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
            }
            buffer[size++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
        }
        buffer[size++] = (byte) (0x80 | (codePoint & 0x3F));
        return size - start;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        for (int c = 0; c < ' '; c++) {
            escapes[c] = 'u';
        }
        escapes['\b'] = 'b';
        escapes['\t'] = 't';
        escapes['\n'] = 'n';
        escapes['\f'] = 'f';
        escapes['\r'] = 'r';
        escapes['"'] = '"';
        escapes['\\'] = '\\';
        return escapes;
    }
}
