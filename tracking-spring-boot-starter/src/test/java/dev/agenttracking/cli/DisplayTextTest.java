// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayTextTest {

    @ParameterizedTest
    @CsvSource({"abc, 3", "日本, 4", "e\u0301, 1", "\uD83D\uDE00, 2", "한글, 4", "ｗｉｄｅ, 8", "—, 1", "✅, 2"})
    void measuresColumns(String text, int columns) {
        assertThat(DisplayText.width(text)).isEqualTo(columns);
    }

    @Test
    void leavesNothingThatControlsATerminal() {
        String hostile = "a\u001B[31mb\u0007\u009Bc\u202Ed\u2066e\u200Ff\r\ng\u2028h\u0000";

        assertThat(DisplayText.oneLine(hostile)).isEqualTo("a[31mbcdef g h");
        assertThat(DisplayText.wrapped(hostile, 80)).containsExactly("a[31mbcdef", "g", "h");
    }

    @Test
    void cutsBetweenCharacters() {
        assertThat(DisplayText.fit("日本語", 5)).isEqualTo("日本…");
        assertThat(DisplayText.fit("日本語", 4)).isEqualTo("日…");
        assertThat(DisplayText.fit("abc", 3)).isEqualTo("abc");
    }

    @Test
    void breaksAtSpacesAndOtherwiseAnywhere() {
        assertThat(DisplayText.wrapped("one two three", 7)).containsExactly("one two", "three");
        assertThat(DisplayText.wrapped("abcdefgh", 3)).containsExactly("abc", "def", "gh");
        assertThat(DisplayText.wrapped("  indented\n\nlast", 20)).containsExactly("indented", "", "last");
    }

    @Test
    void neverExceedsTheColumns() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(60), 0, 0x20000)
                    .map(codePoint -> random.nextInt(4) == 0 ? ' ' : codePoint)
                    .forEach(text::appendCodePoint);
            int columns = 2 + random.nextInt(20);

            assertThat(DisplayText.wrapped(text.toString(), columns))
                    .allSatisfy(line -> assertThat(DisplayText.width(line)).isLessThanOrEqualTo(columns));
            assertThat(DisplayText.width(DisplayText.fit(text.toString(), columns)))
                    .isLessThanOrEqualTo(columns);
        }
    }
}
