// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Kinds of secrets that are found by how they look, or by what stands before them.
 *
 * <p><b>Source</b>: the rules of gitleaks (config/gitleaks.toml), the plugins of Yelp's detect-secrets and the recognizers of
 * Microsoft's Presidio, as they were in November 2026; the formats themselves are in {@link KeyFormats}.
 */
public enum BuiltInDetector {
    /** Keys and tokens that a provider gives a prefix: {@code sk-…}, {@code AKIA…}, {@code ghp_…}. */
    API_KEYS,
    /** What follows {@code Bearer}, and {@code Basic} where it is a user and a password. */
    BEARER_TOKENS,
    /** JSON Web Tokens. */
    JWTS,
    /** Blocks of PEM with a private key. */
    PRIVATE_KEYS,
    /** Numbers of 13 to 19 digits as cards have them, with a right check digit. */
    CARD_NUMBERS,
    /** E-mail addresses. */
    EMAIL_ADDRESSES,
    /** Passwords in URLs: {@code postgres://user:password@host}. */
    URL_PASSWORDS,
    /** What a text assigns to a name such as {@code password} or {@code api_key}. */
    NAMED_SECRETS;

    /** As it is named in settings. */
    public String settingName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** As they are named in settings. */
    public static List<String> settingNames() {
        return Arrays.stream(values()).map(BuiltInDetector::settingName).toList();
    }

    int bit() {
        return 1 << ordinal();
    }
}
