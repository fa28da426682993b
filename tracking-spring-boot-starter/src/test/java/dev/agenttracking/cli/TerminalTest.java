// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
}
