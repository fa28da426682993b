// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.quality.ViolationListener;

/** Counts what is not as it is declared. */
public final class ViolationMeter implements ViolationListener {

    private final TrackingMeters meters;

    /** Makes a listener. */
    public ViolationMeter(TrackingMeters meters) {
        this.meters = meters;
    }

    @Override
    public void violated(String agent, String kind, int count) {
        meters.count(TrackingMeter.VIOLATIONS, count, agent, kind);
    }
}
