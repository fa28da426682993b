// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.actuate.TrackingInfo;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.postgres.RegisteredAgent;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the application's info what is tracked, and where the records go. */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class InfoAutoConfiguration {

    /** Apart, since its condition is a class that may not be there. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnEnabledInfoContributor("tracking")
    static class Enabled {

        @Bean
        TrackingInfo agentTrackingInfoContributor(
                TrackingSwitches switches,
                TrackingStore store,
                RegisteredAgents agents,
                TrackingProperties properties) {
            return new TrackingInfo(
                    switches,
                    () -> store.sink().describe(),
                    () -> agents.get().stream().map(RegisteredAgent::agent).toList(),
                    properties.enabled());
        }
    }
}
