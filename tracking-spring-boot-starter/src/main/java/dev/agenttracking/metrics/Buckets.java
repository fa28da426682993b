// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import java.time.Duration;
import java.util.Arrays;

/**
 * The upper bounds of histograms, in seconds for timers.
 *
 * <p><b>Source</b>: those that OpenTelemetry's conventions for generative AI advise for operations, agents, calls and tokens; scores
 * have the bands of the report on quality.
 */
enum Buckets {
    NONE,
    OPERATIONS(doubled(0.01, 14)),
    AGENTS(doubled(0.1, 13)),
    CALLS(doubled(1, 8)),
    TOKENS(multiplied(1, 4, 14)),
    SCORES(0.5, 0.7, 0.9);

    private final double[] bounds;

    Buckets(double... bounds) {
        this.bounds = bounds;
    }

    double[] bounds() {
        return bounds.clone();
    }

    Duration[] durations() {
        return Arrays.stream(bounds)
                .mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1_000)))
                .toArray(Duration[]::new);
    }

    private static double[] doubled(double first, int count) {
        return multiplied(first, 2, count);
    }

    private static double[] multiplied(double first, int factor, int count) {
        double[] bounds = new double[count];
        double bound = first;
        for (int i = 0; i < count; i++) {
            bounds[i] = bound;
            bound *= factor;
        }
        return bounds;
    }
}
