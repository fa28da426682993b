// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.BudgetMeter;
import dev.agenttracking.metrics.QualityMeter;
import dev.agenttracking.metrics.ViolationMeter;
import dev.agenttracking.metrics.WriterMeters;
import dev.agenttracking.writer.ExecutionWriter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Counts in the application's meter registry, where it has one; asked for when there is something to count, and when all beans are
 * made.
 */
@AutoConfiguration(before = TrackingAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class MetricsAutoConfiguration {

    @Bean
    BoundMeters trackingBoundMeters(
            ExecutionWriter writer, ObjectProvider<MeterRegistry> registries, TrackingProperties properties) {
        return new BoundMeters(new WriterMeters(writer), registries, properties.enabled());
    }

    @Bean
    static BoundMeters.Eagerly trackingEagerMeters() {
        return new BoundMeters.Eagerly();
    }

    @Bean
    ViolationMeter trackingViolationMeter(ObjectProvider<MeterRegistry> registries) {
        return new ViolationMeter(registries::getIfUnique);
    }

    @Bean
    BudgetMeter trackingBudgetMeter(ObjectProvider<MeterRegistry> registries) {
        return new BudgetMeter(registries::getIfUnique);
    }

    @Bean
    QualityMeter trackingQualityMeter(ObjectProvider<MeterRegistry> registries) {
        return new QualityMeter(registries::getIfUnique);
    }
}
