// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Names of what is secret: of members, of settings, of parameters in URLs, of headers. Case, dashes, underscores, dots and blanks
 * do not count, so {@code OPENAI_API_KEY} ends like {@code x-api-key} and {@code apiKey}.
 *
 * <p><b>Threading</b>: immutable.
 */
final class SecretNames {

    /** How much a name says of its value. */
    enum Strength {
        NONE,
        /** The value is secret if it looks like it: a story may have a secret, and a model a token. */
        WEAK,
        /** The value is secret whatever it looks like. */
        STRONG,
        /** The value is a scheme and a secret. */
        HEADER
    }

    static final int MAX_LENGTH = 64;

    private static final List<String> ENDINGS = List.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "passcode",
            "apikey",
            "secretkey",
            "privatekey",
            "accesskey",
            "accountkey",
            "encryptionkey",
            "signingkey",
            "masterkey",
            "subscriptionkey",
            "clientsecret",
            "appsecret",
            "apisecret",
            "consumersecret",
            "sharedsecret",
            "signingsecret",
            "webhooksecret",
            "jwtsecret",
            "accesstoken",
            "refreshtoken",
            "authtoken",
            "sessiontoken",
            "securitytoken",
            "bearertoken",
            "apitoken",
            "idtoken",
            "xcsrftoken",
            "setcookie");
    private static final Set<String> WEAK = Set.of(
            "secret",
            "token",
            "pass",
            "auth",
            "credential",
            "credentials",
            "cookie",
            "session",
            "sessionid",
            "jsessionid",
            "signature",
            "sig",
            "xamzsignature",
            "pin",
            "otp");
    private static final List<String> HEADERS = List.of("authorization");
    private static final int ASCII = 128;
    private static final int LAST = 3;
    private static final int HASHES = 4_096;
    private static final String[][] ENDINGS_BY_LAST = byLast();

    private final Set<String> added;
    private final boolean[] lastThree = new boolean[HASHES];
    private boolean anyShort;

    SecretNames(Set<String> added) {
        this.added = new HashSet<>();
        added.forEach(name -> this.added.add(normalized(name)));
        ENDINGS.forEach(this::markLastThree);
        HEADERS.forEach(this::markLastThree);
        WEAK.forEach(this::markLastThree);
        this.added.forEach(this::markLastThree);
    }

    /** A name as names are compared; empty where it has no letter or digit. */
    static String normalized(CharSequence name) {
        StringBuilder result = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isLetterOrDigit(c)) {
                result.append(c < ASCII ? lower(c) : c);
            }
        }
        return result.toString().toLowerCase(Locale.ROOT);
    }

    Strength of(String name) {
        return of(name.toCharArray(), 0, name.length());
    }

    /** What a part of a text says as a name; of a long one its last {@value #MAX_LENGTH} characters. */
    Strength of(char[] text, int from, int end) {
        int start = Math.max(from, end - MAX_LENGTH);
        if (!mayEnd(text, end, start)) {
            return Strength.NONE;
        }
        String name = normalized(new String(text, start, end - start));
        if (name.isEmpty()) {
            return Strength.NONE;
        }
        if (added.contains(name)) {
            return Strength.STRONG;
        }
        if (WEAK.contains(name)) {
            return Strength.WEAK;
        }
        char last = name.charAt(name.length() - 1);
        for (String ending : last < ASCII ? ENDINGS_BY_LAST[last] : new String[0]) {
            if (name.endsWith(ending)) {
                return HEADERS.contains(ending) ? Strength.HEADER : Strength.STRONG;
            }
        }
        return Strength.NONE;
    }

    /** Whether what ends here could be such a name, judged by its last three characters. */
    boolean mayEnd(char[] text, int end, int start) {
        if (end - start < LAST) {
            return anyShort && end > start;
        }
        char third = text[end - 1];
        char second = text[end - 2];
        char first = text[end - LAST];
        if (third >= ASCII || second >= ASCII || first >= ASCII) {
            return true;
        }
        if (isLetterOrDigit(third) && isLetterOrDigit(second)) {
            return isLetterOrDigit(first)
                    ? lastThree[hash(lower(first), lower(second), lower(third))]
                    : anyShort || "_-. ".indexOf(first) >= 0;
        }
        return "_-. ".indexOf(third) >= 0 || "_-. ".indexOf(second) >= 0 || anyShort;
    }

    private void markLastThree(String name) {
        int length = name.length();
        anyShort |= length < LAST;
        if (length >= LAST) {
            lastThree[hash(name.charAt(length - LAST), name.charAt(length - 2), name.charAt(length - 1))] = true;
        }
    }

    private static int hash(char first, char second, char third) {
        return (first * 31 * 31 + second * 31 + third) & (HASHES - 1);
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private static String[][] byLast() {
        String[][] result = new String[ASCII][];
        for (int i = 0; i < result.length; i++) {
            char last = (char) i;
            Set<String> endings = new HashSet<>();
            ENDINGS.stream()
                    .filter(name -> name.charAt(name.length() - 1) == last)
                    .forEach(endings::add);
            HEADERS.stream()
                    .filter(name -> name.charAt(name.length() - 1) == last)
                    .forEach(endings::add);
            result[i] = endings.toArray(String[]::new);
        }
        return result;
    }
}
