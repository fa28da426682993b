// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, strictly as in RFC 8259; of equal names in one object the last counts. Values are {@code Map<String, Object>} in
 * the order of the text, {@code List<Object>}, {@code String}, {@code Boolean}, {@code BigDecimal} and the constants of
 * {@link JsonConstant}.
 *
 * <p><b>Threading</b>: one reader per text, used by one thread.
 *
 * <p><b>Failure</b>: throws nothing; text that is no JSON, or nested deeper than {@value #MAX_DEPTH}, gives a problem. Numbers
 * of more than {@value #MAX_NUMBER_LENGTH} characters, or with an exponent beyond {@value #MAX_EXPONENT}, are not worked out.
 */
final class JsonReader {

    static final int MAX_DEPTH = 256;
    static final int MAX_NUMBER_LENGTH = 1_000;
    static final int MAX_EXPONENT = 100_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String text;
    private int at;
    private @Nullable String problem;

    /**
     * A value, or why there is none.
     *
     * @param value null where there is none
     * @param problem what is wrong and where, characters counted from 1; null where there is a value
     */
    record Result(@Nullable Object value, @Nullable String problem) {}

    private JsonReader(String text, int at) {
        this.text = text;
        this.at = at;
    }

    /** Reads text that is one value and nothing else; a byte order mark before it does not count. */
    static Result readWhole(String text) {
        JsonReader reader = new JsonReader(text, !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0);
        Object value = reader.document();
        if (value != null && reader.at < text.length()) {
            return new Result(null, reader.unexpected());
        }
        return new Result(value, reader.problem);
    }

    /** Reads one value and what follows it: {@code terminator}, or the end of the text. */
    static Result readUntil(String text, int from, String terminator) {
        JsonReader reader = new JsonReader(text, from);
        Object value = reader.document();
        if (value != null && reader.at < text.length() && !text.startsWith(terminator, reader.at)) {
            return new Result(null, reader.unexpected());
        }
        return new Result(value, reader.problem);
    }

    private @Nullable Object document() {
        Object value = value(0);
        skipWhitespace();
        return value;
    }

    /** Null after a problem, and only then. */
    private @Nullable Object value(int depth) {
        skipWhitespace();
        if (depth > MAX_DEPTH) {
            return fail("nested deeper than " + MAX_DEPTH + " levels at character " + (at + 1));
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", Boolean.TRUE);
            case 'f' -> word("false", Boolean.FALSE);
            case 'n' -> word("null", JsonConstant.NULL);
            default -> number();
        };
    }

    private @Nullable Object object(int depth) {
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        if (skipTo('}')) {
            return members;
        }
        while (true) {
            skipWhitespace();
            String name = peek() == '"' ? string() : fail(unexpected());
            if (name == null || !expect(':')) {
                return null;
            }
            Object value = value(depth + 1);
            if (value == null) {
                return null;
            }
            members.put(name, value);
            if (skipTo('}')) {
                return members;
            }
            if (!expect(',')) {
                return null;
            }
        }
    }

    private @Nullable Object array(int depth) {
        List<Object> elements = new ArrayList<>();
        at++;
        if (skipTo(']')) {
            return elements;
        }
        while (true) {
            Object value = value(depth + 1);
            if (value == null) {
                return null;
            }
            elements.add(value);
            if (skipTo(']')) {
                return elements;
            }
            if (!expect(',')) {
                return null;
            }
        }
    }

    private @Nullable String string() {
        int start = ++at;
        while (peek() >= ' ' && peek() != '"' && peek() != '\\') {
            at++;
        }
        StringBuilder content = new StringBuilder().append(text, start, at);
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                if (!unescape(content)) {
                    return null;
                }
            } else if (peek() < ' ') {
                return fail(unexpected());
            } else {
                content.append(text.charAt(at++));
            }
        }
        at++;
        return content.toString();
    }

    private boolean unescape(StringBuilder content) {
        int escaped = "\"\\/bfnrt".indexOf(peek());
        if (escaped >= 0) {
            at++;
            content.append("\"\\/\b\f\n\r\t".charAt(escaped));
            return true;
        }
        if (peek() != 'u') {
            fail(unexpected());
            return false;
        }
        at++;
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = peek() < 128 ? Character.digit(peek(), 16) : -1;
            if (digit < 0) {
                fail(unexpected());
                return false;
            }
            unit = unit * 16 + digit;
            at++;
        }
        content.append((char) unit);
        return true;
    }

    private @Nullable Object number() {
        int start = at;
        if (peek() == '-') {
            at++;
        }
        boolean digits = peek() == '0' ? skip('0') : skipDigits();
        if (digits && skip('.')) {
            digits = skipDigits();
        }
        int exponentAt = at;
        if (digits && (skip('e') || skip('E'))) {
            if (!skip('+')) {
                skip('-');
            }
            digits = skipDigits();
        }
        return digits ? worked(start, exponentAt) : fail(unexpected());
    }

    private Object worked(int start, int exponentAt) {
        if (at - start > MAX_NUMBER_LENGTH) {
            return JsonConstant.OVERSIZED_NUMBER;
        }
        if (exponentAt < at) {
            String exponent = text.substring(exponentAt + 1, at).replaceFirst("^([+-]?)0+(?=.)", "$1");
            if (exponent.length() > 7 || Math.abs(Integer.parseInt(exponent)) > MAX_EXPONENT) {
                return JsonConstant.OVERSIZED_NUMBER;
            }
        }
        return new BigDecimal(text.substring(start, at));
    }

    private @Nullable Object word(String word, Object value) {
        for (int i = 0; i < word.length(); i++) {
            if (!skip(word.charAt(i))) {
                return fail(unexpected());
            }
        }
        return value;
    }

    private boolean skipDigits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean skip(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private boolean skipTo(char wanted) {
        skipWhitespace();
        return skip(wanted);
    }

    private boolean expect(char wanted) {
        if (skipTo(wanted)) {
            return true;
        }
        fail(unexpected());
        return false;
    }

    private void skipWhitespace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** NUL at the end, which is no part of any JSON text. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private <T> @Nullable T fail(String what) {
        problem = what;
        return null;
    }

    private String unexpected() {
        String place = " at character " + (at + 1);
        if (at >= text.length()) {
            return "unexpected end" + place;
        }
        char found = text.charAt(at);
        return "unexpected " + (found > ' ' && found <= '~' ? "'" + found + "'" : "U+%04X".formatted((int) found))
                + place;
    }
}
