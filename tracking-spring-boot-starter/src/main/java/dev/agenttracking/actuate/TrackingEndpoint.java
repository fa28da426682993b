// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.actuate.TrackingState.AgentSwitch;
import dev.agenttracking.actuate.TrackingState.Counts;
import dev.agenttracking.actuate.TrackingState.WriterHealth;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.WriterCounts;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/**
 * The endpoint {@code tracking}. GET answers with a {@link TrackingState}; POST of {@code {"enabled": true|false}} switches all tracking,
 * with {@code "agent"} that of one agent, until the application stops, and answers with the state after it. Asks the database nothing.
 *
 * <p><b>Failure</b>: 400 for a value that cannot be read, 409 where the application was started with {@code tracking.enabled=false}; each
 * with {@code {"message"}}.
 */
@WebEndpoint(id = "tracking")
public final class TrackingEndpoint {

    private static final Logger log = LoggerFactory.getLogger(TrackingEndpoint.class);

    private final ExecutionWriter writer;
    private final TrackingSwitches switches;
    private final Supplier<String> store;
    private final Supplier<List<AgentSwitch>> agents;
    private final boolean startedOn;

    /**
     * An endpoint of a writer and its switches.
     *
     * @param store where executions go, in a few words
     * @param agents as they are switched now
     * @param startedOn false where tracking was off at the start, so that nothing is there that could be switched on
     */
    public TrackingEndpoint(
            ExecutionWriter writer,
            TrackingSwitches switches,
            Supplier<String> store,
            Supplier<List<AgentSwitch>> agents,
            boolean startedOn) {
        this.writer = writer;
        this.switches = switches;
        this.store = store;
        this.agents = agents;
        this.startedOn = startedOn;
    }

    /** How it stands. */
    @ReadOperation
    public WebEndpointResponse<String> state() {
        WriterCounts counts = writer.counts();
        return Reply.of(new TrackingState(
                switches.isEnabled(),
                agents.get(),
                Counts.of(counts),
                WriterHealth.of(startedOn ? store.get() : "nowhere", writer, counts)));
    }

    /**
     * Switches on or off.
     *
     * @param enabled {@code true} or {@code false}
     * @param agent one agent, without regard to case and dashes; null for all tracking
     */
    @WriteOperation
    public WebEndpointResponse<String> enable(@Nullable String enabled, @Nullable String agent) {
        return Reply.to(() -> {
            boolean on = RequestValues.flag("enabled", enabled);
            if (!startedOn) {
                return Reply.problem(Reply.CONFLICT, "Tracking was off at the start; only a start can switch it on");
            }
            if (agent == null) {
                switches.enable(on);
                log.info("Tracking is switched {}", on ? "on" : "off");
            } else {
                enable(agent, on);
            }
            return state();
        });
    }

    /** An empty name must not mean all. */
    private void enable(String agent, boolean on) {
        if (agent.isBlank() || agent.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedRequestException("agent takes the name of an agent");
        }
        switches.enable(agent, on);
        log.info("Tracking of {} is switched {}", agent, on ? "on" : "off");
    }
}
