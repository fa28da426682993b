// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The words that the detector knows ({@code words.txt}) and the class of each. A word is found by the hash of its characters, so
 * that reading an answer makes no strings; all words known have different hashes, which is checked when they are loaded.
 *
 * <p><b>Threading</b>: immutable.
 */
final class RefusalWords {

    /** A word of no class: all of them are the same to the detector. */
    static final int UNKNOWN = 1;

    /** Begins a sentence. */
    static final int BEGIN = 2;

    /** Begins an item of a list. */
    static final int ITEM = 3;

    /** Something quoted. */
    static final int QUOTED = 4;

    /** A block of code. */
    static final int CODE = 5;

    /** Ends a question. */
    static final int ASKED = 6;

    /** By number; 0 is none. */
    private static final List<String> MARKS = List.of("", "_", "^", "#", "\"", "`", "?");

    /** The class of words that are left out. */
    private static final int LEFT_OUT = 255;

    private static final Set<String> MORAL = Set.of(
            "GOOD",
            "BAD",
            "ILLEGAL",
            "HARM",
            "RIGHTS",
            "PRIVACY",
            "SAFETY",
            "SHOULD",
            "AGAINST",
            "CONSULT",
            "CONDONE",
            "PROMOTE",
            "JUSTIFY",
            "LAW",
            "CONSEQUENCES");

    private static final long PRIME = 0x100000001b3L;

    private final LongTable table;
    private final List<String> names;
    private final boolean[] moral;
    private final int idiom;
    private final int cannot;
    private final int wont;

    private RefusalWords(LongTable table, List<String> names) {
        this.table = table;
        this.names = names;
        idiom = names.indexOf("IDIOM");
        cannot = names.indexOf("CANNOT");
        wont = names.indexOf("WONT");
        moral = new boolean[names.size()];
        MORAL.forEach(name -> moral[names.indexOf(name)] = true);
    }

    static RefusalWords load() {
        List<String> names = new ArrayList<>(MARKS);
        Map<Long, Integer> words = new HashMap<>();
        for (String line : Resources.lines("words.txt")) {
            String[] parts = line.split(" ");
            int classes = 0;
            for (String name : parts[0].split("\\+")) {
                classes = classes << 8 | classNumber(name, names);
            }
            for (int i = 1; i < parts.length; i++) {
                if (words.put(hash(parts[i]), classes) != null) {
                    throw new IllegalStateException("two words of one hash: " + parts[i]);
                }
            }
        }
        return new RefusalWords(LongTable.of(words), List.copyOf(names));
    }

    private static int classNumber(String name, List<String> names) {
        if (name.equals("-")) {
            return LEFT_OUT;
        }
        if (!names.contains(name)) {
            names.add(name);
        }
        return names.indexOf(name);
    }

    /** The hash of a word so far and its next character, in lower case already. */
    static long hash(long soFar, char next) {
        return (soFar ^ next) * PRIME;
    }

    static long hash(String word) {
        long hash = 0;
        for (int i = 0; i < word.length(); i++) {
            hash = hash(hash, word.charAt(i));
        }
        return hash;
    }

    /** The classes of a word: one in each byte, the last one lowest; {@value #UNKNOWN} for a word that is not known. */
    int classes(long hash) {
        return table.get(hash, UNKNOWN);
    }

    static boolean leftOut(int classes) {
        return classes == LEFT_OUT;
    }

    /** Whether a class is of words that make an idiom of a refusing one before them: who "cannot wait" refuses nothing. */
    boolean idiom(int number) {
        return number == idiom;
    }

    /** Whether a class is of words such as "cannot" and "won't". */
    boolean refusing(int number) {
        return number == cannot || number == wont;
    }

    /** Whether words of a class speak of right and wrong, harm and law. */
    boolean moral(int number) {
        return moral[number];
    }

    /** The name of a class, for people. */
    String name(int number) {
        return names.get(number);
    }

    int number(String name) {
        return names.indexOf(name);
    }

    int count() {
        return names.size();
    }
}
