// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/**
 * Counts words: what blanks separate, and of scripts that write none (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each letter.
 */
final class WordCount {

    private static final int FIRST_WITHOUT_BLANKS = 0x0E00;

    private WordCount() {}

    static int of(String text) {
        int words = 0;
        boolean inWord = false;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c >= FIRST_WITHOUT_BLANKS && isWrittenWithoutBlanks(c)) {
                words += Character.isLetterOrDigit(c) ? 1 : 0;
                inWord = false;
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                inWord = false;
            } else if (!inWord) {
                inWord = true;
                words++;
            }
        }
        return words;
    }

    /** Letters and marks of these scripts, and the full-width punctuation between them. */
    private static boolean isWrittenWithoutBlanks(int c) {
        return c <= 0x0EFF
                || c >= 0x1000 && c <= 0x109F
                || c >= 0x1780 && c <= 0x17FF
                || c >= 0x3001 && c <= 0x30FF
                || c >= 0x31F0 && c <= 0x31FF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0x4E00 && c <= 0x9FFF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0xFF00 && c <= 0xFFEF
                || c >= 0x20000 && c <= 0x323AF;
    }
}
