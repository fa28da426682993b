// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One look through a text for all kinds of secrets. Most characters are passed over; one that stands in the middle of some kind of
 * secret, and seldom elsewhere, has its surroundings looked at: backwards a bounded way, forwards over what is then passed over.
 * So the time grows with the length of the text, whatever is in it.
 *
 * <p>Where the text is only the beginning of a longer one, what reaches its end is masked though it is too short to be sure of:
 * half a secret is one. The same goes for what ends before an ellipsis, the mark of texts that were cut earlier.
 *
 * <p><b>Threading</b>: used by one thread, for one text.
 */
final class SecretScan {

    private static final char ELLIPSIS = '…';
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 255;
    private static final int MAX_AUTHORITY = 256;
    private static final int MAX_LABEL = 64;
    private static final int MAX_VALUE_START = 4;
    private static final int MAX_LOOK = 128;
    private static final int MAX_HEADER_CHARS = 4_096;
    private static final int LEAST_CARD_DIGITS = 13;
    private static final int MOST_CARD_DIGITS = 19;
    private static final int LEAST_WEAK = 8;
    private static final int LEAST_WEAK_IN_PROSE = 16;
    private static final int LEAST_IN_PROSE = 6;
    private static final int LEAST_BASE64 = 16;
    private static final int MOST_WEAK = 512;
    private static final int LEAST_GROUP = 4;
    private static final String PEM_BEGIN = "-----BEGIN ";
    private static final String PEM_END = "-----END ";
    private static final int[][] CARD_GROUPS = {{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}};
    private static final String[] SCHEMES = {"bearer", "basic", "digest", "token", "apikey", "negotiate"};
    private static final String[] PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "svg"};

    private final String text;
    private final int end;
    private final boolean cut;
    private final Triggers triggers;
    private final SecretNames names;
    private final Spans found;
    private int masked;
    private boolean noPemEnd;
    private int tokenStart;
    private int tokenEnd;
    private int lastRandom;
    private long looks;

    /**
     * Prepares a look.
     *
     * @param cut whether the text goes on where it ends here
     */
    SecretScan(String text, boolean cut, Triggers triggers, SecretNames names, Spans found) {
        this.text = text;
        this.end = text.length();
        this.cut = cut;
        this.triggers = triggers;
        this.names = names;
        this.found = found;
    }

    void run() {
        byte[] wakes = triggers.table();
        String looked = text;
        int length = end;
        int at = 0;
        while (at < length) {
            char c = looked.charAt(at);
            if (c >= Triggers.SIZE || wakes[c] == 0) {
                at++;
            } else {
                at = Math.max(at + 1, wake(wakes[c], at));
            }
        }
    }

    /** Whether digits are the number of a card. */
    static boolean isCard(CharSequence digits) {
        int length = digits.length();
        if (length < LEAST_CARD_DIGITS || length > MOST_CARD_DIGITS || !isIssued(digits)) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < length; i++) {
            int digit = digits.charAt(length - 1 - i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    /** Mastercard's second range, American Express, Diners, JCB, Visa, Mastercard, Discover, UnionPay and their like. */
    private static boolean isIssued(CharSequence digits) {
        char first = digits.charAt(0);
        return first >= '3' && first <= '6' || first == '2' && digits.charAt(1) >= '2' && digits.charAt(1) <= '7';
    }

    /** How many characters were looked at beside the one look over all. */
    long looks() {
        return looks;
    }

    private char charAt(int at) {
        looks++;
        return text.charAt(at);
    }

    private int wake(byte trigger, int at) {
        return switch (trigger) {
            case Triggers.DASH -> dash(at);
            case Triggers.PART -> prefixed(at);
            case Triggers.LETTER_I -> awsKey(at);
            case Triggers.LETTER_Z -> googleKey(at);
            case Triggers.LETTER_J -> jwt(at);
            case Triggers.LETTER_B -> bearer(at);
            case Triggers.AT -> email(at);
            case Triggers.COLON -> colon(at);
            case Triggers.EQUALS -> named(at);
            default -> digits(at);
        };
    }

    private int mask(int from, int to) {
        int start = Math.max(from, masked);
        if (start < to) {
            found.mask(start, to);
            masked = to;
        }
        return to;
    }

    /** Whether the text was cut here, so that more may follow. */
    private boolean isCutAt(int at) {
        return at == end ? cut : charAt(at) == ELLIPSIS;
    }

    private int dash(int at) {
        if (triggers.has(BuiltInDetector.PRIVATE_KEYS) && text.startsWith(PEM_BEGIN, at)) {
            return pem(at);
        }
        return triggers.has(BuiltInDetector.API_KEYS) ? prefixed(at) : at + 1;
    }

    private int pem(int at) {
        int label = at + PEM_BEGIN.length();
        int labelEnd = label;
        while (labelEnd < end && labelEnd - label < MAX_LABEL && charAt(labelEnd) != '-') {
            labelEnd++;
        }
        if (!text.substring(label, labelEnd).contains("PRIVATE KEY")) {
            return labelEnd;
        }
        int body = labelEnd;
        while (body < end && charAt(body) == '-') {
            body++;
        }
        int bodyEnd = noPemEnd ? -1 : text.indexOf(PEM_END, body);
        if (bodyEnd >= 0) {
            mask(body, bodyEnd);
            return bodyEnd + PEM_END.length();
        }
        noPemEnd = true;
        return cut || isBase64(body) ? mask(body, end) : body;
    }

    /** Whether a good piece of Base64 follows line ends, also those that are written as in JSON. */
    private boolean isBase64(int from) {
        int at = from;
        while (at < end && (Character.isWhitespace(charAt(at)) || charAt(at) == '\\')) {
            at += charAt(at) == '\\' ? 2 : 1;
        }
        int to = at;
        while (to < end && to - at < LEAST_BASE64 && (isBase64Url(charAt(to)) || "+/=".indexOf(charAt(to)) >= 0)) {
            to++;
        }
        return to - at >= LEAST_BASE64 || at < end && isCutAt(to);
    }

    private int prefixed(int at) {
        if (at + 1 == end || !isBase64Url(charAt(at + 1))) {
            return at + 1;
        }
        int start = at;
        while (start > masked && at - start < KeyFormats.MAX_FIRST_PART && isAlphanumeric(charAt(start - 1))) {
            start--;
        }
        int part = at - start + 1;
        if (part < 3 || part > KeyFormats.MAX_FIRST_PART) {
            return at + 1;
        }
        if (!KeyFormats.mayBegin(part, charAt(start))) {
            return at + 1;
        }
        for (KeyFormats.KeyFormat format : KeyFormats.withFirstPart(part)) {
            if (text.startsWith(format.prefix(), start)) {
                int body = start + format.prefix().length();
                int bodyEnd = tokenEnd(body);
                if (isCutAt(bodyEnd) || bodyEnd - body >= format.least() && lastRandom >= body) {
                    return mask(body, bodyEnd);
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
        int at = from;
        lastRandom = -1;
        while (at < end) {
            char c = charAt(at);
            if (isUpperOrDigit(c)) {
                lastRandom = at;
            } else if (!isBase64Url(c) && !(c == '.' && at > from && isAlphanumericAt(at + 1))) {
                break;
            }
            at++;
        }
        tokenStart = from;
        tokenEnd = at;
        return at;
    }

    private int awsKey(int at) {
        int start = at - 2;
        if (start < masked
                || charAt(start) != 'A'
                || "KSBO".indexOf(charAt(at - 1)) < 0
                || at + 1 >= end
                || charAt(at + 1) != 'A'
                || isAlphanumericAt(start - 1)) {
            return at + 1;
        }
        int to = at + 2;
        while (to < end && isUpperOrDigit(charAt(to))) {
            to++;
        }
        boolean complete = to - start >= 20 && !isAlphanumericAt(to);
        return complete || isCutAt(to) ? mask(start, to) : to;
    }

    private int googleKey(int at) {
        int start = at - 2;
        if (start < masked || !text.startsWith("AIza", start) || isAlphanumericAt(start - 1)) {
            return at + 1;
        }
        int to = at + 2;
        while (to < end && isBase64Url(charAt(to))) {
            to++;
        }
        return to - start >= 35 || isCutAt(to) ? mask(start, to) : to;
    }

    private int jwt(int at) {
        int start = at - 2;
        if (start < masked || !text.startsWith("ey", start) || start > 0 && isBase64Url(charAt(start - 1))) {
            return at + 1;
        }
        int header = segmentEnd(start);
        if (isCutAt(header)) {
            return mask(start, header);
        }
        if (header == end || charAt(header) != '.' || header - start < 8 || !isJson(start, header)) {
            return header;
        }
        int payload = segmentEnd(header + 1);
        int to = payload;
        int segments = 2;
        while (to < end && charAt(to) == '.' && segments < 5) {
            int next = segmentEnd(to + 1);
            if (next == to + 1) {
                break;
            }
            to = next;
            segments++;
        }
        boolean complete = segments > 2 || text.startsWith("eyJ", header + 1);
        return complete || isCutAt(to) ? mask(start, to) : header;
    }

    private int segmentEnd(int from) {
        int at = from;
        while (at < end && isBase64Url(charAt(at))) {
            at++;
        }
        return at;
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

    private int bearer(int at) {
        char next = at + 1 < end ? charAt(at + 1) : 0;
        if (next != 'e' && next != 'a' && next != 'E' && next != 'A') {
            return at + 1;
        }
        if (isAlphanumericAt(at - 1)) {
            return at + 1;
        }
        if (text.regionMatches(true, at, "bearer", 0, 6)) {
            int token = afterBlanks(at + 6);
            int to = credentialEnd(token);
            boolean secret = to - token >= LEAST_IN_PROSE && hasDigit(token, to) || to - token >= 32;
            return token > at + 6 && (secret || isCutAt(to) && to > token) ? mask(token, to) : at + 6;
        }
        if (text.regionMatches(true, at, "basic", 0, 5)) {
            int token = afterBlanks(at + 5);
            int to = credentialEnd(token);
            return token > at + 5 && isUserAndPassword(token, to) ? mask(token, to) : at + 5;
        }
        return at + 1;
    }

    private int afterBlanks(int from) {
        int at = from;
        while (at < end && at - from < MAX_VALUE_START && (charAt(at) == ' ' || charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    private int credentialEnd(int from) {
        int at = from;
        while (at < end && (isBase64Url(charAt(at)) || ".~+/=".indexOf(charAt(at)) >= 0)) {
            at++;
        }
        while (at > from && at < end && charAt(at - 1) == '.') {
            at--;
        }
        return at;
    }

    private boolean isUserAndPassword(int from, int to) {
        if (to - from < 4 || to - from > MAX_HEADER_CHARS) {
            return to - from > MAX_HEADER_CHARS;
        }
        try {
            String decoded =
                    new String(Base64.getDecoder().decode(text.substring(from, to)), StandardCharsets.ISO_8859_1);
            return decoded.indexOf(':') >= 0;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private int email(int at) {
        int start = at;
        while (start > masked && at - start < MAX_LOCAL_PART && isLocalPart(charAt(start - 1))) {
            start--;
        }
        while (start < at && ".-'+%".indexOf(charAt(start)) >= 0) {
            start++;
        }
        if (start == at) {
            return at + 1;
        }
        int to = at + 1;
        while (to < end && to - at < MAX_DOMAIN && isDomain(charAt(to))) {
            to++;
        }
        boolean open = isCutAt(to) && to > at + 1;
        while (to > at && (charAt(to - 1) == '.' || charAt(to - 1) == '-')) {
            to--;
        }
        return open || isAddress(start, at, to) ? mask(start, to) : at + 1;
    }

    private boolean isAddress(int start, int at, int to) {
        int dot = to <= at ? -1 : text.lastIndexOf('.', to - 1);
        if (dot <= at + 1 || to - dot < 3 || text.startsWith("git@", start) && at - start == 3) {
            return false;
        }
        for (int i = dot + 1; i < to; i++) {
            if (!Character.isLetter(charAt(i)) && charAt(i) != '-') {
                return false;
            }
        }
        for (String picture : PICTURES) {
            if (to - dot - 1 == picture.length() && text.regionMatches(true, dot + 1, picture, 0, picture.length())) {
                return false;
            }
        }
        return true;
    }

    private int colon(int at) {
        if (triggers.has(BuiltInDetector.URL_PASSWORDS)
                && text.startsWith("://", at)
                && at > 0
                && isAlphanumericAt(at - 1)) {
            return url(at + 3);
        }
        return triggers.has(BuiltInDetector.NAMED_SECRETS) ? named(at) : at + 1;
    }

    /** A password may have characters that it should not have in a URL; only blanks and quotes end it for sure. */
    private int url(int from) {
        int to = from;
        int at = -1;
        int colon = -1;
        boolean authority = true;
        while (to < end && to - from < MAX_AUTHORITY) {
            char c = charAt(to);
            if (Character.isWhitespace(c) || "\"'`<>\\".indexOf(c) >= 0 || c == ELLIPSIS) {
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
            return isPlaceholder(colon + 1, at) ? at : mask(colon + 1, at);
        }
        if (colon >= 0 && at < 0 && authority && isCutAt(to) && !isPort(colon + 1, to)) {
            return mask(colon + 1, to);
        }
        return from;
    }

    private boolean isPort(int from, int to) {
        for (int i = from; i < to; i++) {
            char c = charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return to - from <= 5;
    }

    /** {@code name: value}, {@code name=value}, {@code "name": "value"}, {@code \"name\":\"value\"}, {@code name => value}. */
    private int named(int at) {
        int nameEnd = at;
        while (nameEnd > masked
                && at - nameEnd < MAX_VALUE_START + MAX_VALUE_START
                && isBeforeOperator(charAt(nameEnd - 1))) {
            nameEnd--;
        }
        if (!names.mayEnd(text, nameEnd, masked)) {
            return at + 1;
        }
        int nameStart = nameEnd;
        while (nameStart > masked && nameEnd - nameStart < SecretNames.MAX_LENGTH && isName(charAt(nameStart - 1))) {
            nameStart--;
        }
        SecretNames.Strength strength = names.of(text, nameStart, nameEnd);
        return strength == SecretNames.Strength.NONE ? at + 1 : value(strength, at);
    }

    private int value(SecretNames.Strength strength, int operator) {
        int at = operator + 1;
        while (at < end && (charAt(at) == '=' || charAt(at) == '>')) {
            at++;
        }
        int start = at;
        while (start < end && start - at < MAX_VALUE_START * 2 && (charAt(start) == ' ' || charAt(start) == '\t')) {
            start++;
        }
        int backslashes = start;
        while (backslashes < end && charAt(backslashes) == '\\') {
            backslashes++;
        }
        if (backslashes < end && "\"'`".indexOf(charAt(backslashes)) >= 0) {
            return quoted(strength, backslashes + 1, charAt(backslashes), backslashes - start);
        }
        boolean attached = charAt(operator) == '=' && start == operator + 1;
        return plain(strength, start, attached);
    }

    /** A string ends with its line, where its quote is missing or was the end of another. */
    private int quoted(SecretNames.Strength strength, int from, char quote, int backslashes) {
        int to = from;
        int escapes = 0;
        int most = strength == SecretNames.Strength.WEAK ? Math.min(end, from + MOST_WEAK) : end;
        while (to < most) {
            char c = charAt(to);
            if (c == '\n' || c == quote && escapes <= backslashes) {
                break;
            }
            escapes = c == '\\' ? escapes + 1 : 0;
            to++;
        }
        int valueEnd = to < end ? to - escapes : to;
        int secret = strength == SecretNames.Strength.HEADER ? afterScheme(from, valueEnd) : from;
        if (strength == SecretNames.Strength.WEAK && !isCutAt(to) && !looksSecret(secret, valueEnd)) {
            return from;
        }
        return isPlaceholder(secret, valueEnd) ? valueEnd : mask(secret, valueEnd);
    }

    private int plain(SecretNames.Strength strength, int from, boolean attached) {
        int secret = strength == SecretNames.Strength.HEADER ? afterScheme(from, end) : from;
        boolean scheme = secret > from;
        int look = secret;
        while (look < end && look - secret < MAX_LOOK && !endsValue(look)) {
            look++;
        }
        boolean open = look < end ? isCutAt(look) : cut;
        int trimmed = look;
        while (trimmed > secret && ",.)]};".indexOf(charAt(trimmed - 1)) >= 0) {
            trimmed--;
        }
        int length = trimmed - secret;
        boolean certain = switch (strength) {
            case WEAK -> hasDigit(secret, trimmed) && length >= (attached ? LEAST_WEAK : LEAST_WEAK_IN_PROSE);
            case HEADER -> scheme ? length > 0 : length >= LEAST_WEAK && hasDigit(secret, trimmed);
            default ->
                attached
                        || length >= LEAST_IN_PROSE
                                && (hasDigit(secret, trimmed) || hasSymbol(secret, trimmed) || endsLine(trimmed));
        };
        if (!(certain || open) || length == 0 || isPlaceholder(secret, trimmed)) {
            return secret;
        }
        while (look < end && !endsValue(look)) {
            look++;
            trimmed = look;
        }
        return mask(secret, trimmed);
    }

    /** Where the secret begins in the value of a header. */
    private int afterScheme(int from, int to) {
        for (String scheme : SCHEMES) {
            if (text.regionMatches(true, from, scheme, 0, scheme.length())) {
                int after = afterBlanks(from + scheme.length());
                if (after > from + scheme.length() && after < to) {
                    return after;
                }
            }
        }
        return from;
    }

    private boolean endsValue(int at) {
        char c = charAt(at);
        return c <= ' '
                || "\"'`&;<>".indexOf(c) >= 0
                || c == ELLIPSIS
                || c == ',' && at + 1 < end && charAt(at + 1) == ' ';
    }

    private boolean endsLine(int at) {
        return at == end || charAt(at) == '\n' || charAt(at) == '\r' || charAt(at) == '\\';
    }

    private boolean looksSecret(int from, int to) {
        if (to - from < LEAST_WEAK || !hasDigit(from, to)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (Character.isWhitespace(charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** What stands for a value is none: {@code ${DB_PASSWORD}}, {@code <password>}, {@code ***}, {@code null}. */
    private boolean isPlaceholder(int from, int to) {
        if (from >= to) {
            return true;
        }
        char first = charAt(from);
        boolean variable = first == '$' && from + 1 < to && charAt(from + 1) == '{'
                || first == '{' && from + 1 < to && charAt(from + 1) == '{'
                || first == '<' && charAt(to - 1) == '>';
        if (variable) {
            return true;
        }
        int at = from;
        while (at < to && (charAt(at) == '*' || charAt(at) == ELLIPSIS)) {
            at++;
        }
        return at == to
                || to - from == 4 && text.startsWith("null", from)
                || to - from == 4 && text.startsWith("None", from);
    }

    private int digits(int at) {
        int to = at;
        while (to < end && isDigit(charAt(to))) {
            to++;
        }
        int length = to - at;
        if (length < LEAST_GROUP || at < masked || isWithinNumber(at)) {
            return to;
        }
        if (length >= LEAST_CARD_DIGITS) {
            boolean alone = !isLetterAt(to) && !isFraction(to);
            return alone && length <= MOST_CARD_DIGITS && isCard(text.substring(at, to)) ? mask(at, to) : to;
        }
        if (length >= 7 && isCutAt(to) && isIssued(text.substring(at, to))) {
            return mask(at, to);
        }
        return length == 4 ? groupedCard(at, to) : to;
    }

    private int groupedCard(int at, int groupEnd) {
        char separator = groupEnd < end ? charAt(groupEnd) : 0;
        if (separator != ' ' && separator != '-') {
            return groupEnd;
        }
        for (int[] groups : CARD_GROUPS) {
            StringBuilder number = new StringBuilder(MOST_CARD_DIGITS);
            int to = at;
            boolean open = false;
            int group = 0;
            while (group < groups.length) {
                int start = to;
                while (to < end && to - start < groups[group] && isDigit(charAt(to))) {
                    number.append(charAt(to++));
                }
                open = isCutAt(to) && number.length() >= 7;
                boolean last = group == groups.length - 1;
                if (to - start < groups[group] || !last && (to >= end || charAt(to) != separator)) {
                    break;
                }
                group++;
                if (!last) {
                    to++;
                }
            }
            boolean whole = group == groups.length && !isAlphanumericAt(to) && !(separator == '-' && goesOn(to));
            if (whole && isCard(number) || open && isIssued(number)) {
                return mask(at, to);
            }
        }
        return groupEnd;
    }

    private boolean goesOn(int at) {
        return at + 1 < end && charAt(at) == '-' && isDigit(charAt(at + 1));
    }

    /** Whether digits from here belong to what began before: a word, a decimal fraction, an identifier with dashes. */
    private boolean isWithinNumber(int at) {
        if (at == 0) {
            return false;
        }
        char before = charAt(at - 1);
        if (Character.isLetterOrDigit(before)) {
            return !(before == 'n' && at > 1 && charAt(at - 2) == '\\');
        }
        return before == '_' || (before == '.' || before == '-') && at > 1 && isDigit(charAt(at - 2));
    }

    private boolean isFraction(int at) {
        return at + 1 < end && charAt(at) == '.' && isDigit(charAt(at + 1));
    }

    private boolean hasDigit(int from, int to) {
        for (int i = from; i < Math.min(to, from + MAX_LOOK); i++) {
            if (isDigit(charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean hasSymbol(int from, int to) {
        for (int i = from; i < to; i++) {
            if ("!@#$%^&*+=?~|".indexOf(charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isAlphanumericAt(int at) {
        return at >= 0 && at < end && isAlphanumeric(charAt(at));
    }

    private boolean isLetterAt(int at) {
        return at < end && (Character.isLetter(charAt(at)) || charAt(at) == '_');
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || isUpperOrDigit(c);
    }

    private static boolean isUpperOrDigit(char c) {
        return c >= 'A' && c <= 'Z' || isDigit(c);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isBase64Url(char c) {
        return isAlphanumeric(c) || c == '-' || c == '_';
    }

    private static boolean isName(char c) {
        return isAlphanumeric(c)
                || c == '_'
                || c == '-'
                || c == '.'
                || c >= Triggers.SIZE && Character.isLetterOrDigit(c);
    }

    private static boolean isBeforeOperator(char c) {
        return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '\\' || c == ':' || c == ']';
    }

    private static boolean isLocalPart(char c) {
        return isAlphanumeric(c) || "._%+-'".indexOf(c) >= 0 || c >= Triggers.SIZE && Character.isLetterOrDigit(c);
    }

    private static boolean isDomain(char c) {
        return isAlphanumeric(c) || c == '.' || c == '-' || c >= Triggers.SIZE && Character.isLetterOrDigit(c);
    }
}
