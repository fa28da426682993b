// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint agentexecutions shows.
 *
 * @param showValues When to show what executions got and gave: arguments, results, prompts, answers, messages, reasons.
 * @param roles One of these makes a user authorized to see values. Default: every authenticated user is.
 */
@ConfigurationProperties("management.endpoint.agentexecutions")
public record AgentExecutionsEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
