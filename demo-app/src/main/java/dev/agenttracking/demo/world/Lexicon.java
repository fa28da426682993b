// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a text names: whole words only, in any case, and where two names fit the longer one ({@code harbour master} is no
 * {@code harbour}).
 *
 * <p><b>Threading</b>: immutable.
 */
public final class Lexicon {

    private static final Set<String> ARTICLES = Set.of("the", "a", "an");

    private final Map<String, List<Name>> byFirstWord = new HashMap<>();

    /** A lexicon of everything in the world. */
    public Lexicon(StoryWorld world) {
        world.entries().forEach(entry -> {
            for (List<String> phrase : phrasesOf(entry)) {
                byFirstWord
                        .computeIfAbsent(phrase.get(0), word -> new ArrayList<>())
                        .add(new Name(phrase, entry));
            }
        });
        Comparator<Name> longestFirst =
                Comparator.comparingInt((Name name) -> name.words().size()).reversed();
        byFirstWord.values().forEach(names -> names.sort(longestFirst));
    }

    /** What the text names, in the order of first mention. */
    public Mentions find(Words text) {
        Set<Entry> entries = new LinkedHashSet<>();
        int namingWords = 0;
        int position = 0;
        while (position < text.count()) {
            Name name = nameAt(text, position);
            if (name == null) {
                position++;
            } else {
                entries.add(name.entry());
                namingWords += name.words().size();
                position += name.words().size();
            }
        }
        return new Mentions(List.copyOf(entries), namingWords);
    }

    private @Nullable Name nameAt(Words text, int position) {
        for (Name name : byFirstWord.getOrDefault(text.all().get(position), List.of())) {
            if (text.hasAt(position, name.words())) {
                return name;
            }
        }
        return null;
    }

    /** The names of an entry in words, without a leading article. */
    static Set<List<String>> phrasesOf(Entry entry) {
        Set<List<String>> phrases = new LinkedHashSet<>();
        Stream.concat(Stream.of(entry.name()), entry.aliases().stream()).forEach(name -> {
            List<String> words = Words.of(name).all();
            if (words.size() > 1 && ARTICLES.contains(words.get(0))) {
                words = words.subList(1, words.size());
            }
            if (!words.isEmpty()) {
                phrases.add(List.copyOf(words));
            }
        });
        return phrases;
    }

    private record Name(List<String> words, Entry entry) {}
}
