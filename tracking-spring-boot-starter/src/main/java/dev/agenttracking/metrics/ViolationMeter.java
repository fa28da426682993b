// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.quality.ViolationListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The counter {@value #NAME}, with the tags {@code agent} and {@code kind}. */
public final class ViolationMeter implements ViolationListener {

    /** The name of the meter. */
    public static final String NAME = "agent.violations";

    private final Supplier<@Nullable MeterRegistry> registry;

    /**
     * Makes a listener that counts.
     *
     * @param registry asked at each violation; null where there is none
     */
    public ViolationMeter(Supplier<@Nullable MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void violated(String agent, String kind, int count) {
        MeterRegistry present = registry.get();
        if (present != null) {
            present.counter(NAME, "agent", agent, "kind", kind).increment(count);
        }
    }
}
