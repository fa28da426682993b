// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.quality.QualityListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The summary {@value #NAME}, with the tag {@code agent}: of each execution whose answer was judged, its score. */
public final class QualityMeter implements QualityListener {

    /** The name of the meter. */
    public static final String NAME = "agent.response.quality";

    private final Supplier<@Nullable MeterRegistry> registry;

    /**
     * Makes a listener that records.
     *
     * @param registry asked at each score; null where there is none
     */
    public QualityMeter(Supplier<@Nullable MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void rated(String agent, double score) {
        MeterRegistry present = registry.get();
        if (present != null) {
            present.summary(NAME, "agent", agent).record(score);
        }
    }
}
