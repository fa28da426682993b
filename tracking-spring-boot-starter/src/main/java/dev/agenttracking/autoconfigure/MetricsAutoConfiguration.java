// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.BudgetMeter;
import dev.agenttracking.metrics.ViolationMeter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Counts in the application's meter registry, where it has one; asked for when there is something to count. */
@AutoConfiguration(before = TrackingAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class MetricsAutoConfiguration {

    @Bean
    ViolationMeter trackingViolationMeter(ObjectProvider<MeterRegistry> registries) {
        return new ViolationMeter(registries::getIfUnique);
    }

    @Bean
    BudgetMeter trackingBudgetMeter(ObjectProvider<MeterRegistry> registries) {
        return new BudgetMeter(registries::getIfUnique);
    }
}
