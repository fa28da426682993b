// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

import java.util.Set;

/**
 * The characters at which a text is looked at closer, for the detectors that are on.
 *
 * <p><b>Threading</b>: immutable.
 */
final class Triggers {

    static final int SIZE = 128;

    static final byte DASH = 1;
    static final byte PART = 2;
    static final byte LETTER_I = 3;
    static final byte LETTER_J = 4;
    static final byte LETTER_B = 5;
    static final byte AT = 6;
    static final byte COLON = 7;
    static final byte EQUALS = 8;
    static final byte DIGIT = 9;

    private final byte[] table = new byte[SIZE];
    private final int detectors;

    Triggers(Set<BuiltInDetector> detectors) {
        int bits = 0;
        for (BuiltInDetector detector : detectors) {
            bits |= detector.bit();
        }
        this.detectors = bits;
        if (has(BuiltInDetector.API_KEYS)) {
            table['_'] = PART;
            table['.'] = PART;
            table['I'] = LETTER_I;
        }
        if (has(BuiltInDetector.API_KEYS) || has(BuiltInDetector.PRIVATE_KEYS)) {
            table['-'] = DASH;
        }
        if (has(BuiltInDetector.JWTS)) {
            table['J'] = LETTER_J;
        }
        if (has(BuiltInDetector.BEARER_TOKENS)) {
            table['B'] = LETTER_B;
            table['b'] = LETTER_B;
        }
        if (has(BuiltInDetector.EMAIL_ADDRESSES)) {
            table['@'] = AT;
        }
        if (has(BuiltInDetector.URL_PASSWORDS) || has(BuiltInDetector.NAMED_SECRETS)) {
            table[':'] = COLON;
        }
        if (has(BuiltInDetector.NAMED_SECRETS)) {
            table['='] = EQUALS;
        }
        if (has(BuiltInDetector.CARD_NUMBERS)) {
            for (char digit = '0'; digit <= '9'; digit++) {
                table[digit] = DIGIT;
            }
        }
    }

    byte[] table() {
        return table;
    }

    boolean has(BuiltInDetector detector) {
        return (detectors & detector.bit()) != 0;
    }

    boolean isEmpty() {
        return detectors == 0;
    }
}
