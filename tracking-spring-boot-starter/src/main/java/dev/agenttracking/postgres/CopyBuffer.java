// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes of PostgreSQL's binary COPY format, in an array that grows and is used again. A field is its length in four bytes and
 * its content; the length of what is written piece by piece is filled in afterwards. As a stream it takes the content of the
 * field that is open.
 *
 * <p>Text comes out as UTF-8 that PostgreSQL takes: NUL and unpaired surrogates become U+FFFD, since one of them would make it
 * refuse the whole batch.
 *
 * <p><b>Threading</b>: used by one thread.
 *
 * <p><b>Source</b>: PostgreSQL's documentation of COPY, "Binary Format", and the {@code *_recv} functions of its types.
 */
final class CopyBuffer extends OutputStream {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int NO_FLAGS = 0;
    private static final int NO_EXTENSION = 0;
    private static final int NULL_LENGTH = -1;
    private static final int TEXT_OID = 25;
    private static final int JSONB_VERSION = 1;
    private static final int NUMERIC_DIGITS = 4;
    private static final BigInteger NUMERIC_BASE = BigInteger.valueOf(10_000);
    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final char REPLACEMENT = '\uFFFD';
    private static final long MICROS_1970_TO_2000 = 946_684_800_000_000L;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes;
    private int size;

    CopyBuffer(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Forgets everything after a position. */
    void truncate(int position) {
        size = position;
    }

    /** What a COPY begins with. */
    void header() {
        write(SIGNATURE, 0, SIGNATURE.length);
        int4(NO_FLAGS);
        int4(NO_EXTENSION);
    }

    /** What a COPY ends with. */
    void trailer() {
        int2(-1);
    }

    /** What a row begins with. */
    void row(int fields) {
        int2(fields);
    }

    void nullField() {
        int4(NULL_LENGTH);
    }

    void integer(int value) {
        int4(Integer.BYTES);
        int4(value);
    }

    void bigint(long value) {
        int4(Long.BYTES);
        int8(value);
    }

    void float8(double value) {
        int4(Double.BYTES);
        int8(Double.doubleToLongBits(value));
    }

    /** A decimal number as it is, with as many digits after its point as it has. */
    void numeric(BigDecimal value) {
        int scale = Math.max(0, value.scale());
        int fractionGroups = (scale + NUMERIC_DIGITS - 1) / NUMERIC_DIGITS;
        BigInteger unscaled = value.abs()
                .setScale(fractionGroups * NUMERIC_DIGITS, RoundingMode.UNNECESSARY)
                .unscaledValue();
        List<Integer> groups = new ArrayList<>();
        while (unscaled.signum() != 0) {
            BigInteger[] parts = unscaled.divideAndRemainder(NUMERIC_BASE);
            groups.add(parts[1].intValue());
            unscaled = parts[0];
        }
        int field = beginField();
        int2(groups.size());
        int2(groups.size() - fractionGroups - 1);
        int2(value.signum() < 0 ? NUMERIC_NEGATIVE : 0);
        int2(scale);
        for (int i = groups.size() - 1; i >= 0; i--) {
            int2(groups.get(i));
        }
        endField(field);
    }

    void bool(boolean value) {
        int4(1);
        write(value ? 1 : 0);
    }

    void uuid(long high, long low) {
        int4(2 * Long.BYTES);
        int8(high);
        int8(low);
    }

    /** A moment, in microseconds since 1970. */
    void timestamp(long epochMicros) {
        int4(Long.BYTES);
        int8(epochMicros - MICROS_1970_TO_2000);
    }

    void text(CharSequence value, int maxChars) {
        int field = beginField();
        utf8(value, maxChars);
        endField(field);
    }

    void textArray(List<String> values, int maxChars) {
        int field = beginField();
        int4(values.isEmpty() ? 0 : 1);
        int4(0);
        int4(TEXT_OID);
        if (!values.isEmpty()) {
            int4(values.size());
            int4(1);
            for (String value : values) {
                text(value, maxChars);
            }
        }
        endField(field);
    }

    /** Opens a field of the type {@code jsonb}; what is written until {@link #endField} is its text. */
    int beginJson() {
        int field = beginField();
        write(JSONB_VERSION);
        return field;
    }

    /** Opens a field. The result names it. */
    int beginField() {
        int field = size;
        int4(0);
        return field;
    }

    void endField(int field) {
        putInt4(field, size - field - Integer.BYTES);
    }

    /** Takes back an open field and makes it null. */
    void nullifyField(int field) {
        size = field;
        nullField();
    }

    /** Puts ASCII characters before what was written from a position on. */
    void insertAscii(int position, String ascii) {
        ensure(ascii.length());
        System.arraycopy(bytes, position, bytes, position + ascii.length(), size - position);
        for (int i = 0; i < ascii.length(); i++) {
            bytes[position + i] = (byte) ascii.charAt(i);
        }
        size += ascii.length();
    }

    void ascii(String ascii) {
        insertAscii(size, ascii);
    }

    /** Whether what was written from a position on is these ASCII characters. */
    boolean isAscii(int position, String ascii) {
        return size - position == ascii.length() && startsWithAscii(position, ascii);
    }

    /** Whether what was written from a position on begins with these ASCII characters. */
    boolean startsWithAscii(int position, String ascii) {
        if (size - position < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[position + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A JSON string with its quotes. */
    void jsonString(CharSequence value) {
        write('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\' || (c > 0 && c < ' ')) {
                utf8(value.subSequence(plain, i), Integer.MAX_VALUE);
                plain = i + 1;
                if (c < ' ') {
                    ascii("\\u00");
                    write(HEX[c >> 4]);
                    write(HEX[c & 0xF]);
                } else {
                    write('\\');
                    write(c);
                }
            }
        }
        utf8(value.subSequence(plain, value.length()), Integer.MAX_VALUE);
        write('"');
    }

    @Override
    public void write(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void utf8(CharSequence value, int maxChars) {
        int end = Math.min(value.length(), maxChars);
        ensure(Math.multiplyExact(end, 3));
        for (int i = ascii(value, end); i < end; i++) {
            char c = value.charAt(i);
            if (c != 0 && c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
                codePoint(Character.toCodePoint(c, value.charAt(i)));
            } else {
                codePoint(c == 0 || Character.isSurrogate(c) ? REPLACEMENT : c);
            }
        }
    }

    /** Nearly all texts are nothing else. The result is where it ends. */
    private int ascii(CharSequence value, int end) {
        byte[] target = bytes;
        int start = size;
        int i = 0;
        while (i < end) {
            char c = value.charAt(i);
            if (c == 0 || c >= 0x80) {
                break;
            }
            target[start + i] = (byte) c;
            i++;
        }
        size = start + i;
        return i;
    }

    private void codePoint(int codePoint) {
        if (codePoint < 0x800) {
            bytes[size++] = (byte) (0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                bytes[size++] = (byte) (0xE0 | codePoint >> 12);
            } else {
                bytes[size++] = (byte) (0xF0 | codePoint >> 18);
                bytes[size++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
            }
            bytes[size++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
        }
        bytes[size++] = (byte) (0x80 | (codePoint & 0x3F));
    }

    private void int2(int value) {
        ensure(Short.BYTES);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void int4(int value) {
        ensure(Integer.BYTES);
        putInt4(size, value);
        size += Integer.BYTES;
    }

    private void putInt4(int position, int value) {
        INT.set(bytes, position, value);
    }

    private void int8(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    private void ensure(int additional) {
        int needed = Math.addExact(size, additional);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
        }
    }
}
