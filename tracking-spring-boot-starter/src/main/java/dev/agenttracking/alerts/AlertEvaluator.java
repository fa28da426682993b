// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.TimeLimitException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds all rules against what is recorded, and tells of what has changed, in the log too.
 *
 * <p><b>Threading</b>: {@link #evaluate} is called by one thread; {@link #firing} by any.
 *
 * <p><b>Failure</b>: throws nothing. Where the store has no answer the rules stay as they are, and the first such time is logged.
 */
public final class AlertEvaluator {

    private static final Logger log = LoggerFactory.getLogger(AlertEvaluator.class);

    private final ExecutionAnalytics analytics;
    private final Consumer<AlertEvent> audience;
    private final Map<AlertRule, AlertStates> rules = new LinkedHashMap<>();
    private final AlertLosses losses;
    private final Instant begun;
    private boolean failing;

    /**
     * Makes one that begins now.
     *
     * @param lost how many executions this process has lost so far
     * @param audience hears of each change
     */
    public AlertEvaluator(
            ExecutionAnalytics analytics,
            List<AlertRule> rules,
            LongSupplier lost,
            Consumer<AlertEvent> audience,
            Instant begun) {
        this.analytics = analytics;
        this.audience = audience;
        this.begun = begun;
        Duration longest = Duration.ZERO;
        for (AlertRule rule : rules) {
            this.rules.put(rule, new AlertStates(rule));
            longest = rule.window().compareTo(longest) > 0 ? rule.window() : longest;
        }
        this.losses = new AlertLosses(lost, longest, begun);
    }

    /** The rules, in order. */
    public List<AlertRule> rules() {
        return List.copyOf(rules.keySet());
    }

    /** Of how many agents a rule fires; 0 or 1 for one that is about all together. */
    public int firing(AlertRule rule) {
        AlertStates states = rules.get(rule);
        if (states == null) {
            return 0;
        }
        synchronized (states) {
            return states.firing();
        }
    }

    /**
     * Looks at all rules.
     *
     * @param duty whether this instance sees to what all of them record; else it only sees to its own losses
     */
    public void evaluate(Instant now, AlertDuty duty) {
        losses.sample(now);
        for (Map.Entry<AlertRule, AlertStates> each : rules.entrySet()) {
            AlertRule rule = each.getKey();
            if (rule.condition() == AlertCondition.LOST) {
                take(each.getValue(), Map.of(AlertReadings.ALL, (double) losses.within(rule.window())), now);
            } else if (duty == AlertDuty.OTHERS) {
                synchronized (each.getValue()) {
                    each.getValue().forget();
                }
            }
        }
        if (duty == AlertDuty.OURS) {
            look(now);
        }
    }

    private void look(Instant now) {
        AlertReadings readings = new AlertReadings(analytics, now);
        boolean failed = false;
        for (Map.Entry<AlertRule, AlertStates> each : rules.entrySet()) {
            AlertRule rule = each.getKey();
            if (rule.condition() != AlertCondition.LOST && isDue(rule, now)) {
                try {
                    take(each.getValue(), readings.of(rule), now);
                } catch (TimeLimitException longer) {
                    // Of a shorter time there may be an answer.
                    tellOfFailure(longer, failed);
                    failed = true;
                } catch (RuntimeException | LinkageError fault) {
                    tellOfFailure(fault, failed);
                    failed = true;
                    break;
                }
            }
        }
        failing = failed;
    }

    /** Whether somebody was silent shows only when somebody has listened for so long. */
    private boolean isDue(AlertRule rule, Instant now) {
        return rule.condition() != AlertCondition.SILENT
                || !begun.plus(rule.window()).isAfter(now);
    }

    private void tellOfFailure(Throwable fault, boolean told) {
        if (!failing && !told) {
            log.warn(
                    "Alerts have no answer from {} ({}); they stay as they are until there is one",
                    analytics.source(),
                    String.valueOf(fault.getMessage()).lines().findFirst().orElse(""));
        }
        log.debug("Why alerts have no answer", fault);
    }

    private void take(AlertStates states, Map<String, Double> found, Instant now) {
        List<AlertEvent> events;
        synchronized (states) {
            events = new ArrayList<>(states.take(found, now));
        }
        events.forEach(this::tell);
    }

    private void tell(AlertEvent event) {
        if (event.state() == AlertEvent.State.FIRING) {
            log.warn("Alert {} fires. {}", event.rule(), event.message());
        } else {
            log.info("Alert {} is resolved. {}", event.rule(), event.message());
        }
        try {
            audience.accept(event);
        } catch (Throwable fault) {
            log.warn("Whoever hears of alert {} has failed", event.rule(), fault);
        }
    }
}
