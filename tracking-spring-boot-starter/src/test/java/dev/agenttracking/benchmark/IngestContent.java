// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A kilobyte of JSON that never changes: names, numbers and words, such as an agent's question or answer has. */
record IngestContent(
        int number,
        UUID id,
        Instant at,
        String title,
        String text,
        List<String> sources,
        double weight,
        boolean cited) {

    private static final int DIFFERENT = 1_024;
    private static final int WORDS = 95;
    private static final int VOCABULARY = 4_000;
    private static final IngestContent[] ALL = make();

    /** One of {@value #DIFFERENT}, so that no two neighbours in a table are alike. */
    static IngestContent number(int number) {
        return ALL[Math.floorMod(number, DIFFERENT)];
    }

    private static IngestContent[] make() {
        Random random = new Random(42);
        String[] vocabulary = new String[VOCABULARY];
        for (int i = 0; i < VOCABULARY; i++) {
            vocabulary[i] = word(random);
        }
        IngestContent[] all = new IngestContent[DIFFERENT];
        for (int i = 0; i < DIFFERENT; i++) {
            all[i] = new IngestContent(
                    i,
                    new UUID(random.nextLong(), random.nextLong()),
                    Instant.EPOCH.plusSeconds(random.nextInt(1 << 30)),
                    words(random, vocabulary, 6),
                    words(random, vocabulary, WORDS),
                    List.of(words(random, vocabulary, 3), words(random, vocabulary, 3)),
                    random.nextDouble(),
                    random.nextBoolean());
        }
        return all;
    }

    /** Of some words there are many in a text, of most few. */
    private static String words(Random random, String[] vocabulary, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            double often = random.nextDouble();
            text.append(i == 0 ? "" : " ").append(vocabulary[(int) (VOCABULARY * often * often * often)]);
        }
        return text.append('.').toString();
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        int letters = 3 + random.nextInt(8);
        for (int i = 0; i < letters; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }
}
