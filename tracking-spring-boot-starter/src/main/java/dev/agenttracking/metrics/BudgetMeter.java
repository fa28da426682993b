// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.llm.BudgetListener;

/** Counts budgets that are exceeded. */
public final class BudgetMeter implements BudgetListener {

    private final TrackingMeters meters;

    /** Makes a listener. */
    public BudgetMeter(TrackingMeters meters) {
        this.meters = meters;
    }

    @Override
    public void exceeded(Exceeded exceeded) {
        meters.count(
                TrackingMeter.BUDGET_EXCEEDED,
                1,
                exceeded.budget().name(),
                exceeded.budget().mode().text());
    }
}
