// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.metrics.AlertMeters;
import dev.agenttracking.metrics.TrackingMeters;
import dev.agenttracking.metrics.WriterMeters;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;

/** Has meters in the application's registry once all beans are made, so that the registry is made as late as without them. What it refuses is logged, and left out. */
final class BoundMeters implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(BoundMeters.class);

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
                meters.bindTo(registry);
                guarded(() -> ofWriter.bindTo(registry));
                alerts.ifAvailable(present -> guarded(() -> bind(present, registry)));
            });
        }
    }

    /** A registry refuses a name that the application has for another kind of meter, and its filters may fail. */
    private static void guarded(Runnable binding) {
        try {
            binding.run();
        } catch (RuntimeException | LinkageError fault) {
            log.warn(
                    "Some of tracking's meters are not there, since the application's registry does not take them",
                    fault);
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
