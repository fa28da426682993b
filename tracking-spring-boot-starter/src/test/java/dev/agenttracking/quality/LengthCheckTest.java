// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthCheckTest {

    private final LengthCheck check = new LengthCheck(5, 5_000);

    @Test
    void findsAnswersThatAreTooShortOrTooLong() {
        assertThat(check.check(JudgedResponse.of("one two three four")))
                .isEqualTo(CheckResult.warning(0.6, "4 words, fewer than 5"));
        assertThat(check.check(JudgedResponse.of("one two three four five"))).isEqualTo(CheckResult.passed());
        assertThat(check.check(JudgedResponse.of("word ".repeat(5_000)))).isEqualTo(CheckResult.passed());
        assertThat(check.check(JudgedResponse.of("word ".repeat(5_001))))
                .isEqualTo(CheckResult.warning(0.8, "5001 words, more than 5000"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "' \t\n\u00a0\u3000', 0",
        "word, 1",
        "' two  words\n', 2",
        "'no\u00a0break', 2",
        "don't stop-gap, 2",
        "a - b, 3",
        "她害怕大海。, 5",
        "使用Java开发, 5",
        "海が怖い, 4",
        "データベース, 6",
        "나는 바다가 무섭다, 3",
        "مارين تخاف البحر, 3",
        "👍, 1",
        "𠀀𠀁, 2",
    })
    void countsWordsInManyScripts(String text, int words) {
        assertThat(WordCount.of(text)).isEqualTo(words);
    }

    @Test
    void countsLettersOfThaiAndNotItsMarks() {
        assertThat(WordCount.of("ฉันกลัวทะเล")).isEqualTo(9);
    }
}
