// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.alerts.AlertEvaluator;
import dev.agenttracking.alerts.AlertWatch;
import dev.agenttracking.alerts.AlertWebhook;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Has the rules looked at while the application runs: after the writer has started, and until before it stops. */
final class TrackingAlerts implements SmartLifecycle {

    private final AlertEvaluator evaluator;
    private final AlertWatch watch;
    private final @Nullable AlertWebhook webhook;
    private final boolean enabled;

    /**
     * Makes alerts.
     *
     * @param webhook null for none
     * @param enabled whether they do anything
     */
    TrackingAlerts(AlertEvaluator evaluator, AlertWatch watch, @Nullable AlertWebhook webhook, boolean enabled) {
        this.evaluator = evaluator;
        this.watch = watch;
        this.webhook = webhook;
        this.enabled = enabled;
    }

    AlertEvaluator evaluator() {
        return evaluator;
    }

    @Nullable
    AlertWebhook webhook() {
        return webhook;
    }

    boolean isEnabled() {
        return enabled;
    }

    @Override
    public void start() {
        if (enabled) {
            if (webhook != null) {
                webhook.start();
            }
            watch.start();
        }
    }

    @Override
    public void stop() {
        try {
            watch.stop();
            if (webhook != null) {
                webhook.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return watch.isRunning();
    }

    @Override
    public int getPhase() {
        return TrackingLifecycle.PHASE + 1;
    }
}
