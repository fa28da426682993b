// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No text breaks a check, or keeps it for long. */
class HostileTextsTest {

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "`",
            "```",
            "```json",
            "~~~",
            ":",
            ",",
            "\\",
            "\\u",
            "\\uD800",
            "0",
            "-",
            "1e",
            "true",
            "error",
            "\"error\":",
            "Error:",
            "HTTP 5",
            "500",
            "<html",
            "<title>",
            "<?xml",
            "<error>",
            "\u0000",
            "\uD800",
            "\uDC00",
            "\uFEFF",
            "\u200B",
            "\u2019",
            "\u201C",
            "\u201D",
            "\u00AB",
            "\n",
            "\r",
            "\t",
            " ",
            "> ",
            "i made a mistake",
            "wait,",
            "Dear ",
            "if ",
            "海",
            "ก",
            "\uD83D\uDC4D",
            "I cannot",
            ".",
            "…",
            "*",
            "#");

    static Stream<ResponseCheck> checks() {
        return new ResponseChecks(QualitySettings.DEFAULTS).of("Agent").stream();
    }

    static List<String> texts() {
        List<String> texts = new ArrayList<>(PIECES);
        texts.add("");
        for (String piece : PIECES) {
            texts.add(piece.repeat(JudgedResponse.MAX_TEXT_CHARS / piece.length()));
            texts.add("a" + piece.repeat(1_000) + "a");
        }
        texts.add("[\"" + "\\\\".repeat(60_000));
        texts.add("{\"" + "a".repeat(100_000) + "\"");
        texts.add("```json\n".repeat(10_000));
        texts.add("`` ``` ".repeat(10_000));
        texts.add("a".repeat(130_000));
        texts.add("\n".repeat(130_000) + "x");
        Random random = new Random(5);
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(40); piece >= 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            texts.add(text.toString());
        }
        for (int i = 0; i < 1_000; i++) {
            char[] chars = new char[random.nextInt(60)];
            for (int c = 0; c < chars.length; c++) {
                chars[c] = (char) random.nextInt(1 << 16);
            }
            texts.add(new String(chars));
        }
        return texts;
    }

    @ParameterizedTest
    @MethodSource("checks")
    void noTextBreaksACheck(ResponseCheck check) {
        for (String text : texts()) {
            for (boolean json : new boolean[] {false, true}) {
                JudgedResponse response =
                        new JudgedResponse(text, "Agent", "run", List.of(), null, null, json, null, 0);
                assertThatCode(() -> check.check(response))
                        .as("%s of %s…", check.name(), Excerpt.of(text, 0))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void theChecksAreThoseOfTheirNames() {
        assertThat(checks().map(ResponseCheck::name)).isEqualTo(ResponseChecks.BUILT_IN);
    }
}
