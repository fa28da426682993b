// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * English phrases to look for, as whole words, whatever their case, kind of apostrophe and number of blanks. In a phrase
 * {@code (a|b)} means either. They are kept as a tree by letters, so a look takes as many steps as the longest of them has letters,
 * however many there are.
 *
 * <p><b>Threading</b>: immutable.
 */
final class Phrases {

    private final Node root = new Node();

    Phrases(List<String> phrases) {
        for (String phrase : phrases) {
            expanded(phrase).forEach(this::add);
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

    private void add(String phrase) {
        Node node = root;
        for (int i = 0; i < phrase.length(); i++) {
            node = node.make(plain(phrase.charAt(i)));
        }
        node.end = true;
    }

    /** Where the phrase ends that begins at a place, the longest of several; -1 where none does. A word must begin there. */
    int endAt(String text, int at) {
        int longest = -1;
        Node node = root;
        int i = at;
        while (i < text.length()) {
            char c = plain(text.charAt(i));
            node = node.next(c);
            if (node == null) {
                return longest;
            }
            i++;
            while (c == ' ' && i < text.length() && plain(text.charAt(i)) == ' ') {
                i++;
            }
            if (node.end && !(Character.isLetterOrDigit(c) && isInWord(text, i))) {
                longest = i;
            }
        }
        return longest;
    }

    /** Whether a word can begin at a place. */
    static boolean isWordStart(String text, int at) {
        return at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)) && plain(text.charAt(at - 1)) != '\'';
    }

    private static boolean isInWord(String text, int at) {
        return at < text.length() && Character.isLetterOrDigit(text.charAt(at));
    }

    private static char plain(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + ('a' - 'A'));
        }
        if (c == '\u2019' || c == '\u02BC' || c == '`') {
            return '\'';
        }
        return Character.isWhitespace(c) ? ' ' : c;
    }

    /** What may come after the same beginning. */
    private static final class Node {

        private char[] letters = {};
        private Node[] nodes = {};
        private boolean end;

        @Nullable
        Node next(char letter) {
            for (int i = 0; i < letters.length; i++) {
                if (letters[i] == letter) {
                    return nodes[i];
                }
            }
            return null;
        }

        Node make(char letter) {
            Node known = next(letter);
            if (known != null) {
                return known;
            }
            Node made = new Node();
            letters = Arrays.copyOf(letters, letters.length + 1);
            nodes = Arrays.copyOf(nodes, nodes.length + 1);
            letters[letters.length - 1] = letter;
            nodes[nodes.length - 1] = made;
            return made;
        }
    }
}
