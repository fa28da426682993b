// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.analytics.Comparison;
import dev.agenttracking.analytics.Comparison.Difference;
import dev.agenttracking.analytics.Comparison.Differences;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One difference.
 *
 * @param agentName null for all agents together
 * @param measure the name that the JSON has for it
 */
record ComparisonRow(
        @Nullable String agentName,
        String measure,
        @JsonUnwrapped Difference difference) {

    static final List<String> COLUMNS = List.of(
            "agentName", "measure", "a", "b", "countA", "countB", "difference", "pValue", "adjustedPValue", "verdict");

    static List<ComparisonRow> of(Comparison comparison) {
        List<ComparisonRow> rows = new ArrayList<>(of(null, comparison.total()));
        comparison.agents().forEach(agent -> rows.addAll(of(agent.agentName(), agent.differences())));
        return rows;
    }

    private static List<ComparisonRow> of(@Nullable String agent, Differences differences) {
        return List.of(
                new ComparisonRow(agent, "errorRate", differences.errorRate()),
                new ComparisonRow(agent, "p95Millis", differences.p95Millis()),
                new ComparisonRow(agent, "quality", differences.quality()),
                new ComparisonRow(agent, "costUsd", differences.costUsd()));
    }
}
