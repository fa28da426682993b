// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded, switched while the application runs: all, or one agent. What is switched here goes before the configuration
 * until the application stops. Executions under way are recorded to their end.
 *
 * <p><b>Threading</b>: thread-safe. A change is seen by calls that begin after it, on other threads some nanoseconds later.
 */
public final class TrackingSwitches {

    private final Function<TrackedMethod, AgentPolicy> configured;
    private final ConcurrentMap<String, Boolean> agents = new ConcurrentHashMap<>();
    private final ConcurrentMap<TrackedMethod, AgentPolicy> policies = new ConcurrentHashMap<>();
    private volatile boolean enabled = true;

    /**
     * Begins with everything as it is configured.
     *
     * @param configured what the configuration says about a method
     */
    public TrackingSwitches(Function<TrackedMethod, AgentPolicy> configured) {
        this.configured = configured;
    }

    /** Whether anything is recorded. */
    public boolean isEnabled() {
        return enabled;
    }

    /** Switches all recording on or off. */
    public void enable(boolean on) {
        enabled = on;
    }

    /**
     * Switches one agent on or off.
     *
     * @param agent its name, without regard to case and dashes
     */
    public void enable(String agent, boolean on) {
        agents.put(plainName(agent), on);
        policies.clear();
    }

    /** The agents that were switched, by their plain names, and whether they are on. */
    public Map<String, Boolean> switchedAgents() {
        return new TreeMap<>(agents);
    }

    /** How calls of a method are recorded now. */
    public AgentPolicy policy(TrackedMethod method) {
        AgentPolicy known = policies.get(method);
        return known != null ? known : policies.computeIfAbsent(method, this::decide);
    }

    /** The same for a method that is not asked for again. */
    AgentPolicy decide(TrackedMethod method) {
        AgentPolicy policy = configured.apply(method);
        @Nullable Boolean switched = agents.isEmpty() ? null : agents.get(plainName(method.agent()));
        return switched == null ? policy : policy.withEnabled(switched);
    }

    /** A name as names are compared: in lower case, without dashes. */
    public static String plainName(String agent) {
        return agent.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
