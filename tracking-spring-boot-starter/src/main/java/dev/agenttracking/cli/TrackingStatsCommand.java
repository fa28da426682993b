// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ActivityCount;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.TrackingStatistics;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tracking-stats}: counts, durations, costs and quality of the last hours; as comma-separated values, a row for each agent. */
@Command(name = "tracking-stats", description = "Shows counts, durations, costs and quality of the last hours.")
final class TrackingStatsCommand extends RowsCommand {

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    TrackingStatsCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        filters.filter(now);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = filters.filter(now);
        TrackingStatistics statistics = analytics.statistics(filter);
        List<ActivityCount> activity = ActivityParts.count(analytics, filter, now);
        return new Answer(
                statistics,
                new StatisticsPage(statistics, activity).page(shell().terminal()),
                StatisticsRow.COLUMNS,
                statistics.agents().stream().map(StatisticsRow::of).toList());
    }
}
