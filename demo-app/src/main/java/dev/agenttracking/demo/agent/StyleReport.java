// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.demo.world.Words;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A passage in numbers.
 *
 * @param adverbs words on -ly, each once
 * @param repeated longer words that stand there three times or more, the commonest first
 */
record StyleReport(int words, int sentences, List<String> adverbs, List<String> repeated) {

    private static final Pattern SENTENCE_END = Pattern.compile("[.!?\u2026\u3002]+");
    private static final int LONG_WORD = 5;
    private static final int OFTEN = 3;
    private static final int MOST_SHOWN = 5;

    static StyleReport of(String message, Words words) {
        long sentences = SENTENCE_END
                .splitAsStream(message)
                .filter(sentence -> !Words.of(sentence).isEmpty())
                .count();
        List<String> adverbs = words.all().stream()
                .filter(word -> word.length() >= LONG_WORD && word.endsWith("ly"))
                .distinct()
                .limit(MOST_SHOWN)
                .toList();
        Map<String, Long> counts = words.all().stream()
                .filter(word -> word.length() >= LONG_WORD)
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        List<String> repeated = counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= OFTEN)
                .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> entry.getValue())
                        .reversed())
                .limit(MOST_SHOWN)
                .map(Map.Entry::getKey)
                .toList();
        return new StyleReport(words.count(), (int) sentences, adverbs, repeated);
    }

    String inWords() {
        double perSentence = sentences == 0 ? words : (double) words / sentences;
        return String.format(
                Locale.ROOT,
                "%d words in %d sentences, %.1f words each. Adverbs on -ly: %s. Words used %d times or more: %s.",
                words,
                sentences,
                perSentence,
                orNone(adverbs),
                OFTEN,
                orNone(repeated));
    }

    private static String orNone(List<String> found) {
        return found.isEmpty() ? "none" : String.join(", ", found);
    }
}
