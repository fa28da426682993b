// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.llm.BudgetListener;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The counter {@value #NAME}, with the tags {@code budget} and {@code mode}. */
public final class BudgetMeter implements BudgetListener {

    /** The name of the meter. */
    public static final String NAME = "tracking.budget.exceeded";

    private final Supplier<@Nullable MeterRegistry> registry;

    /**
     * Makes a listener that counts.
     *
     * @param registry asked each time; null where there is none
     */
    public BudgetMeter(Supplier<@Nullable MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public void exceeded(Exceeded exceeded) {
        MeterRegistry present = registry.get();
        if (present != null) {
            present.counter(
                            NAME,
                            "budget",
                            exceeded.budget().name(),
                            "mode",
                            exceeded.budget().mode().text())
                    .increment();
        }
    }
}
