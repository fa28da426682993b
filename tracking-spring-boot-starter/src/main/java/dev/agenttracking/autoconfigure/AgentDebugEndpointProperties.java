// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the endpoint agentdebug shows.
 *
 * @param showValues When to show why an agent skipped, was not chosen or failed, in its own words.
 * @param roles One of these makes a user authorized to see values. Default: every authenticated user is.
 */
@ConfigurationProperties("management.endpoint.agentdebug")
public record AgentDebugEndpointProperties(
        @DefaultValue("never") Show showValues,
        @DefaultValue Set<String> roles) {}
