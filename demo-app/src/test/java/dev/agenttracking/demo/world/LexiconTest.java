// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconTest {

    private final Lexicon lexicon = new Lexicon(Stories.saltmarrow());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Why is MAREN afraid? | maren-holt",
                "maren’s fear | maren-holt",
                "Is Dr. Ashby lying? | lucan-ashby",
                "the harbour master signs | tobias-quill",
                "meet me at the harbour | saltmarrow-harbour",
                "the Widow's Stair | widows-stair",
                "Ines, at the Drowned Bell | ines-carrow drowned-bell",
                "Maren and Maren Holt | maren-holt"
            })
    void findsNames(String text, String ids) {
        assertThat(find(text).entries()).extracting(Entry::id).containsExactly(ids.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"marenless seas", "inesthetic", "the stranded boat", "harbourside"})
    void findsNoNamesInsideWords(String text) {
        assertThat(find(text).entries()).isEmpty();
    }

    @Test
    void countsTheWordsOfNames() {
        assertThat(find("Where is Maren Holt?").namingWords()).isEqualTo(2);
    }

    private Mentions find(String text) {
        return lexicon.find(Words.of(text));
    }
}
