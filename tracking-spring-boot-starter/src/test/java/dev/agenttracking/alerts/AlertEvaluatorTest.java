// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.TimeLimitException;
import dev.agenttracking.analytics.TrackingStatistics;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AlertEvaluatorTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration SHORT = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofDays(90);

    private final List<AlertEvent> heard = new ArrayList<>();
    private final List<Duration> asked = new ArrayList<>();

    @Test
    void looksAtShortTimesWhereLongOnesTakeTooLong(CapturedOutput output) {
        AlertEvaluator evaluator = evaluator(new TimeLimitException(new SQLException("canceled")));
        evaluator.evaluate(NOW, AlertDuty.OURS);
        evaluator.evaluate(NOW, AlertDuty.OURS);

        assertThat(heard).extracting(AlertEvent::rule).containsExactly("short");
        assertThat(output).containsOnlyOnce("Alerts have no answer");
    }

    @Test
    void asksForNothingElseWhereTheStoreHasNoAnswer(CapturedOutput output) {
        AlertEvaluator evaluator = evaluator(new AnalyticsException("The database is away", null));
        evaluator.evaluate(NOW, AlertDuty.OURS);
        evaluator.evaluate(NOW, AlertDuty.OURS);

        assertThat(asked).containsExactly(LONG, LONG);
        assertThat(output).containsOnlyOnce("Alerts have no answer from a fake (The database is away)");
    }

    private AlertEvaluator evaluator(RuntimeException ofLongTimes) {
        return new AlertEvaluator(
                analytics(ofLongTimes), List.of(rule("long", LONG), rule("short", SHORT)), () -> 0, heard::add, NOW);
    }

    private static AlertRule rule(String name, Duration window) {
        return new AlertRule(name, AlertCondition.ERROR_RATE, null, 0.1, window, 1, 1, 1);
    }

    /** All fails, in the span of time that it has an answer for. */
    private ExecutionAnalytics analytics(RuntimeException ofLongTimes) {
        return (ExecutionAnalytics) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ExecutionAnalytics.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("source")) {
                        return "a fake";
                    }
                    ExecutionFilter filter = (ExecutionFilter) arguments[0];
                    Duration span = Duration.between(filter.from(), filter.to());
                    asked.add(span);
                    if (span.equals(LONG)) {
                        throw ofLongTimes;
                    }
                    return failures(filter);
                });
    }

    private static TrackingStatistics failures(ExecutionFilter filter) {
        return new TrackingStatistics(
                filter.from(),
                filter.to(),
                null,
                new TrackingStatistics.Totals(
                        3, Map.of("failed", 3L), new TrackingStatistics.Durations(null, null, null, null), 0, 0, null),
                new TrackingStatistics.Quality(0, null, 0, 0, 0, 0),
                List.of(),
                List.of());
    }
}
