// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.List;

/**
 * A short text that is the message of a provider, a proxy or a client. It says what it says at its begin. Texts that explain an
 * error name it as well; they go on with what it means, or are long.
 */
final class ErrorMessage {

    /** Longer texts tell of errors. */
    private static final int MAX_CHARS = 600;

    private static final String DECORATION = " \t\r\n*#>[(\"'`_\u26A0\uFE0F\u274C\uFEFF";

    /** What an error begins with, whatever comes then. */
    private static final Phrases PREFIXES = new Phrases(List.of(
            "(error|api error|internal error|fatal error|runtime error|server error|network error|http error|llm error):",
            "(error code|status code|exception|unhandled exception|uncaught exception|uncaught error):",
            "exception in thread",
            "traceback"));

    /** What stands before a status. */
    private static final Phrases BEFORE_STATUS = new Phrases(List.of(
            "(error|http|http error|http status|http/1.1|http/2|api error|server error|status code|error code)"));

    private static final Phrases MESSAGES = new Phrases(List.of(
            "(internal server error|service unavailable|service temporarily unavailable|bad gateway|bad request)",
            "(gateway timeout|gateway time-out|too many requests|payload too large|request entity too large)",
            "(the request|request|your request|the connection|connection|the operation|operation|read|connect) (timed out|timeout|has timed out)",
            "(connection|the connection was|connection was) (refused|reset|aborted|closed|reset by peer)",
            "(rate limit|rate limit has been|the rate limit|the rate limit was|rate limit was) (exceeded|reached)",
            "(quota exceeded|quota has been exceeded|you exceeded your current quota|you have exceeded your)",
            "(invalid|incorrect|missing|no) api key",
            "(invalid authentication|authentication failed|authentication error|access denied|permission denied)",
            "(unauthorized|forbidden|overloaded|not found|timeout)",
            "(upstream connect error|upstream request timeout|no healthy upstream|stream timeout|stream error)",
            "an (internal error|unexpected error|unknown error|error|internal server error) (occurred|has occurred)",
            "something went wrong",
            "the server (had an error|encountered an error|encountered an internal error|is overloaded|is currently overloaded)",
            "(the model|that model|the engine|this model|the service) (is|is currently) (overloaded|unavailable|not available)",
            "this model's maximum context length is",
            "(network error|fetch failed|model not found|context length exceeded|context_length_exceeded|rate_limit_exceeded)",
            "failed to (fetch|connect|generate a response|generate response|get a response|get response|parse response)",
            "unable to (connect|generate a response|process your request|reach the server)",
            "could not (connect|reach the server|generate a response)",
            "(insufficient quota|insufficient_quota|insufficient credits|insufficient balance|your credit balance is too low)",
            "request failed with status code"));

    /** A message may go on with these. */
    private static final Phrases GOES_ON = new Phrases(
            List.of(
                    "(for|while|with|after|by|on|in|at|to|from|due|because|please|try|and|or|when|as|during|error|the|your|provided)"));

    /** What says so explains the error. */
    private static final Phrases EXPLAINS = new Phrases(List.of(
            "(means|mean|indicates|indicate|signals|occurs|occur|happens|happen|refers to|stands for|describes)"));

    private static final Phrases NONE = new Phrases(List.of("(none|no|null|nothing|not applicable|n/a|false)"));

    private static final Phrases POLITE =
            new Phrases(List.of("(sorry|oops|whoops|oh no|uh oh|unfortunately|apologies|i'm sorry)(,|!|.| -|...)"));

    private ErrorMessage() {}

    /** Where it begins, -1 where the text is none. */
    static int in(String text) {
        int from = skip(text, 0, DECORATION);
        int end = text.length();
        while (end > from && text.charAt(end - 1) <= ' ') {
            end--;
        }
        if (from >= end || end - from > MAX_CHARS) {
            return -1;
        }
        int polite = POLITE.endAt(text, from);
        int at = polite < 0 ? from : skip(text, polite, DECORATION);
        if (at >= end) {
            return -1;
        }
        return (isPrefixed(text, at) || isStatus(text, at) || isMessage(text, at) || isQualifiedException(text, at))
                        && !explains(text, at)
                ? at
                : -1;
    }

    private static boolean isPrefixed(String text, int at) {
        int prefix = PREFIXES.endAt(text, at);
        if (prefix < 0) {
            return false;
        }
        int behind = skip(text, prefix, " \t*_");
        return behind < text.length() && NONE.endAt(text, behind) < 0;
    }

    /** {@code HTTP 502}, {@code Error 429: …}, {@code 503 Service Unavailable}. */
    private static boolean isStatus(String text, int at) {
        int before = BEFORE_STATUS.endAt(text, at);
        int number = before < 0 ? at : skip(text, before, " :#-(");
        int behind = number + 3;
        boolean status = behind <= text.length()
                && (text.charAt(number) == '4' || text.charAt(number) == '5')
                && isDigit(text.charAt(number + 1))
                && isDigit(text.charAt(number + 2))
                && (behind == text.length() || !Character.isLetterOrDigit(text.charAt(behind)));
        if (!status) {
            return false;
        }
        int reason = skip(text, behind, " :-\u2013\u2014()");
        return reason < text.length() && isMessage(text, reason) || before >= 0 && isMessageEnd(text, behind);
    }

    private static boolean isMessage(String text, int at) {
        int end = MESSAGES.endAt(text, at);
        return end >= 0 && isMessageEnd(text, end);
    }

    private static boolean isMessageEnd(String text, int at) {
        int behind = skip(text, at, " \t*_\"'`\u201D");
        return behind >= text.length()
                || !Character.isLetter(text.charAt(behind))
                || behind > at && GOES_ON.endAt(text, behind) >= 0;
    }

    /** {@code java.net.SocketTimeoutException: Read timed out}. */
    private static boolean isQualifiedException(String text, int at) {
        int end = at;
        int lastDot = -1;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "._$".indexOf(text.charAt(end)) >= 0)) {
            lastDot = text.charAt(end) == '.' ? end : lastDot;
            end++;
        }
        return lastDot > at
                && (text.startsWith("Exception", end - 9) || text.startsWith("Error", end - 5))
                && (end == text.length() || text.charAt(end) == ':' || text.charAt(end) == '\n');
    }

    /** Whether its first sentence does. */
    private static boolean explains(String text, int from) {
        for (int at = from; at < text.length() && text.charAt(at) != '\n'; at++) {
            if (text.charAt(at) == '.' && at + 1 < text.length() && text.charAt(at + 1) == ' ') {
                return false;
            }
            if (Phrases.isWordStart(text, at) && EXPLAINS.endAt(text, at) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static int skip(String text, int from, String skipped) {
        int at = from;
        while (at < text.length() && skipped.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
