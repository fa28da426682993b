// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** Finds keys by what they begin with: those of providers, and private ones in PEM. Used by one thread. */
final class KeyScan {

    private static final int MAX_LABEL = 64;
    private static final int LEAST_BASE64 = 16;
    private static final int LEAST_AWS = 20;
    private static final int LEAST_GOOGLE = 35;
    private static final String PEM_BEGIN = "-----BEGIN ";
    private static final String PEM_END = "-----END ";

    private final ScannedText text;
    private boolean noPemEnd;
    private int tokenStart;
    private int tokenEnd;
    private int lastRandom;

    KeyScan(ScannedText text) {
        this.text = text;
    }

    /** Forgets what it knows of the text before. */
    void begin() {
        noPemEnd = false;
        tokenStart = 0;
        tokenEnd = 0;
    }

    boolean isPem(int at) {
        return text.startsWith(PEM_BEGIN, at);
    }

    int pem(int at) {
        int end = text.end();
        int label = at + PEM_BEGIN.length();
        int labelEnd = label;
        while (labelEnd < end && labelEnd - label < MAX_LABEL && text.charAt(labelEnd) != '-') {
            labelEnd++;
        }
        if (!text.substring(label, labelEnd).contains("PRIVATE KEY")) {
            return label;
        }
        int body = labelEnd;
        while (body < end && text.charAt(body) == '-') {
            body++;
        }
        int bodyEnd = noPemEnd ? -1 : text.indexOf(PEM_END, body);
        if (bodyEnd >= 0) {
            text.mask(body, bodyEnd);
            return bodyEnd + PEM_END.length();
        }
        noPemEnd = true;
        return text.isCut() || isBase64(body) ? text.mask(body, end) : body;
    }

    /** Whether a good piece of Base64 follows line ends, also those that are written as in JSON. */
    private boolean isBase64(int from) {
        int end = text.end();
        int at = from;
        while (at < end && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\\')) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        int to = at;
        while (to < end
                && to - at < LEAST_BASE64
                && (ScannedText.isBase64Url(text.charAt(to)) || "+/=".indexOf(text.charAt(to)) >= 0)) {
            to++;
        }
        return to - at >= LEAST_BASE64 || at < end && text.isCutAt(to);
    }

    /** A key whose prefix has its first separator here. */
    int prefixed(int at) {
        if (at + 1 >= text.end()
                || at - 2 < text.masked()
                || !KeyFormats.mayEnd(text.charAt(at - 2), text.charAt(at - 1))
                || !ScannedText.isBase64Url(text.charAt(at + 1))) {
            return at + 1;
        }
        int start = at;
        while (start > text.masked() && at - start < KeyFormats.MAX_FIRST_PART && text.isAlphanumericAt(start - 1)) {
            start--;
        }
        int part = at - start + 1;
        if (part < 3 || part > KeyFormats.MAX_FIRST_PART || !KeyFormats.mayBegin(part, text.charAt(start))) {
            return at + 1;
        }
        for (KeyFormats.KeyFormat format : KeyFormats.withFirstPart(part)) {
            if (text.startsWith(format.prefix(), start)) {
                int body = start + format.prefix().length();
                int bodyEnd = tokenEnd(body);
                if (text.isCutAt(bodyEnd) || bodyEnd - body >= format.least() && lastRandom >= body) {
                    return text.mask(body, bodyEnd);
                }
            }
        }
        return at + 1;
    }

    /** Where the token ends; it is looked at once, however many prefixes are in it. Keys have digits or capitals, words have none. */
    private int tokenEnd(int from) {
        if (from >= tokenStart && from < tokenEnd) {
            return tokenEnd;
        }
        int end = text.end();
        int at = from;
        lastRandom = -1;
        while (at < end) {
            char c = text.charAt(at);
            if (ScannedText.isUpperOrDigit(c)) {
                lastRandom = at;
            } else if (!ScannedText.isBase64Url(c) && !(c == '.' && at > from && text.isAlphanumericAt(at + 1))) {
                break;
            }
            at++;
        }
        tokenStart = from;
        tokenEnd = at;
        return at;
    }

    /** A key of AWS or Google, by the I of {@code AKIA…} and its like, or of {@code AIza…}. */
    int awsOrGoogle(int at) {
        if (at > text.masked() && text.charAt(at - 1) == 'A') {
            return google(at);
        }
        int start = at - 2;
        if (start < text.masked()
                || text.charAt(start) != 'A'
                || "KSBO".indexOf(text.charAt(at - 1)) < 0
                || at + 1 >= text.end()
                || text.charAt(at + 1) != 'A'
                || text.isAlphanumericAt(start - 1)) {
            return at + 1;
        }
        int to = at + 2;
        while (to < text.end() && ScannedText.isUpperOrDigit(text.charAt(to))) {
            to++;
        }
        boolean complete = to - start >= LEAST_AWS && !text.isAlphanumericAt(to);
        return complete || text.isCutAt(to) ? text.mask(start, to) : to;
    }

    private int google(int at) {
        int start = at - 1;
        if (!text.startsWith("AIza", start) || text.isAlphanumericAt(start - 1)) {
            return at + 1;
        }
        int to = text.afterBase64Url(start + 4);
        return to - start >= LEAST_GOOGLE || text.isCutAt(to) ? text.mask(start, to) : to;
    }
}
