// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AgentPoliciesTest {

    private final AgentPolicies policies = new AgentPolicies(new Binder(new MapConfigurationPropertySource(Map.of()))
            .bindOrCreate("tracking", TrackingProperties.class));

    @Test
    void haveFewLoggersHoweverManyNamesOfAgentsAreMadeUp() {
        assertThat(logger("Poet")).isEqualTo("dev.agenttracking.agent.Poet");
        for (int i = 0; i < 3_000; i++) {
            logger("MadeUp" + i);
        }

        assertThat(((LoggerContext) LoggerFactory.getILoggerFactory()).getLoggerList())
                .filteredOn(logger -> logger.getName().startsWith("dev.agenttracking.agent.MadeUp"))
                .hasSizeBetween(1, 1_000);
        assertThat(logger("MadeUp2999")).isEqualTo("dev.agenttracking.agent.other");
        assertThat(logger("Poet")).isEqualTo("dev.agenttracking.agent.Poet");
    }

    private String logger(String agent) {
        return policies.apply(TrackedMethod.of(AgentPoliciesTest.class, agent, "run")
                        .execution()
                        .build())
                .log()
                .getName();
    }
}
