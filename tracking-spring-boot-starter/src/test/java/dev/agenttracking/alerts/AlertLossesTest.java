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

    @Test
    void areForgottenInTimeWhereTheClockIsSetBack() {
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        AtomicLong lost = new AtomicLong();
        AlertLosses losses = new AlertLosses(lost::get, Duration.ofMinutes(10), begin);
        losses.sample(begin.plusSeconds(60));
        lost.set(3);
        losses.sample(begin.plusSeconds(120));

        Instant anHourBefore = begin.minusSeconds(3_600);
        for (int minute = 3; minute <= 11; minute++) {
            losses.sample(anHourBefore.plusSeconds(60L * minute));
            assertThat(losses.within(Duration.ofMinutes(10)))
                    .as("minute " + minute)
                    .isEqualTo(3);
        }
        losses.sample(anHourBefore.plusSeconds(60L * 13));
        assertThat(losses.within(Duration.ofMinutes(10))).isZero();
    }

    @Test
    void takeNoMoreRoomThanThereWereLosses() {
        Instant begin = Instant.parse("2026-03-01T12:00:00Z");
        AtomicLong lost = new AtomicLong();
        AlertLosses losses = new AlertLosses(lost::get, Duration.ofDays(90), begin);

        for (int second = 1; second <= 10_000; second++) {
            if (second % 2_000 == 0) {
                lost.incrementAndGet();
            }
            losses.sample(begin.plusSeconds(second));
        }

        assertThat(losses.samples()).isLessThan(20);
        assertThat(losses.within(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(losses.within(Duration.ofSeconds(2_000))).isEqualTo(1);
        assertThat(losses.within(Duration.ofSeconds(2_001))).isEqualTo(2);
        assertThat(losses.within(Duration.ofDays(90))).isEqualTo(5);
    }
}
