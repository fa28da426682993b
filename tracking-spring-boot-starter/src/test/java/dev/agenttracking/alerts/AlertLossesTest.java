// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlertLossesTest {

    @Test
    void areCountedWithinTheTimeThatIsAskedFor() {
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        AtomicLong lost = new AtomicLong(5);
        AlertLosses losses = new AlertLosses(lost::get, Duration.ofMinutes(10), begin);

        losses.sample(begin.plusSeconds(60));
        assertThat(losses.within(Duration.ofMinutes(10))).isZero();

        lost.set(8);
        for (int minute = 2; minute <= 11; minute++) {
            losses.sample(begin.plusSeconds(60L * minute));
            assertThat(losses.within(Duration.ofMinutes(10)))
                    .as("minute " + minute)
                    .isEqualTo(3);
        }
        assertThat(losses.within(Duration.ofMinutes(2))).isZero();

        losses.sample(begin.plusSeconds(60 * 12));
        assertThat(losses.within(Duration.ofMinutes(10))).isZero();
    }
}
