// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** Text as PostgreSQL takes it within {@code jsonb}. */
final class JsonText {

    private static final char REPLACEMENT = '\uFFFD';

    private JsonText() {}

    /**
     * The text without NUL and unpaired surrogates, cut where its UTF-8 form would be longer than {@code maxBytes}; never between
     * the two halves of a character. The same object where nothing is wrong with it.
     */
    static String fit(String text, int maxBytes) {
        int end = 0;
        int bytes = 0;
        boolean clean = true;
        while (end < text.length()) {
            char c = text.charAt(end);
            boolean pair = Character.isHighSurrogate(c)
                    && end + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(end + 1));
            int size = pair ? 4 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (bytes + size > maxBytes) {
                break;
            }
            bytes += size;
            clean &= pair || !isRefused(c);
            end += pair ? 2 : 1;
        }
        if (clean) {
            return end == text.length() ? text : text.substring(0, end);
        }
        return replaced(text, end);
    }

    static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private static String replaced(String text, int end) {
        StringBuilder result = new StringBuilder(end);
        int i = 0;
        while (i < end) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                result.append(c).append(text.charAt(i + 1));
                i += 2;
            } else {
                result.append(isRefused(c) ? REPLACEMENT : c);
                i++;
            }
        }
        return result.toString();
    }

    private static boolean isRefused(char c) {
        return c == 0 || Character.isSurrogate(c);
    }
}
