// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivityPartsTest {

    private static final Instant NOW = Instant.parse("2026-03-10T12:34:56Z");

    @ParameterizedTest
    @CsvSource({
        "PT1H,          , 2026-03-10T11:34:56Z, 2026-03-10T12:34:56Z, 24",
        "PT24H,         , 2026-03-09T13:00:00Z, 2026-03-10T13:00:00Z, 24",
        "PT30H,         , 2026-03-09T07:00:00Z, 2026-03-10T13:00:00Z, 15",
        "PT720H,        , 2026-02-08T13:00:00Z, 2026-03-10T13:00:00Z, 24",
        "PT48H, 2026-03-10T10:30:00Z, 2026-03-08T12:00:00Z, 2026-03-10T10:00:00Z, 23",
        "PT48H, 2026-03-10T10:00:00Z, 2026-03-08T10:00:00Z, 2026-03-10T10:00:00Z, 24"
    })
    void beginAtFullHoursWhereTheyAreHours(Duration span, @Nullable Instant to, Instant from, Instant end, int parts) {
        Instant asked = (to == null ? NOW : to).minus(span);

        assertThat(ActivityParts.of(asked, to, NOW)).isEqualTo(new ActivityParts(from, end, parts));
        assertThat(from).isAfterOrEqualTo(asked);
    }
}
