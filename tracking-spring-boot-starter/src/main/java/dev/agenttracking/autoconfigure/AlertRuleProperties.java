// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.alerts.AlertCondition;
import dev.agenttracking.alerts.AlertRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A rule. It has one of the first six.
 *
 * @param errorRate Fires where a greater part of the executions than this fails or runs out of time, 0 to 1.
 * @param p95 Fires where 5 of 100 executions take longer than this.
 * @param quality Fires where answers score less than this on average, 0 to 1.
 * @param costPerHourUsd Fires where calls of models cost more than this an hour, in US dollars.
 * @param silentFor Fires where no execution has begun for so long; of each agent (*) those that ran in the seven days before.
 * @param lost Fires where this process has lost more executions than this, since they could not be stored.
 * @param agent The agent whose executions count, by its name without regard to case and dashes; * for each on its own. Default: all
 *     together.
 * @param window How far back it looks. Default: 10m; 1h for costs.
 * @param minExecutions With fewer executions (for quality: rated ones) in the window it says nothing.
 * @param fireAfter How many times in a row it is broken before it fires.
 * @param resolveAfter How many times in a row it is fine before it is resolved.
 */
public record AlertRuleProperties(
        @Nullable Double errorRate,
        @Nullable Duration p95,
        @Nullable Double quality,
        @Nullable Double costPerHourUsd,
        @Nullable Duration silentFor,
        @Nullable Long lost,
        @Nullable String agent,
        @Nullable Duration window,
        @DefaultValue("10") long minExecutions,
        @DefaultValue("1") int fireAfter,
        @DefaultValue("2") int resolveAfter) {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration WINDOW_OF_COSTS = Duration.ofHours(1);
    private static final int MOST_TIMES = 1_000;

    void require(String name) {
        List<String> given = given();
        if (given.size() != 1) {
            throw new InvalidConfigurationPropertyValueException(
                    name,
                    given.isEmpty() ? null : String.join(", ", given),
                    "It takes exactly one of error-rate, p95, quality, cost-per-hour-usd, silent-for and lost.");
        }
        requireThreshold(name);
        if (agent != null && agent.isBlank()) {
            throw new InvalidConfigurationPropertyValueException(
                    name + ".agent", agent, "It takes an agent's name, or * for each; leave it out for all together.");
        }
        if (agent != null && lost != null) {
            throw new InvalidConfigurationPropertyValueException(
                    name + ".agent", agent, "A rule about lost executions is about no agent.");
        }
        if (window != null && silentFor != null) {
            throw new InvalidConfigurationPropertyValueException(
                    name + ".window", window, "A rule about silence looks back for as long as silent-for says.");
        }
        if (window != null) {
            AlertProperties.require(name + ".window", window, Duration.ofSeconds(1), Duration.ofDays(90));
        }
        AlertProperties.require(name + ".min-executions", minExecutions, 1, 1_000_000);
        AlertProperties.require(name + ".fire-after", fireAfter, 1, MOST_TIMES);
        AlertProperties.require(name + ".resolve-after", resolveAfter, 1, MOST_TIMES);
    }

    private void requireThreshold(String name) {
        if (errorRate != null) {
            AlertProperties.require(name + ".error-rate", errorRate, 0, 1);
        }
        if (p95 != null) {
            AlertProperties.require(name + ".p95", p95, Duration.ofMillis(1), Duration.ofDays(7));
        }
        if (quality != null) {
            AlertProperties.require(name + ".quality", quality, 0, 1);
        }
        if (costPerHourUsd != null) {
            AlertProperties.require(name + ".cost-per-hour-usd", costPerHourUsd, 0, 1_000_000_000);
        }
        if (silentFor != null) {
            AlertProperties.require(name + ".silent-for", silentFor, Duration.ofSeconds(1), Duration.ofDays(30));
        }
        if (lost != null) {
            AlertProperties.require(name + ".lost", lost, 0, 1_000_000_000);
        }
    }

    private List<String> given() {
        List<String> given = new ArrayList<>();
        add(given, "error-rate", errorRate);
        add(given, "p95", p95);
        add(given, "quality", quality);
        add(given, "cost-per-hour-usd", costPerHourUsd);
        add(given, "silent-for", silentFor);
        add(given, "lost", lost);
        return given;
    }

    private static void add(List<String> given, String name, @Nullable Object value) {
        if (value != null) {
            given.add(name);
        }
    }

    AlertRule toRule(String name) {
        if (errorRate != null) {
            return rule(name, AlertCondition.ERROR_RATE, errorRate, WINDOW);
        }
        if (p95 != null) {
            return rule(name, AlertCondition.P95, p95.toNanos() / 1e6, WINDOW);
        }
        if (quality != null) {
            return rule(name, AlertCondition.QUALITY, quality, WINDOW);
        }
        if (costPerHourUsd != null) {
            return rule(name, AlertCondition.COST_PER_HOUR, costPerHourUsd, WINDOW_OF_COSTS);
        }
        if (silentFor != null) {
            return rule(name, AlertCondition.SILENT, silentFor.toMillis(), silentFor);
        }
        return rule(name, AlertCondition.LOST, lost == null ? 0 : lost, WINDOW);
    }

    private AlertRule rule(String name, AlertCondition condition, double threshold, Duration usualWindow) {
        return new AlertRule(
                name,
                condition,
                agent == null ? null : agent.strip(),
                threshold,
                window == null ? usualWindow : window,
                minExecutions,
                fireAfter,
                resolveAfter);
    }
}
