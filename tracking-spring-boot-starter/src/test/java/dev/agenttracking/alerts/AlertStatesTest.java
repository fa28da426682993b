// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertStatesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final AlertStates states = new AlertStates(
            new AlertRule("failing", AlertCondition.ERROR_RATE, AlertRule.EACH, 0.1, Duration.ofMinutes(10), 1, 2, 3));

    @Test
    void fireOnceWhenBrokenOftenEnoughAndAreResolvedOnceWhenFineOftenEnough() {
        List<String> told = new ArrayList<>();
        double[] rates = {0.5, 0.0, 0.5, 0.5, 0.5, 0.1, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5};
        for (int i = 0; i < rates.length; i++) {
            for (AlertEvent event : states.take(Map.of("Poet", rates[i]), NOW.plusSeconds(i))) {
                told.add(i + " " + event.state().text() + " since "
                        + event.since().getEpochSecond() % 60);
            }
        }

        assertThat(told).containsExactly("3 firing since 3", "9 resolved since 3", "12 firing since 12");
    }

    @Test
    void takeTooLittleToSayForFine() {
        states.take(Map.of("Poet", 0.5), NOW);
        states.take(Map.of("Poet", 0.5), NOW);
        assertThat(states.firing()).isEqualTo(1);

        states.take(Map.of(), NOW);
        states.take(Map.of(), NOW);
        assertThat(states.take(Map.of(), NOW)).singleElement().satisfies(event -> {
            assertThat(event.state()).isEqualTo(AlertEvent.State.RESOLVED);
            assertThat(event.value()).isNull();
            assertThat(event.agent()).isEqualTo("Poet");
        });
        assertThat(states.firing()).isZero();
    }

    @Test
    void tellAgentsApart() {
        states.take(Map.of("Poet", 0.5, "Critic", 0.0), NOW);
        assertThat(states.take(Map.of("Poet", 0.5, "Critic", 0.5), NOW))
                .extracting(AlertEvent::agent)
                .containsExactly("Poet");
        assertThat(states.take(Map.of("Poet", 0.5, "Critic", 0.5), NOW))
                .extracting(AlertEvent::agent)
                .containsExactly("Critic");
        assertThat(states.firing()).isEqualTo(2);
    }
}
