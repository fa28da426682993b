// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.execution.TrackingSwitches;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * What the {@code info} endpoint says of tracking:
 * {@code {"version", "enabled", "store", "agents": [names]}}. Asks the database nothing.
 */
public final class TrackingInfo implements InfoContributor {

    private final TrackingSwitches switches;
    private final Supplier<String> store;
    private final Supplier<List<String>> agents;
    private final boolean enabled;

    /**
     * Makes a contributor.
     *
     * @param store names the store
     * @param agents names the agents of this application, sorted
     * @param enabled whether tracking was on at the start
     */
    public TrackingInfo(
            TrackingSwitches switches, Supplier<String> store, Supplier<List<String>> agents, boolean enabled) {
        this.switches = switches;
        this.store = store;
        this.agents = agents;
        this.enabled = enabled;
    }

    @Override
    public void contribute(Info.Builder builder) {
        Map<String, Object> tracking = new LinkedHashMap<>();
        String version = getClass().getPackage().getImplementationVersion();
        if (version != null) {
            tracking.put("version", version);
        }
        tracking.put("enabled", enabled && switches.isEnabled());
        tracking.put("store", store.get());
        tracking.put("agents", agents.get());
        builder.withDetail("tracking", tracking);
    }
}
