// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

/**
 * Goes through the words of an answer that are its own: not those in double quotation marks, in code fences, in inline code or in
 * lines that begin with {@code >}. A quotation ends with its line at the latest.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class OwnWords {

    private static final String[] CONDITIONS = {
        "if", "when", "whenever", "unless", "once", "whether", "in case", "where"
    };
    private static final String SENTENCE_ENDS = ".!?:;\u2026\n\u2014(*_#-";

    private final String text;
    private int at = -1;
    private int wordStart = -1;
    private char quoteEnd;
    private char fence;
    private boolean inLetter;

    OwnWords(String text) {
        this.text = text;
    }

    /** Where the next word begins, -1 after the last. */
    int next() {
        while (++at < text.length()) {
            char c = text.charAt(at);
            if (at == 0 || text.charAt(at - 1) == '\n') {
                beginLine();
                if (at >= text.length()) {
                    return -1;
                }
                c = text.charAt(at);
            }
            if (fence != 0) {
                continue;
            }
            if (quoteEnd != 0) {
                quoteEnd = c == quoteEnd || c == '\n' ? 0 : quoteEnd;
            } else if (c == '"' || c == '`') {
                quoteEnd = c;
            } else if (c == '\u201C' || c == '\u201E') {
                quoteEnd = '\u201D';
            } else if (c == '\u00AB') {
                quoteEnd = '\u00BB';
            } else if (isLetter(c) && Phrases.isWordStart(text, at)) {
                wordStart = at;
                return at;
            }
        }
        return -1;
    }

    /** Whether the word is the first of a sentence, or of what follows a colon or dash. */
    boolean isSentenceStart() {
        int before = wordStart - 1;
        while (before >= 0 && (text.charAt(before) == ' ' || text.charAt(before) == '\t')) {
            before--;
        }
        return before < 0 || SENTENCE_ENDS.indexOf(text.charAt(before)) >= 0;
    }

    /** Whether it stands in a letter, whose writer speaks of other things. */
    boolean isInLetter() {
        return inLetter;
    }

    /** Whether the word before it makes it a condition. */
    boolean isAfterCondition() {
        int end = wordStart;
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        for (String condition : CONDITIONS) {
            int start = end - condition.length();
            if (start >= 0
                    && text.regionMatches(true, start, condition, 0, condition.length())
                    && Phrases.isWordStart(text, start)) {
                return true;
            }
        }
        return false;
    }

    /** Goes past a line that is quoted, and into or out of a fence. */
    private void beginLine() {
        quoteEnd = 0;
        int first = at;
        while (first < text.length() && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
            first++;
        }
        if (first >= text.length()) {
            at = first;
            return;
        }
        char c = text.charAt(first);
        inLetter |= text.startsWith("Dear ", first) || text.startsWith("Subject:", first);
        if ((c == '`' || c == '~') && text.startsWith(String.valueOf(c).repeat(3), first)) {
            fence = fence == 0 ? c : fence == c ? 0 : fence;
            toLineEnd();
        } else if (c == '>' && fence == 0) {
            toLineEnd();
        }
    }

    /** To the character before the line's end, so that the next one begins a line. */
    private void toLineEnd() {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
