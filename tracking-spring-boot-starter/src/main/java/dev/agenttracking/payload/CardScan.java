// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.payload;

/** Finds numbers of cards: by their first digit, their length and their check digit (Luhn). Used by one thread. */
final class CardScan {

    private static final int LEAST_DIGITS = 13;
    private static final int MOST_DIGITS = 19;
    private static final int GROUP = 4;

    /** From here on the beginning of a number is masked that is cut. */
    private static final int LEAST_CUT = 7;

    private static final int[][] GROUPS = {{4, 4, 4, 4, 3}, {4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}};

    private final ScannedText text;
    private final StringBuilder number = new StringBuilder(MOST_DIGITS);

    CardScan(ScannedText text) {
        this.text = text;
    }

    /** Whether digits are the number of a card. */
    static boolean isCard(CharSequence digits) {
        int length = digits.length();
        if (length < LEAST_DIGITS || length > MOST_DIGITS || !isIssued(digits.charAt(0), digits.charAt(1))) {
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
    private static boolean isIssued(char first, char second) {
        return first >= '3' && first <= '6' || first == '2' && second >= '2' && second <= '7';
    }

    /** A number that begins here. */
    int digits(int at) {
        int end = text.end();
        int to = at;
        while (to < end && ScannedText.isDigit(text.charAt(to))) {
            to++;
        }
        int length = to - at;
        if (length < GROUP || at < text.masked() || !isIssued(text.charAt(at), text.charAt(at + 1)) || isWithin(at)) {
            return to;
        }
        if (length >= LEAST_DIGITS) {
            boolean alone = length <= MOST_DIGITS && !isLetterAt(to) && !isFraction(to);
            return alone && isCard(text.substring(at, to)) ? text.mask(at, to) : to;
        }
        if (length >= LEAST_CUT && text.isCutAt(to)) {
            return text.mask(at, to);
        }
        return length == GROUP ? grouped(at, to) : to;
    }

    private int grouped(int at, int groupEnd) {
        char separator = groupEnd < text.end() ? text.charAt(groupEnd) : 0;
        if (separator != ' ' && separator != '-' || !text.isDigitAt(groupEnd + 1)) {
            return groupEnd;
        }
        for (int[] groups : GROUPS) {
            int to = groups(at, groups, separator);
            if (to >= 0) {
                return text.mask(at, to);
            }
        }
        return groupEnd;
    }

    /** Where a number ends that is grouped in such a way, -1 where there is none. */
    private int groups(int at, int[] groups, char separator) {
        int end = text.end();
        number.setLength(0);
        int to = at;
        boolean open = false;
        int group = 0;
        while (group < groups.length) {
            int start = to;
            while (to < end && to - start < groups[group] && ScannedText.isDigit(text.charAt(to))) {
                number.append(text.charAt(to++));
            }
            open = text.isCutAt(to) && number.length() >= LEAST_CUT;
            boolean last = group == groups.length - 1;
            if (to - start < groups[group] || !last && (to >= end || text.charAt(to) != separator)) {
                break;
            }
            group++;
            if (!last) {
                to++;
            }
        }
        boolean whole =
                group == groups.length && !text.isAlphanumericAt(to) && !(separator == '-' && goesOn(to, separator));
        return whole && isCard(number) || open ? to : -1;
    }

    private boolean goesOn(int at, char separator) {
        return at < text.end() && text.charAt(at) == separator && text.isDigitAt(at + 1);
    }

    /** Whether digits from here belong to what began before: a word, a decimal fraction, an identifier with dashes. */
    private boolean isWithin(int at) {
        if (at == 0) {
            return false;
        }
        char before = text.charAt(at - 1);
        if (Character.isLetterOrDigit(before)) {
            return !(before == 'n' && at > 1 && text.charAt(at - 2) == '\\');
        }
        return before == '_' || (before == '.' || before == '-') && text.isDigitAt(at - 2);
    }

    private boolean isLetterAt(int at) {
        return at < text.end() && (Character.isLetter(text.charAt(at)) || text.charAt(at) == '_');
    }

    private boolean isFraction(int at) {
        return at < text.end() && text.charAt(at) == '.' && text.isDigitAt(at + 1);
    }
}
