// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.CallObserver;
import dev.agenttracking.metrics.ObservedCalls;
import dev.agenttracking.metrics.TrackingObservation;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

/** Shows executions, stages and calls of models to those who observe the application. */
@AutoConfiguration(before = TrackingAutoConfiguration.class)
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ObservationsProperties.class)
public final class ObservationsAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    CallObserver agentTrackingCallObserver(
            ObservationsProperties properties,
            ObjectProvider<ObservationRegistry> registries,
            ObjectProvider<ObservationHandler<?>> handlers) {
        return new ObservedCalls(
                new ApplicationObservations(registries, handlers, properties.enabled()), properties.profile());
    }

    /** Micrometer makes meters of observations; of these there are better ones. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterFilter.class)
    static class Meters {

        @Bean
        static NoMetersOfObservations agentTrackingNoMetersOfObservations() {
            return new NoMetersOfObservations();
        }
    }

    /** Denies them. */
    static final class NoMetersOfObservations implements MeterFilter {

        @Override
        public MeterFilterReply accept(Meter.Id id) {
            return TrackingObservation.isMeterOfOne(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
        }
    }
}
