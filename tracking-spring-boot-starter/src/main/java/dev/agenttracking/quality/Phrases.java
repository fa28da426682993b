// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.ArrayList;
import java.util.List;

/**
 * English phrases to look for, as whole words, whatever their case, kind of apostrophe and number of blanks. In a phrase
 * {@code (a|b)} means either.
 *
 * <p><b>Threading</b>: immutable.
 */
final class Phrases {

    private static final int LETTERS = 26;
    private static final String[] NONE = {};

    private final String[][] byFirstLetter = new String[LETTERS][];

    Phrases(List<String> phrases) {
        List<List<String>> collected = new ArrayList<>();
        for (int i = 0; i < LETTERS; i++) {
            collected.add(new ArrayList<>());
        }
        for (String phrase : phrases) {
            for (String plain : expanded(phrase)) {
                collected.get(plain.charAt(0) - 'a').add(plain);
            }
        }
        for (int i = 0; i < LETTERS; i++) {
            byFirstLetter[i] = collected.get(i).toArray(NONE);
        }
    }

    private static List<String> expanded(String phrase) {
        int open = phrase.indexOf('(');
        if (open < 0) {
            return List.of(phrase);
        }
        int close = phrase.indexOf(')', open);
        List<String> plain = new ArrayList<>();
        for (String alternative : phrase.substring(open + 1, close).split("\\|")) {
            plain.addAll(expanded(phrase.substring(0, open) + alternative + phrase.substring(close + 1)));
        }
        return plain;
    }

    /** Where the phrase ends that begins at a place, the longest of several; -1 where none does. A word must begin there. */
    int endAt(String text, int at) {
        int letter = lowerCase(text.charAt(at)) - 'a';
        if (letter < 0 || letter >= LETTERS) {
            return -1;
        }
        int longest = -1;
        for (String phrase : byFirstLetter[letter]) {
            longest = Math.max(longest, end(text, at, phrase));
        }
        return longest;
    }

    /** Whether a word can begin at a place. */
    static boolean isWordStart(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)) && !isApostrophe(text.charAt(at - 1));
    }

    private static int end(String text, int at, String phrase) {
        int i = at;
        for (int p = 0; p < phrase.length(); p++) {
            char wanted = phrase.charAt(p);
            if (i >= text.length()) {
                return -1;
            }
            char c = text.charAt(i++);
            if (wanted == ' ') {
                if (!Character.isWhitespace(c)) {
                    return -1;
                }
                while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
                    i++;
                }
            } else if (wanted == '\'' ? !isApostrophe(c) : lowerCase(c) != wanted) {
                return -1;
            }
        }
        boolean word = Character.isLetterOrDigit(phrase.charAt(phrase.length() - 1));
        return word && i < text.length() && Character.isLetterOrDigit(text.charAt(i)) ? -1 : i;
    }

    private static char lowerCase(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    static boolean isApostrophe(char c) {
        return c == '\'' || c == '\u2019' || c == '\u02BC' || c == '`';
    }
}
