// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.TrackingStatistics;
import dev.agenttracking.analytics.TrackingStatistics.AgentStatistics;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.analytics.TrackingStatistics.Totals;
import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What rules find at one moment: each span of time is asked for once, whatever the number of rules.
 *
 * <p><b>Failure</b>: an {@link dev.agenttracking.analytics.AnalyticsException} where the store has no answer.
 */
final class AlertReadings {

    /** The key of what is about no single agent. */
    static final String ALL = "";

    /** An agent that did not run for so long is not silent but gone. */
    private static final Duration MEMORY = Duration.ofDays(7);

    private static final double MILLIS_PER_HOUR = 3_600_000d;

    private final ExecutionAnalytics analytics;
    private final Instant now;
    private final Map<Duration, TrackingStatistics> asked = new HashMap<>();

    AlertReadings(ExecutionAnalytics analytics, Instant now) {
        this.analytics = analytics;
        this.now = now;
    }

    /** What a rule finds, by agent; without those of whom there is too little to say. */
    Map<String, Double> of(AlertRule rule) {
        return rule.condition() == AlertCondition.SILENT ? silence(rule) : figures(rule);
    }

    private Map<String, Double> figures(AlertRule rule) {
        TrackingStatistics statistics = within(rule.window());
        Map<String, Double> found = new TreeMap<>();
        if (rule.agent() == null) {
            put(found, ALL, figure(rule, statistics.totals(), statistics.quality()));
            return found;
        }
        for (AgentStatistics each : statistics.agents()) {
            if (rule.isForEach() || isSame(rule.agent(), each.agentName())) {
                put(found, each.agentName(), figure(rule, each.totals(), each.quality()));
            }
        }
        return found;
    }

    private Map<String, Double> silence(AlertRule rule) {
        TrackingStatistics recent = within(rule.window());
        if (rule.agent() == null) {
            return Map.of(ALL, (double) recent.totals().executions());
        }
        Set<String> heard =
                recent.agents().stream().map(each -> plain(each.agentName())).collect(Collectors.toSet());
        if (!rule.isForEach()) {
            return Map.of(rule.agent(), heard.contains(plain(rule.agent())) ? 1d : 0d);
        }
        Duration longer = rule.window().compareTo(MEMORY) > 0 ? rule.window().multipliedBy(2) : MEMORY;
        Map<String, Double> found = new TreeMap<>();
        for (AgentStatistics each : within(longer).agents()) {
            found.put(each.agentName(), heard.contains(plain(each.agentName())) ? 1d : 0d);
        }
        return found;
    }

    private static @Nullable Double figure(AlertRule rule, Totals totals, Quality quality) {
        long ended = ended(totals);
        return switch (rule.condition()) {
            case ERROR_RATE -> ended < rule.minExecutions() ? null : (Double) (failed(totals) / ended);
            case P95 -> ended < rule.minExecutions() ? null : totals.durations().p95Millis();
            case QUALITY -> quality.rated() < rule.minExecutions() ? null : quality.average();
            case COST_PER_HOUR -> perHour(totals.costUsd(), rule.window());
            case SILENT, LOST ->
                throw new IllegalArgumentException(rule.condition().text());
        };
    }

    private static double perHour(@Nullable BigDecimal cost, Duration window) {
        return cost == null ? 0 : cost.doubleValue() * MILLIS_PER_HOUR / window.toMillis();
    }

    private static double failed(Totals totals) {
        return count(totals, ExecutionStatus.FAILED) + count(totals, ExecutionStatus.TIMEOUT);
    }

    private static long ended(Totals totals) {
        long ended = 0;
        for (ExecutionStatus status : ExecutionStatus.values()) {
            ended += status.isTerminal() ? count(totals, status) : 0;
        }
        return ended;
    }

    private static long count(Totals totals, ExecutionStatus status) {
        return totals.byStatus().getOrDefault(status.storedName(), 0L);
    }

    private TrackingStatistics within(Duration window) {
        return asked.computeIfAbsent(
                window, length -> analytics.statistics(ExecutionFilter.all().between(now.minus(length), now)));
    }

    private static void put(Map<String, Double> found, String agent, @Nullable Double value) {
        if (value != null) {
            found.put(agent, value);
        }
    }

    private static boolean isSame(String asked, String recorded) {
        return plain(asked).equals(plain(recorded));
    }

    private static String plain(String agent) {
        return agent.toLowerCase(Locale.ROOT).replace("-", "");
    }
}
