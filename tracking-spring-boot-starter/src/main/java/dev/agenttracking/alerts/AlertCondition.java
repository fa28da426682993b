// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.util.Locale;

/** What a rule looks at. */
public enum AlertCondition {
    /** The part of the executions that have ended that failed or ran out of time, 0 to 1; fires above the threshold. */
    ERROR_RATE,
    /** The 95th percentile of durations in milliseconds; fires above the threshold. */
    P95,
    /** The mean score of answers, 0 to 1; fires below the threshold. */
    QUALITY,
    /** US dollars an hour for calls of models; fires above the threshold. */
    COST_PER_HOUR,
    /** How many executions began, of an agent that ran before; fires at none. The threshold is the time without, in milliseconds. */
    SILENT,
    /** How many executions this process could not store and has dropped; fires above the threshold. */
    LOST;

    /** The name in JSON and logs. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isBroken(double value, double threshold) {
        return switch (this) {
            case QUALITY -> value < threshold;
            case SILENT -> value == 0;
            default -> value > threshold;
        };
    }
}
