// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What this process tells of itself.
 *
 * @param service who writes
 * @param heartbeatTimeout without a heartbeat for so long others take this process for dead
 * @param agents the agents that it has, as they are now; asked by the writer's thread
 * @param time by what it measures how long others have been silent
 */
public record Presence(
        ServiceIdentity service, Duration heartbeatTimeout, Supplier<List<RegisteredAgent>> agents, TimeSource time) {

    /** How long a process may be silent, by default. */
    public static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(60);

    /** That of a process of which no agents are known. */
    public static Presence of(ServiceIdentity service) {
        return new Presence(service, HEARTBEAT_TIMEOUT, List::of, TimeSource.SYSTEM);
    }
}
