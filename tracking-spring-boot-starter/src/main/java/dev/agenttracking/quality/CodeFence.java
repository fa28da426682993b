// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/**
 * A Markdown code fence. One that is left open ends with the text; what closes it stands at the end of a line, as models also
 * write it behind the code.
 *
 * @param start where it opens
 * @param mark the language, empty for none
 * @param contentStart where the code begins
 * @param contentEnd where the code ends
 * @param blockEnd what follows it
 */
record CodeFence(int start, String mark, int contentStart, int contentEnd, int blockEnd) {

    private static final int MAX_INDENT = 3;
    private static final int MIN_RUN = 3;
    private static final int MAX_MARK = 20;

    /** The first in a part of a text; null where there is none. */
    static @Nullable CodeFence firstIn(String text, int from, int end) {
        for (int line = from; line < end; line = nextLine(text, line, end)) {
            int at = line;
            while (at < end && at - line < MAX_INDENT && text.charAt(at) == ' ') {
                at++;
            }
            int run = runAt(text, at, end);
            if (run >= MIN_RUN) {
                return opened(text, at, run, end);
            }
        }
        return null;
    }

    private static CodeFence opened(String text, int start, int run, int end) {
        int markStart = skipBlanks(text, start + run, end);
        int markEnd = markStart;
        while (markEnd < end && markEnd - markStart < MAX_MARK && isMark(text.charAt(markEnd))) {
            markEnd++;
        }
        int behind = skipBlanks(text, markEnd, end);
        boolean atOnce = behind < end && (text.charAt(behind) == '{' || text.charAt(behind) == '[');
        int contentStart = atOnce ? behind : nextLine(text, markEnd, end);
        int closing = closing(text, contentStart, end, text.charAt(start), run);
        return new CodeFence(
                start,
                text.substring(markStart, markEnd),
                contentStart,
                closing,
                Math.min(end, closing + runAt(text, closing, end)));
    }

    /** A run at least as long, with nothing behind it in its line; the end where there is none. */
    private static int closing(String text, int from, int end, char fence, int length) {
        int at = from;
        while (at < end) {
            if (text.charAt(at) != fence) {
                at++;
                continue;
            }
            int run = runAt(text, at, end);
            int behind = skipBlanks(text, at + run, end);
            if (run >= length && (behind == end || isLineEnd(text.charAt(behind)))) {
                return at;
            }
            at += run;
        }
        return end;
    }

    private static int runAt(String text, int at, int end) {
        if (at >= end || text.charAt(at) != '`' && text.charAt(at) != '~') {
            return 0;
        }
        int behind = at;
        while (behind < end && text.charAt(behind) == text.charAt(at)) {
            behind++;
        }
        return behind - at;
    }

    private static int nextLine(String text, int at, int end) {
        int lineEnd = text.indexOf('\n', at);
        return lineEnd < 0 || lineEnd >= end ? end : lineEnd + 1;
    }

    private static int skipBlanks(String text, int from, int end) {
        int at = from;
        while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean isMark(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "+-#_.".indexOf(c) >= 0;
    }
}
