// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @Test
    void ignoresCaseAccentsPossessivesAndPunctuation() {
        assertThat(Words.of("Édda’s — MAREN's, (Ines') o'clock!").all())
                .containsExactly("edda", "maren", "ines", "o'clock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \t\n", "?!… —", "🙂🙂"})
    void findsNoWordsInTextsWithoutLetters(String text) {
        assertThat(Words.of(text).isEmpty()).isTrue();
    }

    @Test
    void readsOtherScripts() {
        assertThat(Words.of("Почему Марен боится? なぜ").all()).containsExactly("почему", "марен", "боится", "なぜ");
    }

    @Test
    void readsALongTextInTime() {
        String text = "the lamp is dark ".repeat(50_000);

        assertThat(Words.of(text).count()).isEqualTo(200_000);
    }
}
