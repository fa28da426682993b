// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.AlertMeters;
import dev.agenttracking.metrics.TrackingMeters;
import dev.agenttracking.metrics.WriterMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;

/** Has meters in the application's registry once all beans are made, so that the registry is made as late as without them. */
final class BoundMeters implements SmartInitializingSingleton {

    private final WriterMeters ofWriter;
    private final TrackingMeters meters;
    private final ObjectProvider<TrackingAlerts> alerts;
    private final ObjectProvider<MeterRegistry> registries;
    private final boolean enabled;

    BoundMeters(
            WriterMeters ofWriter,
            TrackingMeters meters,
            ObjectProvider<TrackingAlerts> alerts,
            ObjectProvider<MeterRegistry> registries,
            boolean enabled) {
        this.ofWriter = ofWriter;
        this.meters = meters;
        this.alerts = alerts;
        this.registries = registries;
        this.enabled = enabled;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (enabled) {
            registries.ifUnique(registry -> {
                ofWriter.bindTo(registry);
                meters.bindTo(registry);
                alerts.ifAvailable(present -> bind(present, registry));
            });
        }
    }

    private static void bind(TrackingAlerts present, MeterRegistry registry) {
        if (present.isEnabled()) {
            new AlertMeters(present.evaluator(), present.webhook()).bindTo(registry);
        }
    }

    /** Has that done also where all beans of the application are lazy: nobody would ask for it. */
    static final class Eagerly implements LazyInitializationExcludeFilter {

        @Override
        public boolean isExcluded(String beanName, BeanDefinition beanDefinition, Class<?> beanType) {
            return BoundMeters.class.isAssignableFrom(beanType);
        }
    }
}
