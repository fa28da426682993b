// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutFormatTest {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "1ns, 1",
        "7us, 7000",
        "500ms, 500000000",
        "30s, 30000000000",
        "5m, 300000000000",
        "2h, 7200000000000",
        "1d, 86400000000000",
        "PT30S, 30000000000",
        "pt1m, 60000000000",
    })
    void readsBothForms(String text, long nanos) {
        assertThat(TimeoutFormat.parseNanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "30",
                "30 s",
                "-1s",
                "0s",
                "PT0S",
                "PT-1S",
                "ten",
                "999999999999d",
                "P999999999999D",
                "30sec"
            })
    void refusesAllElseAndSaysWhatItTakes(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TimeoutFormat.parseNanos(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining("\"30s\"");
    }
}
