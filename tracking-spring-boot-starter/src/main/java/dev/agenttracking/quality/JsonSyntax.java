// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a part of a text is JSON, strictly as in RFC 8259, without making anything of it. Takes one step a character, one
 * bit a level of nesting, and no stack, so that no text is too deep for it.
 *
 * <p><b>Threading</b>: one for each text, used by one thread.
 */
final class JsonSyntax {

    private final String text;
    private final int end;
    private final @Nullable String wantedMember;
    private long[] inObject = new long[1];
    private int depth;
    private int at;
    private int memberAt = -1;

    /**
     * Looks at a part of a text.
     *
     * @param wantedMember the member of the outermost object to find, null for none
     */
    JsonSyntax(String text, int from, int end, @Nullable String wantedMember) {
        this.text = text;
        this.end = end;
        this.wantedMember = wantedMember;
        this.at = from;
    }

    /** Whether it is one value and nothing else. */
    boolean isWhole() {
        return readValue() && at == end;
    }

    /** Whether it begins with a value, after which {@link #at()} is at what follows. */
    boolean readValue() {
        skipWhitespace();
        while (true) {
            if (!beginValue()) {
                return false;
            }
            if (depth > 0 && isOpening(text.charAt(at - 1)) && !isClosedAtOnce()) {
                if (isInObject() && !readName()) {
                    return false;
                }
                continue;
            }
            if (!endValue()) {
                return false;
            }
            if (depth == 0) {
                return true;
            }
        }
    }

    /** Where reading has come to: after a failure the first character that is wrong, or the end of the part. */
    int at() {
        return at;
    }

    /** Where the value of the wanted member begins, -1 where there was none. */
    int memberAt() {
        return memberAt;
    }

    /** A scalar as a whole, or the bracket that opens a container. */
    private boolean beginValue() {
        char c = peek();
        return switch (c) {
            case '{', '[' -> open(c);
            case '"' -> readString();
            case 't' -> readWord("true");
            case 'f' -> readWord("false");
            case 'n' -> readWord("null");
            default -> readNumber();
        };
    }

    private boolean open(char bracket) {
        at++;
        push(bracket == '{');
        return true;
    }

    private static boolean isOpening(char c) {
        return c == '{' || c == '[';
    }

    private boolean isClosedAtOnce() {
        skipWhitespace();
        return peek() == (isInObject() ? '}' : ']');
    }

    /** From the end of a value to the next one, out of all containers that end here. */
    private boolean endValue() {
        while (true) {
            skipWhitespace();
            if (depth == 0) {
                return true;
            }
            char c = peek();
            if (c == (isInObject() ? '}' : ']')) {
                at++;
                depth--;
            } else if (c == ',') {
                at++;
                skipWhitespace();
                return !isInObject() || readName();
            } else {
                return false;
            }
        }
    }

    private boolean readName() {
        int nameAt = at + 1;
        if (peek() != '"' || !readString()) {
            return false;
        }
        boolean wanted = wantedMember != null
                && depth == 1
                && at - 1 - nameAt == wantedMember.length()
                && text.startsWith(wantedMember, nameAt);
        skipWhitespace();
        if (peek() != ':') {
            return false;
        }
        at++;
        skipWhitespace();
        if (wanted) {
            memberAt = at;
        }
        return true;
    }

    private boolean readString() {
        at++;
        while (true) {
            char c = peek();
            if (c == '"') {
                at++;
                return true;
            }
            if (c < ' ') {
                return false;
            }
            at++;
            if (c == '\\' && !readEscape()) {
                return false;
            }
        }
    }

    private boolean readEscape() {
        char c = peek();
        if (c == 'u') {
            at++;
            for (int i = 0; i < 4; i++) {
                if (!isHexDigit(peek())) {
                    return false;
                }
                at++;
            }
            return true;
        }
        if ("\"\\/bfnrt".indexOf(c) < 0) {
            return false;
        }
        at++;
        return true;
    }

    private boolean readNumber() {
        skip('-');
        if (!skip('0') && !skipDigits()) {
            return false;
        }
        if (skip('.') && !skipDigits()) {
            return false;
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            return skipDigits();
        }
        return true;
    }

    private boolean readWord(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!skip(word.charAt(i))) {
                return false;
            }
        }
        return true;
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

    private void skipWhitespace() {
        while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
            at++;
        }
    }

    /** NUL at the end, which is no part of any JSON. */
    private char peek() {
        return at < end ? text.charAt(at) : '\0';
    }

    private static boolean isHexDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    private void push(boolean object) {
        int word = depth >> 6;
        if (word == inObject.length) {
            inObject = Arrays.copyOf(inObject, 2 * word);
        }
        long bit = 1L << depth;
        inObject[word] = object ? inObject[word] | bit : inObject[word] & ~bit;
        depth++;
    }

    private boolean isInObject() {
        int innermost = depth - 1;
        return (inObject[innermost >> 6] & 1L << innermost) != 0;
    }
}
