// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TextFormatTest {

    @ParameterizedTest
    @CsvSource({
        "INSTANT, 2026-01-31T12:00:00Z, 2026-01-31",
        "LOCAL_DATE, 2024-02-29, 2026-02-29",
        "LOCAL_TIME, 12:30, 25:00",
        "LOCAL_DATE_TIME, 2026-01-31T12:00, 2026-01-31T12:00:00Z",
        "OFFSET_DATE_TIME, 2026-01-31T12:00:00+01:00, 2026-01-31T12:00:00",
        "OFFSET_TIME, 12:00Z, 12:00",
        "ZONED_DATE_TIME, 2026-01-31T12:00:00+01:00[Europe/Paris], 2026-01-31 12:00",
        "YEAR_MONTH, 2026-12, 2026-13",
        "MONTH_DAY, --02-29, 02-29",
        "DURATION, PT30S, 30s",
        "PERIOD, P1Y2M, PT1H",
        "ZONE_ID, Europe/Paris, Nowhere",
        "UUID, 0190a5f0-0000-7000-8000-00000000000a, 1-1-1-1-1",
        "UUID, 0190A5F0-0000-7000-8000-00000000000A, 190a5f0-00000-7000-8000-00000000000a",
        "URI, https://example.org/a?b#c, not a uri",
        "CHARACTER, x, xy",
    })
    void takesWhatParses(TextFormat format, String good, String bad) {
        assertThat(format.fits(good)).isTrue();
        assertThat(format.fits(bad)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void takesNoLongText(TextFormat format) {
        assertThat(format.fits("9".repeat(1_000_000)) && format != TextFormat.URI)
                .isFalse();
    }
}
