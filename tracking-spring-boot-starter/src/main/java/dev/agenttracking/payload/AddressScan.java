// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** Finds e-mail addresses, and passwords in URLs. Used by one thread. */
final class AddressScan {

    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_AUTHORITY = 256;
    private static final int MAX_PORT_DIGITS = 5;
    private static final String[] PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "svg"};

    private final ScannedText text;

    AddressScan(ScannedText text) {
        this.text = text;
    }

    /** An address with its {@code @} here. */
    int email(int at) {
        int start = at;
        while (start > text.masked() && at - start < MAX_LOCAL_PART && isLocalPart(text.charAt(start - 1))) {
            start--;
        }
        while (start < at && ".-'+%".indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        if (start == at) {
            return at + 1;
        }
        int to = at + 1;
        while (to < text.end() && to - at < MAX_DOMAIN && isDomain(text.charAt(to))) {
            to++;
        }
        boolean open = text.isCutAt(to) && to > at + 1;
        while (to > at && (text.charAt(to - 1) == '.' || text.charAt(to - 1) == '-')) {
            to--;
        }
        return open || isAddress(start, at, to) ? text.mask(start, to) : at + 1;
    }

    private boolean isAddress(int start, int at, int to) {
        int dot = to - 1;
        while (dot > at && text.charAt(dot) != '.') {
            dot--;
        }
        if (dot <= at + 1 || to - dot < 3 || at - start == 3 && text.startsWith("git@", start)) {
            return false;
        }
        for (int i = dot + 1; i < to; i++) {
            if (!Character.isLetter(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        for (String picture : PICTURES) {
            if (to - dot - 1 == picture.length() && text.startsWithIgnoringCase(picture, dot + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the colon here is that of a URL. */
    boolean isUrl(int at) {
        return text.startsWith("://", at) && text.isAlphanumericAt(at - 1);
    }

    /**
     * The password of a URL with its first colon here. It may have characters that it should not have in a URL; only blanks and
     * quotes end it for sure.
     */
    int url(int schemeEnd) {
        int from = schemeEnd + 3;
        int to = from;
        int at = -1;
        int colon = -1;
        boolean authority = true;
        while (to < text.end() && to - from < MAX_AUTHORITY) {
            char c = text.charAt(to);
            if (Character.isWhitespace(c) || "\"'`<>\\".indexOf(c) >= 0 || ScannedText.isEllipsis(c)) {
                break;
            }
            if (c == '/' || c == '?' || c == '#') {
                if (authority && (at >= 0 || colon < 0 || isPort(colon + 1, to))) {
                    break;
                }
                authority = false;
            }
            if (c == '@') {
                at = to;
            } else if (c == ':' && colon < 0) {
                colon = to;
            }
            to++;
        }
        if (colon >= 0 && at > colon + 1) {
            return NamedSecretScan.isPlaceholder(text, colon + 1, at) ? at : text.mask(colon + 1, at);
        }
        if (colon >= 0 && at < 0 && authority && text.isCutAt(to) && !isPort(colon + 1, to)) {
            return text.mask(colon + 1, to);
        }
        return from;
    }

    private boolean isPort(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!ScannedText.isDigit(text.charAt(i))) {
                return false;
            }
        }
        return to - from <= MAX_PORT_DIGITS;
    }

    private static boolean isLocalPart(char c) {
        return ScannedText.isAlphanumeric(c) || "._%+-'".indexOf(c) >= 0 || ScannedText.isForeign(c);
    }

    private static boolean isDomain(char c) {
        return ScannedText.isAlphanumeric(c) || c == '.' || c == '-' || ScannedText.isForeign(c);
    }
}
