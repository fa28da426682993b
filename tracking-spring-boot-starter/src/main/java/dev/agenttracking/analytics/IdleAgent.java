// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An agent that an application has and that was not called.
 *
 * @param serviceName the application; empty where it has no name
 * @param enabled whether its executions are recorded
 * @param isBean whether the application has it as a bean, and not only its class
 * @param lastStartedAt when its latest execution in this application began, whatever was asked about; null where none is stored
 */
public record IdleAgent(
        String serviceName,
        String agentName,
        boolean enabled,
        boolean isBean,
        @Nullable Instant lastStartedAt) {}
