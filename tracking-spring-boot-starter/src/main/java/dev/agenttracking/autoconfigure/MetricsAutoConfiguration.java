// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.BudgetMeter;
import dev.agenttracking.metrics.ExecutionMeters;
import dev.agenttracking.metrics.QualityMeter;
import dev.agenttracking.metrics.TrackingMeters;
import dev.agenttracking.metrics.ViolationMeter;
import dev.agenttracking.metrics.WriterMeters;
import dev.agenttracking.writer.ExecutionWriter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Measures in the application's meter registry, where it has one; asked for when there is something to measure, and when all beans
 * are made.
 */
@AutoConfiguration(before = TrackingAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MetricsProperties.class)
public final class MetricsAutoConfiguration {

    @Bean
    TrackingMeters agentTrackingMeters(MetricsProperties properties) {
        return new TrackingMeters(properties.histograms(), properties.maxTagValues());
    }

    @Bean
    BoundMeters agentTrackingBoundMeters(
            ExecutionWriter writer,
            TrackingMeters meters,
            ObjectProvider<TrackingAlerts> alerts,
            ObjectProvider<MeterRegistry> registries,
            TrackingProperties tracking,
            MetricsProperties properties) {
        return new BoundMeters(
                new WriterMeters(writer), meters, alerts, registries, tracking.enabled() && properties.enabled());
    }

    @Bean
    static BoundMeters.Eagerly agentTrackingEagerMeters() {
        return new BoundMeters.Eagerly();
    }

    @Bean
    EndedExecutions agentTrackingExecutionMeters(
            TrackingMeters meters, MetricsProperties properties, ListableBeanFactory beans) {
        return new ExecutionMeters(meters, properties.profile(), () -> SpringAiMeters.arePresent(beans))::record;
    }

    @Bean
    ViolationMeter agentTrackingViolationMeter(TrackingMeters meters) {
        return new ViolationMeter(meters);
    }

    @Bean
    BudgetMeter agentTrackingBudgetMeter(TrackingMeters meters) {
        return new BudgetMeter(meters);
    }

    @Bean
    QualityMeter agentTrackingQualityMeter(TrackingMeters meters) {
        return new QualityMeter(meters);
    }
}
