// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WallClockTest {

    private final ManualTime time = new ManualTime();
    private final WallClock clock = new WallClock(time);

    @Test
    void advancesWithTheMonotonicClock() {
        long first = clock.epochMillis(time.nanos());
        time.advance(Duration.ofMillis(99));
        assertThat(clock.epochMillis(time.nanos())).isEqualTo(first + 99);
        assertThat(first).isEqualTo(TimeUnit.MICROSECONDS.toMillis(time.epochMicros()) - 99);
    }

    @Test
    void followsAClockThatIsSetWithinATenthOfASecond() {
        long first = clock.epochMillis(time.nanos());
        time.set(Instant.ofEpochMilli(first - 3_600_000));
        assertThat(clock.epochMillis(time.nanos())).isEqualTo(first);
        time.advance(Duration.ofMillis(101));
        assertThat(clock.epochMillis(time.nanos())).isEqualTo(first - 3_600_000 + 101);
    }

    @Test
    void reckonsMomentsThatHavePassed() {
        long begin = time.nanos();
        long first = clock.epochMillis(begin);
        time.advance(Duration.ofSeconds(10));
        assertThat(clock.epochMillis(time.nanos())).isEqualTo(first + 10_000);
        assertThat(clock.epochMillis(begin)).isEqualTo(first);
    }

    @Test
    void agreesWithTheMachine() {
        WallClock machine = new WallClock(TimeSource.SYSTEM);
        long before = System.currentTimeMillis();
        long reckoned = machine.epochMillis(System.nanoTime());
        assertThat(reckoned).isBetween(before, System.currentTimeMillis());
    }
}
