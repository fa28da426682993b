// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.actuate.AgentDebugEndpoint;
import dev.agenttracking.actuate.AgentExecutionsEndpoint;
import dev.agenttracking.actuate.AgentPerformanceEndpoint;
import dev.agenttracking.actuate.ShownValues;
import dev.agenttracking.actuate.TrackingEndpoint;
import dev.agenttracking.actuate.TrackingState;
import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AgentPerformance;
import dev.agenttracking.analytics.ExecutionReport;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.writer.ExecutionWriter;
import java.time.Clock;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Actuator endpoints, each where Actuator makes it available, and where the application has none of that id. A child of a context
 * that has them gets its own, which are those that it shows.
 */
@AutoConfiguration(after = TrackingAutoConfiguration.class)
@ConditionalOnClass({WebEndpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBooleanProperty(name = "tracking.enabled", matchIfMissing = true)
public final class EndpointsAutoConfiguration {

    /** Apart, since its methods' conditions are classes that may not be there. */
    @Configuration(proxyBeanMethods = false)
    @RegisterReflectionForBinding({
        AgentDiagnosis.class,
        AgentPerformance.class,
        ExecutionReport.class,
        ExecutionSummary.class,
        TrackingState.class
    })
    @EnableConfigurationProperties({AgentDebugEndpointProperties.class, AgentExecutionsEndpointProperties.class})
    static class Available {

        @Bean
        @ConditionalOnAvailableEndpoint
        @Conditional(OnFreeEndpointId.class)
        TrackingEndpoint agentTrackingEndpoint(
                ExecutionWriter writer,
                TrackingSwitches switches,
                TrackingStore store,
                RegisteredAgents agents,
                TrackingProperties properties) {
            return new TrackingEndpoint(
                    writer, switches, () -> store.sink().describe(), agents::switches, properties.enabled());
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @Conditional(OnFreeEndpointId.class)
        AgentExecutionsEndpoint agentTrackingExecutionsEndpoint(
                AskedAnalytics asked,
                AgentExecutionsEndpointProperties properties,
                ObjectProvider<SanitizingFunction> functions) {
            return new AgentExecutionsEndpoint(
                    asked.analytics(),
                    new ShownValues(
                            properties.showValues(),
                            properties.roles(),
                            functions.orderedStream().toList()),
                    Clock.systemUTC());
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @Conditional(OnFreeEndpointId.class)
        AgentPerformanceEndpoint agentTrackingPerformanceEndpoint(AskedAnalytics asked) {
            return new AgentPerformanceEndpoint(asked.analytics(), Clock.systemUTC());
        }

        @Bean
        @ConditionalOnAvailableEndpoint
        @Conditional(OnFreeEndpointId.class)
        AgentDebugEndpoint agentTrackingDebugEndpoint(
                AskedAnalytics asked,
                AgentDebugEndpointProperties properties,
                ObjectProvider<SanitizingFunction> functions) {
            return new AgentDebugEndpoint(
                    asked.analytics(),
                    new ShownValues(
                            properties.showValues(),
                            properties.roles(),
                            functions.orderedStream().toList()));
        }
    }
}
