// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the configuration says about the calls of one method.
 *
 * @param enabled whether they are recorded
 * @param captureInput whether their arguments are
 * @param captureOutput whether their results are
 * @param captureLlm whether what goes to models and comes back is
 * @param timeoutNanos their time limit, 0 for none
 * @param samplingRate the part of them that is kept, 0 to 1; NaN leaves it to their callers, and at the root to the general rate
 * @param log where their begin and end is logged
 */
public record AgentPolicy(
        boolean enabled,
        boolean captureInput,
        boolean captureOutput,
        boolean captureLlm,
        long timeoutNanos,
        double samplingRate,
        Logger log) {

    /** The name of an agent's logger is this and its own. */
    public static final String LOGGER_PREFIX = "dev.agenttracking.agent.";

    private static final Logger NO_AGENT = LoggerFactory.getLogger(LOGGER_PREFIX + "unknown");

    /** A policy without a rate and a logger of its own. */
    public AgentPolicy(boolean enabled, boolean captureInput, boolean captureOutput, long timeoutNanos) {
        this(enabled, captureInput, captureOutput, true, timeoutNanos, Double.NaN, NO_AGENT);
    }

    AgentPolicy withEnabled(boolean on) {
        return new AgentPolicy(on, captureInput, captureOutput, captureLlm, timeoutNanos, samplingRate, log);
    }
}
