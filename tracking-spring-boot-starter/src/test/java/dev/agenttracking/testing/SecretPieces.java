// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds pieces of many secrets in a long text, in one pass. Digits that are in a longer number or an id are that one's: among
 * millions of them some are those of a card by chance.
 *
 * <p><b>Source</b>: the rolling hash of Karp and Rabin (1987).
 */
final class SecretPieces {

    /** Characters of each. */
    static final int LENGTH = 10;

    private static final int FACTOR = 31;
    private static final int OLDEST = power(FACTOR, LENGTH);
    private static final int SHOWN_AROUND = 60;

    /** Nearly all that a text has is told apart by these bits, and is looked up nowhere. */
    private static final int FILTER_BITS = 22;

    private final Map<Integer, List<Piece>> byHash = new HashMap<>();
    private final BitSet filter = new BitSet(1 << FILTER_BITS);

    /** Looks for some characters of a secret, from a position on. */
    void add(String secret, int from) {
        String piece = secret.substring(from, from + LENGTH);
        if (piece.chars().anyMatch(c -> c < ' ' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException("JSON would have it in another way: " + piece);
        }
        int hash = 0;
        for (int i = 0; i < LENGTH; i++) {
            hash = FACTOR * hash + piece.charAt(i);
        }
        byHash.computeIfAbsent(hash, same -> new ArrayList<>()).add(new Piece(piece, secret));
        filter.set(bit(hash));
    }

    /** Where there is one, with what is around it. */
    List<String> in(String text) {
        List<String> found = new ArrayList<>();
        int hash = 0;
        for (int i = 0; i < text.length(); i++) {
            hash = FACTOR * hash + text.charAt(i) - (i < LENGTH ? 0 : OLDEST * text.charAt(i - LENGTH));
            if (filter.get(bit(hash))) {
                int start = i - LENGTH + 1;
                for (Piece piece : byHash.getOrDefault(hash, List.of())) {
                    if (start >= 0 && piece.isAt(text, start)) {
                        found.add(text.substring(
                                Math.max(0, start - SHOWN_AROUND), Math.min(text.length(), start + SHOWN_AROUND)));
                    }
                }
            }
        }
        return found;
    }

    /** The high bits of a product depend on all bits of the hash. */
    private static int bit(int hash) {
        return hash * 0x9E37_79B9 >>> Integer.SIZE - FILTER_BITS;
    }

    private static int power(int base, int exponent) {
        int power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= base;
        }
        return power;
    }

    /** Characters of a secret. */
    private record Piece(String characters, String secret) {

        private boolean isAt(String text, int start) {
            return text.startsWith(characters, start) && (!isNumber() || secret.contains(number(text, start)));
        }

        private boolean isNumber() {
            return characters.chars().allMatch(c -> isDigit(c) || c == ' ' || c == '-');
        }

        /** With what stands before and behind, and would be of the same number. */
        private static String number(String text, int start) {
            int from = start;
            while (from > 0 && goesOn(text.charAt(from - 1))) {
                from--;
            }
            int to = start + LENGTH;
            while (to < text.length() && goesOn(text.charAt(to))) {
                to++;
            }
            return text.substring(from, to);
        }

        private static boolean goesOn(int c) {
            return isDigit(c) || c >= 'a' && c <= 'f' || c == '-';
        }

        private static boolean isDigit(int c) {
            return c >= '0' && c <= '9';
        }
    }
}
