// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what was found in one sentence. */
final class AlertMessages {

    private AlertMessages() {}

    static String of(AlertRule rule, AlertEvent.State state, @Nullable String agent, @Nullable Double value) {
        String who = agent == null ? rule.condition() == AlertCondition.LOST ? "Tracking" : "All agents" : agent;
        String when = " in the last " + text(rule.window());
        String what = value == null ? "too little to say" : found(rule, value);
        return state == AlertEvent.State.FIRING
                ? who + ": " + what + when + limit(rule)
                : who + ": fine again, " + what + when;
    }

    private static String found(AlertRule rule, double value) {
        return switch (rule.condition()) {
            case ERROR_RATE -> percent(value) + " of the executions failed or ran out of time";
            case P95 -> "95 of 100 executions took up to " + text(Duration.ofMillis(Math.round(value)));
            case QUALITY -> "answers score " + number(value) + " on average";
            case COST_PER_HOUR -> "models cost $" + number(value) + " an hour";
            case SILENT -> value == 0 ? "no execution" : "there are executions";
            case LOST -> Math.round(value) + " executions lost";
        };
    }

    private static String limit(AlertRule rule) {
        double threshold = rule.threshold();
        return switch (rule.condition()) {
            case ERROR_RATE -> ", more than " + percent(threshold);
            case P95 -> ", more than " + text(Duration.ofMillis(Math.round(threshold)));
            case QUALITY -> ", less than " + number(threshold);
            case COST_PER_HOUR -> ", more than $" + number(threshold);
            case SILENT -> "";
            case LOST -> ", more than " + Math.round(threshold);
        };
    }

    private static String percent(double part) {
        return number(part * 100) + " %";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** As in {@code 1h30m}. */
    private static String text(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0
                ? duration.toMillis() + "ms"
                : duration.toString().substring(2).replace("T", "").toLowerCase(Locale.ROOT);
    }
}
