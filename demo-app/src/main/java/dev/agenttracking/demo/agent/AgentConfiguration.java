// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The agent that is not found by the component scan. */
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

    @Bean
    StyleAgent styleAgent() {
        return new StyleAgent();
    }
}
