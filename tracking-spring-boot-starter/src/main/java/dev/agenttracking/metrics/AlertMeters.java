// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.alerts.AlertEvaluator;
import dev.agenttracking.alerts.AlertRule;
import dev.agenttracking.alerts.AlertWebhook;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Which rules fire, and what became of alerts that were sent. Read when somebody asks. */
public final class AlertMeters {

    private final AlertEvaluator evaluator;
    private final @Nullable AlertWebhook webhook;

    /** Makes meters; of a webhook where there is one. */
    public AlertMeters(AlertEvaluator evaluator, @Nullable AlertWebhook webhook) {
        this.evaluator = evaluator;
        this.webhook = webhook;
    }

    /** Adds them to a registry. */
    public void bindTo(MeterRegistry registry) {
        for (AlertRule rule : evaluator.rules()) {
            Gauge.builder(TrackingMeter.ALERTS_FIRING.getName(), evaluator, asked -> asked.firing(rule))
                    .description(TrackingMeter.ALERTS_FIRING.description())
                    .tag(MeterTag.RULE.asString(), rule.name())
                    .register(registry);
        }
        if (webhook != null) {
            deliveries(registry, webhook, "sent", AlertWebhook::sent);
            deliveries(registry, webhook, "failed", AlertWebhook::failed);
            deliveries(registry, webhook, "dropped", AlertWebhook::dropped);
        }
    }

    private static void deliveries(
            MeterRegistry registry, AlertWebhook measured, String outcome, ToDoubleFunction<AlertWebhook> value) {
        FunctionCounter.builder(TrackingMeter.ALERTS_DELIVERIES.getName(), measured, value)
                .description(TrackingMeter.ALERTS_DELIVERIES.description())
                .tag(MeterTag.OUTCOME.asString(), outcome)
                .register(registry);
    }
}
