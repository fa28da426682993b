// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.alerts.AlertDuty;
import dev.agenttracking.alerts.AlertEvaluator;
import dev.agenttracking.alerts.AlertEvent;
import dev.agenttracking.alerts.AlertPayload;
import dev.agenttracking.alerts.AlertRule;
import dev.agenttracking.alerts.AlertWatch;
import dev.agenttracking.alerts.AlertWebhook;
import dev.agenttracking.alerts.WebhookSettings;
import dev.agenttracking.analytics.OldestInstance;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Looks at the rules of {@code tracking.alerts}, where there are any. */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AlertProperties.class)
public final class AlertsAutoConfiguration {

    @Bean
    TrackingAlerts agentTrackingAlerts(
            AlertProperties alerts,
            TrackingProperties properties,
            AskedAnalytics asked,
            ExecutionWriter writer,
            TrackingDatabase database,
            TrackingStore store,
            Presence presence,
            ApplicationEventPublisher events) {
        List<AlertRule> rules = alerts.all();
        ServiceIdentity service = presence.service();
        AlertWebhook webhook = webhook(alerts.webhook().settings(), service);
        Consumer<AlertEvent> audience = event -> {
            if (webhook != null) {
                webhook.offer(event);
            }
            events.publishEvent(event);
        };
        InstantSource clock = InstantSource.system();
        AlertEvaluator evaluator =
                new AlertEvaluator(asked.analytics(), rules, () -> lost(writer), audience, clock.instant());
        OldestInstance oldest =
                new OldestInstance(database.lazily(), properties.database().schema());
        Supplier<AlertDuty> duty = () -> store.memory() != null
                ? AlertDuty.OURS
                : oldest.is(service.instanceId(), service.name())
                        .map(ours -> ours ? AlertDuty.OURS : AlertDuty.OTHERS)
                        .orElse(AlertDuty.UNKNOWN);
        return new TrackingAlerts(
                evaluator,
                new AlertWatch(evaluator, duty, clock, alerts.interval()),
                webhook,
                properties.enabled() && alerts.enabled() && !rules.isEmpty());
    }

    private static @Nullable AlertWebhook webhook(@Nullable WebhookSettings settings, ServiceIdentity service) {
        return settings == null
                ? null
                : new AlertWebhook(
                        settings, new AlertPayload(service.name(), service.instanceId()), InstantSource.system());
    }

    private static long lost(ExecutionWriter writer) {
        return writer.counts().dropped().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
