// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No text breaks the detector, and none makes it look at more than a bounded part. */
class HostileTextTest {

    private static final String REFUSAL = "I'm sorry, but I can't help with that. ";

    static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "\0",
                "\ud83d",
                "\ude00",
                "\"",
                "`",
                "```",
                "'",
                "n't",
                "1",
                "1.",
                "- ",
                ">",
                "?",
                "<think>",
                "\ufeff",
                "'''''",
                "\u202eI can't",
                "I\u200b can\u00adnot help"));
        for (String piece : List.of(
                " ",
                "\n",
                "\0",
                "\ud800",
                "\udc00",
                "a",
                "a ",
                "a.",
                "?",
                "\"",
                "\"a",
                "“",
                "`",
                "``` ",
                "'",
                "1. ",
                "\n1. ",
                "\n- ",
                "\n>",
                "<think>",
                "I can't ",
                "I cannot. ",
                "漢",
                "ا",
                "e\u0301",
                "\u200b")) {
            texts.add(piece.repeat(7_000));
            texts.add(REFUSAL + piece.repeat(7_000));
        }
        Random random = new Random(11);
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(6_000); length > 0; length--) {
                text.append((char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0x10000)));
            }
            texts.add(text.toString());
        }
        return texts;
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("texts")
    void breaksOnNothing(String text) {
        Refusal refusal = RefusalDetector.detect(text);

        assertThat(refusal.score()).isBetween(0.0, 1.0);
        if (refusal.evidence() != null) {
            assertThat(refusal.evidence())
                    .hasSizeLessThanOrEqualTo(RefusalDetector.MAX_EVIDENCE)
                    .matches(
                            evidence -> evidence.chars().noneMatch(Character::isISOControl),
                            "has no control characters")
                    .matches(
                            evidence -> evidence.codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff),
                            "has no half characters");
        }
    }

    @Test
    void findsTheSameRefusalInFrontOfTenMegabytes() {
        String text = REFUSAL + "The lake is blue. ".repeat(600_000);

        assertThat(RefusalDetector.detect(text).evidence()).startsWith("I'm sorry, but I can't help");
    }

    @Test
    void readsAsMuchOfAHugeTextAsOfALargeOne() {
        for (String piece : List.of("word ", "a", "\n", "I can't. ", "\"", "1. ", "` ", "? ", "\n> quoted")) {
            assertThat(charactersRead(piece.repeat(10_000_000 / piece.length())))
                    .as(piece)
                    .isLessThanOrEqualTo(charactersRead(piece.repeat(100_000 / piece.length())) + 2_000);
        }
    }

    @Test
    void readsEveryCharacterAFewTimesAtMost() {
        for (String piece :
                List.of("word ", "a", "\n", "I can't. ", "\"", "“", "` ", "1. ", "\"a\n", "“ “", "„", "« ", "```")) {
            String text = piece.repeat(AnswerMarks.HEAD / piece.length());
            assertThat(charactersRead(text)).as(piece).isLessThanOrEqualTo(12L * AnswerMarks.HEAD);
        }
    }

    private static long charactersRead(String text) {
        CountedText counted = new CountedText(text);
        RefusalWords words = RefusalWords.load();
        new RefusalDetector(words, RefusalPhrases.load(), RefusalModel.load(words)).judge(counted);
        return counted.read;
    }

    /** A text that counts how many of its characters are asked for. */
    private static final class CountedText implements CharSequence {

        private final String text;
        private long read;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            read++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            throw new UnsupportedOperationException();
        }
    }
}
