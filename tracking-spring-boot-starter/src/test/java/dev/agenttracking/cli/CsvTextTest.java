// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTextTest {

    @Test
    void hasAHeaderAndEndsLinesAsTheStandardHasIt() {
        Item item = new Item("a, \"b\"", 1.5e-7, new BigDecimal("0.00"), Instant.EPOCH, List.of("x", "y"), null);

        assertThat(CsvText.of(List.of("text", "real", "cost", "at", "list", "none", "unknown"), List.of(item)))
                .isEqualTo("text,real,cost,at,list,none,unknown\r\n"
                        + "\"a, \"\"b\"\"\",0.00000015,0,1970-01-01T00:00:00Z,\"[\"\"x\"\",\"\"y\"\"]\",,\r\n");
        assertThat(CsvText.of(List.of("text"), List.of())).isEqualTo("text\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "=1+1, '''=1+1'",
        "+1, '''+1'",
        "-1, '''-1'",
        "@SUM(A1), '''@SUM(A1)'",
        "＝1, '''＝1'",
        "a=1, a=1",
        "'\t=1', '''=1'"
    })
    void leavesNothingForASpreadsheetToCalculate(String text, String cell) {
        assertThat(CsvText.of(List.of("text"), List.of(item(text)))).isEqualTo("text\r\n" + cell + "\r\n");
    }

    @Test
    void keepsNegativeNumbersAsTheyAre() {
        assertThat(CsvText.of(
                        List.of("real"), List.of(new Item("", -1.5, BigDecimal.ONE, Instant.EPOCH, List.of(), null))))
                .isEqualTo("real\r\n-1.5\r\n");
    }

    @Test
    void keepsARowInALineAndControlCharactersOut() {
        assertThat(CsvText.of(List.of("text"), List.of(item("one\r\ntwo\u001B[31m \u009B2J\u202Ethree"))))
                .isEqualTo("text\r\none two[31m 2Jthree\r\n");
    }

    private static Item item(String text) {
        return new Item(text, 0, BigDecimal.ONE, Instant.EPOCH, List.of(), null);
    }

    private record Item(
            String text,
            double real,
            BigDecimal cost,
            Instant at,
            List<String> list,
            @Nullable String none) {}
}
