// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.TrackingSwitches;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the properties say about a method: those of its agent before the general ones, both before the annotation's. */
final class AgentPolicies implements Function<TrackedMethod, AgentPolicy> {

    private static final TrackingProperties.Agent NO_SETTINGS =
            new TrackingProperties.Agent(true, null, null, null, null, null);

    /** Loggers stay, and each new one takes longer to make: code that makes up names of agents would wait for them. */
    private static final int MOST_LOGGERS = 1_000;

    private static final Logger OTHERS = LoggerFactory.getLogger(AgentPolicy.LOGGER_PREFIX + "other");

    private final ConcurrentMap<String, Logger> loggers = new ConcurrentHashMap<>();
    private final TrackingProperties.Capture capture;
    private final Map<String, TrackingProperties.Agent> agents = new HashMap<>();

    AgentPolicies(TrackingProperties properties) {
        this.capture = properties.capture();
        properties.agents().forEach((name, settings) -> agents.put(TrackingSwitches.plainName(name), settings));
    }

    /** Whether the executions of an agent are recorded. */
    boolean isEnabled(String agent) {
        return agents.getOrDefault(TrackingSwitches.plainName(agent), NO_SETTINGS)
                .enabled();
    }

    @Override
    public AgentPolicy apply(TrackedMethod method) {
        TrackingProperties.Agent settings =
                agents.getOrDefault(TrackingSwitches.plainName(method.agent()), NO_SETTINGS);
        boolean input = settings.captureInput() == null ? capture.input() : settings.captureInput();
        boolean output = settings.captureOutput() == null ? capture.output() : settings.captureOutput();
        return new AgentPolicy(
                settings.enabled(),
                input && method.capturesInput(),
                output && method.capturesOutput(),
                capture.llm(),
                settings.timeout() == null
                        ? method.timeoutNanos()
                        : settings.timeout().toNanos(),
                settings.samplingRate() == null ? Double.NaN : settings.samplingRate(),
                logger(method.agent()));
    }

    private Logger logger(String agent) {
        Logger known = loggers.get(agent);
        if (known != null) {
            return known;
        }
        return loggers.size() < MOST_LOGGERS
                ? loggers.computeIfAbsent(agent, name -> LoggerFactory.getLogger(AgentPolicy.LOGGER_PREFIX + name))
                : OTHERS;
    }
}
