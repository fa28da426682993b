// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.List;

/** The page of a proxy or a server that says what went wrong, in HTML or XML, as opposed to a page that an answer is meant to be. */
final class ErrorPage {

    /** Where a title is looked for. */
    private static final int HEAD_CHARS = 4_096;

    private static final Phrases TITLES = new Phrases(List.of(
            "(error|http|http status|http error|server error|status) (400|401|403|404|408|413|421|429|500|501|502|503|504|520|521)",
            "(internal server error|service unavailable|service temporarily unavailable|bad gateway|gateway timeout)",
            "(gateway time-out|too many requests|request timeout|access denied|forbidden|unauthorized)",
            "(application error|error: the request could not be satisfied|attention required|just a moment)",
            "web server is (down|returning an unknown error)"));

    private ErrorPage() {}

    /** Where its title begins, -1 where the text is no such page. */
    static int titleIn(String text) {
        int from = 0;
        int end = Math.min(text.length(), HEAD_CHARS);
        while (from < end && (text.charAt(from) <= ' ' || text.charAt(from) == '\uFEFF')) {
            from++;
        }
        if (from == end || text.charAt(from) != '<') {
            return -1;
        }
        if (begins(text, from, "<?xml")) {
            int error = indexOf(text, "<error>", from, end);
            return error >= 0 && error - from < 200 ? error : -1;
        }
        if (!begins(text, from, "<!doctype html") && !begins(text, from, "<html") && !begins(text, from, "<head")) {
            return -1;
        }
        int title = content(text, "<title", from, end);
        return title >= 0 && namesError(text, title, end) ? title : -1;
    }

    /** Looked for wherever a word begins in the title: some begin with the name of the host. */
    private static boolean namesError(String text, int from, int end) {
        for (int at = from; at < end && text.charAt(at) != '<'; at++) {
            if (Phrases.isWordStart(text, at) && (TITLES.endAt(text, at) >= 0 || isStatus(text, at, end))) {
                return true;
            }
        }
        return false;
    }

    /** {@code 502 Bad Gateway}, {@code 502: Bad gateway}, {@code 403 - Forbidden}. */
    private static boolean isStatus(String text, int at, int end) {
        return at + 4 < end
                && (text.charAt(at) == '4' || text.charAt(at) == '5')
                && isDigit(text.charAt(at + 1))
                && isDigit(text.charAt(at + 2))
                && " :-".indexOf(text.charAt(at + 3)) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int content(String text, String tag, int from, int end) {
        int open = indexOf(text, tag, from, end);
        int close = open < 0 ? -1 : text.indexOf('>', open);
        return close < 0 || close >= end ? -1 : close + 1;
    }

    private static int indexOf(String text, String wanted, int from, int end) {
        for (int at = from; at < end; at++) {
            if (begins(text, at, wanted)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean begins(String text, int at, String wanted) {
        return text.regionMatches(true, at, wanted, 0, wanted.length());
    }
}
