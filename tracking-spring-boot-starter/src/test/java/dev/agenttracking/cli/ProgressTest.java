// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter err = new StringWriter();

    @Test
    void saysThatSomethingTakesLongAndTakesItAwayAgain() {
        try (Progress progress = Progress.seen(new PrintWriter(err))) {
            progress.at("counting");
            await().until(() -> err.toString().contains("counting, 1 s"));
        }
        assertThat(err.toString()).startsWith("\r\u001B[K⠋ counting").endsWith("\r\u001B[K");
    }

    @Test
    void saysNothingOfWhatIsQuick() {
        Progress.seen(new PrintWriter(err)).close();

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysNothingWhereNobodyLooks() {
        assertThat(Terminal.NONE.showsErrors()).isFalse();
    }
}
