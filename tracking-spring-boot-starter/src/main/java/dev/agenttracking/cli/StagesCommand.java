// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.StageStatistics;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code stages}: where agents spend their time. */
@Command(
        name = "stages",
        description = "Shows how often and how long the stages of agents run, and how much of an agent's time.")
final class StagesCommand extends RowsCommand {

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    StagesCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        filters.filter(now);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = filters.filter(now);
        List<StageStatistics> stages = analytics.stageStatistics(filter);
        return new Answer(
                stages,
                page(stages, filter),
                StageRow.COLUMNS,
                stages.stream().map(StageRow::of).toList());
    }

    private Page page(List<StageStatistics> stages, ExecutionFilter filter) {
        Page page = new Page(shell().terminal());
        if (stages.isEmpty()) {
            return page.line("No stages" + Figures.span(filter));
        }
        TextTable table = TextTable.of(
                0,
                List.of(
                        TextTable.Column.text("agent"),
                        TextTable.Column.text("stage"),
                        TextTable.Column.number("runs"),
                        TextTable.Column.number("failed"),
                        TextTable.Column.number("of time"),
                        TextTable.Column.number("p50"),
                        TextTable.Column.number("p95"),
                        TextTable.Column.number("p99")));
        String agent = "";
        for (StageStatistics stage : stages) {
            table.row(
                    stage.agentName().equals(agent) ? "" : stage.agentName(),
                    stage.stage(),
                    Figures.count(stage.runs()),
                    Figures.count(stage.failed()),
                    Figures.percent(stage.shareOfTime()),
                    Figures.millis(stage.durations().p50Millis()),
                    Figures.millis(stage.durations().p95Millis()),
                    Figures.millis(stage.durations().p99Millis()));
            agent = stage.agentName();
        }
        return page.table(table);
    }
}
