// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import dev.agenttracking.payload.SecretNames.Strength;

/**
 * Finds what a name before it says is secret: {@code name: value}, {@code name=value}, {@code "name": "value"},
 * {@code \"name\":\"value\"}, {@code name => value}. Used by one thread.
 */
final class NamedSecretScan {

    private static final int MAX_BEFORE_OPERATOR = 8;
    private static final int MAX_AFTER_OPERATOR = 8;
    private static final int MAX_BLANKS = 4;
    private static final int MAX_LOOK = 128;
    private static final int LEAST_WEAK = 8;
    private static final int LEAST_WEAK_IN_PROSE = 16;
    private static final int LEAST_IN_PROSE = 6;
    private static final int MOST_WEAK = 512;
    private static final String[] SCHEMES = {"bearer", "basic", "digest", "token", "apikey", "negotiate"};

    private final ScannedText text;
    private final SecretNames names;

    NamedSecretScan(ScannedText text, SecretNames names) {
        this.text = text;
        this.names = names;
    }

    /** What stands for a value is none: {@code ${DB_PASSWORD}}, {@code <password>}, {@code ***}, {@code null}. */
    static boolean isPlaceholder(ScannedText text, int from, int to) {
        if (from >= to) {
            return true;
        }
        char first = text.charAt(from);
        boolean variable = first == '$' && from + 1 < to && text.charAt(from + 1) == '{'
                || first == '{' && from + 1 < to && text.charAt(from + 1) == '{'
                || first == '<' && text.charAt(to - 1) == '>';
        if (variable) {
            return true;
        }
        int at = from;
        while (at < to && (text.charAt(at) == '*' || ScannedText.isEllipsis(text.charAt(at)))) {
            at++;
        }
        return at == to || to - from == 4 && (text.startsWith("null", from) || text.startsWith("None", from));
    }

    /** The value behind the colon or the equals sign that is here. */
    int named(int at) {
        int masked = text.masked();
        int nameEnd = at;
        while (nameEnd > masked && at - nameEnd < MAX_BEFORE_OPERATOR && isBeforeOperator(text.charAt(nameEnd - 1))) {
            nameEnd--;
        }
        if (!names.mayEnd(text.chars(), nameEnd, masked)) {
            return at + 1;
        }
        int nameStart = nameEnd;
        while (nameStart > masked
                && nameEnd - nameStart < SecretNames.MAX_LENGTH
                && isName(text.charAt(nameStart - 1))) {
            nameStart--;
        }
        Strength strength = names.of(text.chars(), nameStart, nameEnd);
        return strength == Strength.NONE ? at + 1 : value(strength, at);
    }

    private int value(Strength strength, int operator) {
        int end = text.end();
        int at = operator + 1;
        while (at < end && (text.charAt(at) == '=' || text.charAt(at) == '>')) {
            at++;
        }
        int start = text.afterBlanks(at, MAX_AFTER_OPERATOR);
        int backslashes = start;
        while (backslashes < end && text.charAt(backslashes) == '\\') {
            backslashes++;
        }
        if (backslashes < end && "\"'`".indexOf(text.charAt(backslashes)) >= 0) {
            return quoted(strength, backslashes + 1, text.charAt(backslashes), backslashes - start);
        }
        boolean attached = text.charAt(operator) == '=' && start == operator + 1;
        return plain(strength, start, attached);
    }

    /** A string ends with its line, where its quote is missing or was the end of another. */
    private int quoted(Strength strength, int from, char quote, int backslashes) {
        int end = text.end();
        int to = from;
        int escapes = 0;
        int most = strength == Strength.WEAK ? Math.min(end, from + MOST_WEAK) : end;
        while (to < most) {
            char c = text.charAt(to);
            if (c == '\n' || c == quote && escapes <= backslashes) {
                break;
            }
            escapes = c == '\\' ? escapes + 1 : 0;
            to++;
        }
        int valueEnd = to < end ? to - escapes : to;
        int secret = strength == Strength.HEADER ? afterScheme(from, valueEnd) : from;
        if (strength == Strength.WEAK && !text.isCutAt(to) && !looksSecret(secret, valueEnd)) {
            return from;
        }
        return isPlaceholder(text, secret, valueEnd) ? valueEnd : text.mask(secret, valueEnd);
    }

    private int plain(Strength strength, int from, boolean attached) {
        int end = text.end();
        int secret = strength == Strength.HEADER ? afterScheme(from, end) : from;
        int look = secret;
        while (look < end && look - secret < MAX_LOOK && !endsValue(look)) {
            look++;
        }
        boolean open = look < end ? text.isCutAt(look) : text.isCut();
        int trimmed = look;
        while (trimmed > secret && ",.)]};".indexOf(text.charAt(trimmed - 1)) >= 0) {
            trimmed--;
        }
        boolean masked = open || isCertain(strength, secret, trimmed, attached, secret > from);
        if (!masked || trimmed == secret || isPlaceholder(text, secret, trimmed)) {
            return secret;
        }
        while (look < end && !endsValue(look)) {
            look++;
            trimmed = look;
        }
        return text.mask(secret, trimmed);
    }

    /**
     * Whether a value without quotes is secret rather than a word of a sentence.
     *
     * @param attached whether it stands right behind an equals sign
     * @param scheme whether it stands behind the name of a scheme
     */
    private boolean isCertain(Strength strength, int from, int to, boolean attached, boolean scheme) {
        int length = to - from;
        return switch (strength) {
            case WEAK -> length >= (attached ? LEAST_WEAK : LEAST_WEAK_IN_PROSE) && text.hasDigit(from, to);
            case HEADER -> scheme ? length > 0 : length >= LEAST_WEAK && text.hasDigit(from, to);
            default ->
                attached
                        || length >= LEAST_IN_PROSE && (text.hasDigit(from, to) || hasSymbol(from, to) || endsLine(to));
        };
    }

    /** Where the secret begins in the value of a header. */
    private int afterScheme(int from, int to) {
        for (String scheme : SCHEMES) {
            if (text.startsWithIgnoringCase(scheme, from)) {
                int after = text.afterBlanks(from + scheme.length(), MAX_BLANKS);
                if (after > from + scheme.length() && after < to) {
                    return after;
                }
            }
        }
        return from;
    }

    private boolean endsValue(int at) {
        char c = text.charAt(at);
        return c <= ' '
                || "\"'`&;<>".indexOf(c) >= 0
                || ScannedText.isEllipsis(c)
                || c == ',' && at + 1 < text.end() && text.charAt(at + 1) == ' ';
    }

    private boolean endsLine(int at) {
        return at == text.end() || text.charAt(at) == '\n' || text.charAt(at) == '\r' || text.charAt(at) == '\\';
    }

    private boolean looksSecret(int from, int to) {
        if (to - from < LEAST_WEAK || !text.hasDigit(from, Math.min(to, from + MAX_LOOK))) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Character.isWhitespace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean hasSymbol(int from, int to) {
        for (int i = from; i < to; i++) {
            if ("!@#$%^&*+=?~|".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isName(char c) {
        return ScannedText.isAlphanumeric(c) || c == '_' || c == '-' || c == '.' || ScannedText.isForeign(c);
    }

    private static boolean isBeforeOperator(char c) {
        return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '\\' || c == ':' || c == ']';
    }
}
