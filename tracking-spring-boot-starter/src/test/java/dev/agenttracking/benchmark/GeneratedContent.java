// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What is asked and answered. Long, so that an execution's row is over the two kilobytes from which PostgreSQL puts content out of
 * line, and always the same words, so that it takes little room there once it is compressed.
 */
final class GeneratedContent {

    private static final int DIFFERENT = 1_024;
    private static final int INPUT_CHARS = 2_000;
    private static final int ANSWER_CHARS = 400;

    private final List<Map<String, String>> inputs;
    private final List<Map<String, Object>> requests;
    private final List<String> answers;

    GeneratedContent() {
        inputs = texts(INPUT_CHARS).stream()
                .map(text -> Map.of("question", text))
                .toList();
        requests = texts(ANSWER_CHARS).stream()
                .map(text -> Map.<String, Object>of(
                        "messages", List.of(Map.of("role", "user", "content", text)), "options", Map.of()))
                .toList();
        answers = texts(ANSWER_CHARS);
    }

    Map<String, String> input(SplittableRandom random) {
        return inputs.get(random.nextInt(DIFFERENT));
    }

    Map<String, Object> request(SplittableRandom random) {
        return requests.get(random.nextInt(DIFFERENT));
    }

    String answer(SplittableRandom random) {
        return answers.get(random.nextInt(DIFFERENT));
    }

    private static List<String> texts(int chars) {
        return java.util.stream.IntStream.range(0, DIFFERENT)
                .mapToObj(i -> ("Why does keeper " + i + " of the light not sleep? ").repeat(chars / 40))
                .toList();
    }
}
