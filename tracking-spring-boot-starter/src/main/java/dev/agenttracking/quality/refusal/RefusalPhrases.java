// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.HashMap;
import java.util.Map;

/**
 * Refusals in other languages than English, word for word ({@code phrases.txt}), looked for in the first words of an answer.
 *
 * <p><b>Threading</b>: immutable.
 */
final class RefusalPhrases {

    private static final long PRIME = 0x9e3779b97f4a7c15L;

    private final LongTable phrases;
    private final int longest;

    private RefusalPhrases(LongTable phrases, int longest) {
        this.phrases = phrases;
        this.longest = longest;
    }

    static RefusalPhrases load() {
        Map<Long, Integer> phrases = new HashMap<>();
        int longest = 0;
        for (String line : Resources.lines("phrases.txt")) {
            String[] words = line.split(" ");
            long hash = 0;
            for (String word : words) {
                hash = hash(hash, RefusalWords.hash(word));
            }
            phrases.put(hash, words.length);
            longest = Math.max(longest, words.length);
        }
        return new RefusalPhrases(LongTable.of(phrases), longest);
    }

    private static long hash(long soFar, long word) {
        return (soFar + word) * PRIME ^ soFar >>> 29;
    }

    /** The sentence in which one of the phrases stands; -1 where there is none. */
    int sentence(AnswerMarks answer) {
        for (int from = 0; from < answer.openingWords(); from++) {
            long hash = 0;
            int to = Math.min(answer.openingWords(), from + longest);
            for (int at = from; at < to; at++) {
                hash = hash(hash, answer.openingWord(at));
                if (phrases.get(hash, 0) > 0) {
                    return answer.sentenceOfOpeningWord(from);
                }
            }
        }
        return -1;
    }
}
