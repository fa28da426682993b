// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.quality.QualityListener;

/** Measures the score of each execution whose answer was judged. */
public final class QualityMeter implements QualityListener {

    private final TrackingMeters meters;

    /** Makes a listener. */
    public QualityMeter(TrackingMeters meters) {
        this.meters = meters;
    }

    @Override
    public void rated(String agent, double score) {
        meters.summarize(TrackingMeter.RESPONSE_QUALITY, score, agent);
    }
}
