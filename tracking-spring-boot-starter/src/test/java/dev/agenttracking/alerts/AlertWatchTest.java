// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.MemoryTables;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertWatchTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int LOOKS = 8;

    private final List<AlertEvent> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void firesOnceWhereNobodyKnowsForAWhileWhoSeesToIt() throws Exception {
        look(() -> {
            if (asked.get() % 2 == 0) {
                throw new AnalyticsException("The database is away", null);
            }
            return asked.get() % 3 == 0 ? AlertDuty.UNKNOWN : AlertDuty.OURS;
        });

        assertThat(heard).extracting(AlertEvent::state).containsExactly(AlertEvent.State.FIRING);
    }

    @Test
    void firesAnewAfterAnotherHasSeenToIt() throws Exception {
        look(() -> asked.get() == 4 ? AlertDuty.OTHERS : AlertDuty.OURS);

        assertThat(heard)
                .extracting(AlertEvent::state)
                .containsExactly(AlertEvent.State.FIRING, AlertEvent.State.FIRING);
    }

    @Test
    void endsThoughAListenerKeepsToItselfThatItIsToEnd() throws Exception {
        Phaser phases = new Phaser(2);
        AtomicReference<Thread> thread = new AtomicReference<>();
        AlertWatch watch = watch(() -> AlertDuty.OURS, event -> {
            thread.set(Thread.currentThread());
            phases.arriveAndAwaitAdvance();
            while (!Thread.interrupted()) {
                Thread.onSpinWait();
            }
        });
        watch.start();
        phases.arriveAndAwaitAdvance();
        watch.stop();

        await().until(() -> !thread.get().isAlive());
    }

    private void look(Supplier<AlertDuty> duty) throws InterruptedException {
        AlertWatch watch = watch(duty, heard::add);
        watch.start();
        await().until(() -> asked.get() > LOOKS);
        watch.stop();
    }

    private AlertWatch watch(Supplier<AlertDuty> duty, Consumer<AlertEvent> audience) {
        AlertRule rule =
                new AlertRule("failing", AlertCondition.ERROR_RATE, null, 0.1, Duration.ofMinutes(10), 1, 1, 1);
        AlertEvaluator evaluator =
                new AlertEvaluator(ExecutionAnalytics.inMemory(OneFailure::new), List.of(rule), () -> 0, audience, NOW);
        return new AlertWatch(
                evaluator,
                () -> {
                    asked.incrementAndGet();
                    return duty.get();
                },
                InstantSource.fixed(NOW),
                Duration.ofMillis(1));
    }

    /** An execution that has failed a minute ago. */
    private static final class OneFailure implements MemoryTables {

        @Override
        public List<Map<String, @Nullable Object>> rows(String table) {
            return List.of(Map.of("agent_name", "Poet", "status", "failed", "created_at", NOW.minusSeconds(60)));
        }

        @Override
        public List<Map<String, @Nullable Object>> rows(String table, UUID executionId) {
            return List.of();
        }

        @Override
        public long forgotten() {
            return 0;
        }

        @Override
        public String describe() {
            return "one";
        }
    }
}
