// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void takesReasonableWidthsOnly() {
        assertThat(Terminal.width("120")).isEqualTo(120);
        assertThat(Terminal.width("7")).isEqualTo(60);
        assertThat(Terminal.width("9999")).isEqualTo(200);
        assertThat(Terminal.width("wide")).isEqualTo(80);
        assertThat(Terminal.width(null)).isEqualTo(80);
    }

    @Test
    void hasColoursUnlessItIsToldNotTo() {
        assertThat(Terminal.interactive(Map.of("COLUMNS", "100")::get)).isEqualTo(new Terminal(true, true, 100));
        assertThat(Terminal.interactive(Map.of("COLUMNS", "100", "NO_COLOR", "")::get)
                        .hasColours())
                .isTrue();
        assertThat(Terminal.interactive(Map.of("COLUMNS", "100", "NO_COLOR", "1")::get))
                .isEqualTo(new Terminal(true, false, 100));
        assertThat(Terminal.interactive(Map.of("COLUMNS", "100", "TERM", "dumb")::get))
                .isEqualTo(new Terminal(false, false, 100));
        assertThat(Terminal.NONE.styled("x", Style.BAD)).isEqualTo("x");
    }
}
