// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Finds tokens by their shape: JSON web tokens, and what follows {@code Bearer} and {@code Basic}. Used by one thread. */
final class TokenScan {

    private static final int MAX_HEADER_CHARS = 4_096;
    private static final int MAX_BLANKS = 4;
    private static final int LEAST_JWT_HEADER = 8;
    private static final int MAX_SEGMENTS = 5;
    private static final int LEAST_IN_PROSE = 6;
    private static final int LEAST_WITHOUT_DIGIT = 32;
    private static final int MAX_LOOK = 128;
    private static final String BEARER = "bearer";
    private static final String BASIC = "basic";

    private final ScannedText text;

    TokenScan(ScannedText text) {
        this.text = text;
    }

    /** A JSON web token, by the J of its {@code eyJ…}. */
    int jwt(int at) {
        int start = at - 2;
        if (start < text.masked()
                || text.charAt(start) != 'e'
                || text.charAt(at - 1) != 'y'
                || start > 0 && ScannedText.isBase64Url(text.charAt(start - 1))) {
            return at + 1;
        }
        int end = text.end();
        int header = text.afterBase64Url(start);
        if (text.isCutAt(header)) {
            return text.mask(start, header);
        }
        if (header == end
                || text.charAt(header) != '.'
                || header - start < LEAST_JWT_HEADER
                || !isJson(start, header)) {
            return header;
        }
        int to = text.afterBase64Url(header + 1);
        int segments = 2;
        while (to < end && text.charAt(to) == '.' && segments < MAX_SEGMENTS) {
            int next = text.afterBase64Url(to + 1);
            if (next == to + 1) {
                break;
            }
            to = next;
            segments++;
        }
        boolean complete = segments > 2 || text.startsWith("eyJ", header + 1);
        return complete || text.isCutAt(to) ? text.mask(start, to) : header;
    }

    private boolean isJson(int from, int to) {
        if (to - from > MAX_HEADER_CHARS) {
            return true;
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(text.substring(from, to));
            return json.length > 2 && json[0] == '{' && json[json.length - 1] == '}';
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** What follows a scheme that begins here with a B. */
    int bearer(int at) {
        if (at + 2 >= text.end()) {
            return at + 1;
        }
        char third = ScannedText.lower(text.charAt(at + 2));
        if (third != BEARER.charAt(2) && third != BASIC.charAt(2) || text.isAlphanumericAt(at - 1)) {
            return at + 1;
        }
        if (text.startsWithIgnoringCase(BEARER, at)) {
            int from = at + BEARER.length();
            int token = text.afterBlanks(from, MAX_BLANKS);
            return token > from && maskToken(token) ? text.masked() : from;
        }
        if (text.startsWithIgnoringCase(BASIC, at)) {
            int from = at + BASIC.length();
            int token = text.afterBlanks(from, MAX_BLANKS);
            int to = token > from ? credentialEnd(token) : token;
            return token > from && isUserAndPassword(token, to) ? text.mask(token, to) : from;
        }
        return at + 1;
    }

    private boolean maskToken(int token) {
        int to = credentialEnd(token);
        boolean certain = to - token >= LEAST_WITHOUT_DIGIT
                || to - token >= LEAST_IN_PROSE && text.hasDigit(token, Math.min(to, token + MAX_LOOK));
        if (to > token && (certain || text.isCutAt(to))) {
            text.mask(token, to);
            return true;
        }
        return false;
    }

    private int credentialEnd(int from) {
        int end = text.end();
        int at = from;
        while (at < end && (ScannedText.isBase64Url(text.charAt(at)) || ".~+/=".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        while (at > from && at < end && text.charAt(at - 1) == '.') {
            at--;
        }
        return at;
    }

    private boolean isUserAndPassword(int from, int to) {
        if (to - from < 4 || to - from > MAX_HEADER_CHARS) {
            return to - from > MAX_HEADER_CHARS;
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(text.substring(from, to));
            return new String(decoded, StandardCharsets.ISO_8859_1).indexOf(':') >= 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }
}
