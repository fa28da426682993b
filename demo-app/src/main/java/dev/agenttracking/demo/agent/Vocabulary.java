// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.demo.world.Words;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The words that are an agent's business. A pattern is a word, several words ({@code how far}), or a beginning
 * ({@code motiv*}).
 *
 * <p><b>Threading</b>: immutable.
 */
final class Vocabulary {

    private final Set<String> words = new LinkedHashSet<>();
    private final List<String> beginnings = new ArrayList<>();
    private final List<List<String>> phrases = new ArrayList<>();

    private Vocabulary() {}

    static Vocabulary of(String... patterns) {
        Vocabulary vocabulary = new Vocabulary();
        for (String pattern : patterns) {
            if (pattern.endsWith("*")) {
                vocabulary.beginnings.add(pattern.substring(0, pattern.length() - 1));
            } else if (pattern.contains(" ")) {
                vocabulary.phrases.add(List.of(pattern.split(" ")));
            } else {
                vocabulary.words.add(pattern);
            }
        }
        return vocabulary;
    }

    /** Those found in a text, as they stand there, each once, in their order. */
    List<String> findIn(Words text) {
        Set<String> found = new LinkedHashSet<>();
        for (int i = 0; i < text.count(); i++) {
            String word = text.all().get(i);
            if (words.contains(word) || beginsLikeOne(word)) {
                found.add(word);
            }
            for (List<String> phrase : phrases) {
                if (text.hasAt(i, phrase)) {
                    found.add(String.join(" ", phrase));
                }
            }
        }
        return List.copyOf(found);
    }

    private boolean beginsLikeOne(String word) {
        for (String beginning : beginnings) {
            if (word.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
