// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/**
 * A text that is looked through for secrets, and how far it is masked. It is used again for one text after the other, so its
 * characters are copied once, and looked at in an array.
 *
 * <p><b>Threading</b>: used by one thread.
 */
class ScannedText {

    private static final char ELLIPSIS = '…';
    private static final int FIRST_CHARS = 1_024;

    /** An array that one long text needed is not kept for all short ones. */
    private static final int MOST_KEPT_CHARS = 1 << 17;

    private char[] chars = new char[FIRST_CHARS];
    private int end;
    private boolean cut;
    private Spans found = new Spans();
    private int masked;

    /**
     * Begins with another text.
     *
     * @param length how much of it is looked at
     * @param cut whether the text goes on where it ends here
     */
    final void begin(String text, int length, boolean cut, Spans found) {
        if (length > chars.length || chars.length > MOST_KEPT_CHARS) {
            chars = new char[Math.max(length, FIRST_CHARS)];
        }
        text.getChars(0, length, chars, 0);
        this.end = length;
        this.cut = cut;
        this.found = found;
        this.masked = 0;
    }

    /** The characters, up to {@link #end}. */
    final char[] chars() {
        return chars;
    }

    final int end() {
        return end;
    }

    /** Whether the text goes on where it ends here. */
    final boolean isCut() {
        return cut;
    }

    /** Where what is masked so far ends. */
    final int masked() {
        return masked;
    }

    char charAt(int at) {
        return chars[at];
    }

    /** Masks a part, but for what is masked already. The result is where it ends. */
    final int mask(int from, int to) {
        int start = Math.max(from, masked);
        if (start < to) {
            found.mask(start, to);
            masked = to;
        }
        return to;
    }

    /** Whether the text was cut here, so that more may follow: at its end, or before the mark of an earlier cut. */
    final boolean isCutAt(int at) {
        return at == end ? cut : charAt(at) == ELLIPSIS;
    }

    final boolean startsWith(String prefix, int at) {
        if (at < 0 || prefix.length() > end - at) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (charAt(at + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The same, whatever the case. */
    final boolean startsWithIgnoringCase(String lowerCase, int at) {
        if (lowerCase.length() > end - at) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            if (lower(charAt(at + i)) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where something begins from here on, -1 where it does not. */
    final int indexOf(String wanted, int from) {
        char first = wanted.charAt(0);
        for (int at = from; at <= end - wanted.length(); at++) {
            if (charAt(at) == first && startsWith(wanted, at)) {
                return at;
            }
        }
        return -1;
    }

    final String substring(int from, int to) {
        return new String(chars, from, to - from);
    }

    final boolean isAlphanumericAt(int at) {
        return at >= 0 && at < end && isAlphanumeric(charAt(at));
    }

    final boolean isDigitAt(int at) {
        return at >= 0 && at < end && isDigit(charAt(at));
    }

    /** Where the blanks end that are here, but for more than so many. */
    final int afterBlanks(int from, int most) {
        int at = from;
        while (at < end && at - from < most && (charAt(at) == ' ' || charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** Where the letters, digits, dashes and underscores end that are here. */
    final int afterBase64Url(int from) {
        int at = from;
        while (at < end && isBase64Url(charAt(at))) {
            at++;
        }
        return at;
    }

    final boolean hasDigit(int from, int to) {
        for (int i = from; i < to; i++) {
            if (isDigit(charAt(i))) {
                return true;
            }
        }
        return false;
    }

    static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || isUpperOrDigit(c);
    }

    static boolean isUpperOrDigit(char c) {
        return c >= 'A' && c <= 'Z' || isDigit(c);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isBase64Url(char c) {
        return isAlphanumeric(c) || c == '-' || c == '_';
    }

    /** Whether it is a letter or a digit of a script other than ours. */
    static boolean isForeign(char c) {
        return c >= Triggers.SIZE && Character.isLetterOrDigit(c);
    }

    static boolean isEllipsis(char c) {
        return c == ELLIPSIS;
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
