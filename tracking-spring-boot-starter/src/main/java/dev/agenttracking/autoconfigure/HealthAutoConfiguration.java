// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.writer.ExecutionWriter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the application's health how it stands with the records. */
@AutoConfiguration(
        after = TrackingAutoConfiguration.class,
        beforeName = "org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class HealthAutoConfiguration {

    /** Apart, since its condition is a class that may not be there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnEnabledHealthIndicator("tracking")
    static class Enabled {

        @Bean
        @ConditionalOnMissingBean(name = "trackingHealthIndicator")
        TrackingHealth trackingHealthIndicator(
                ExecutionWriter writer, TrackingStore store, TrackingProperties properties) {
            return new TrackingHealth(writer, store, properties.enabled());
        }
    }
}
