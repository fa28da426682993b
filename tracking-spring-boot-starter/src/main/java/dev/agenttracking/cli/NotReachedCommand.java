// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.UnreachedStage;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code not-reached}: the stages that agents declare and that none of their executions entered. */
@Command(
        name = "not-reached",
        description = "Lists the stages that agents declare and that no execution which passes the filters entered.")
final class NotReachedCommand extends RowsCommand {

    private static final List<String> COLUMNS = List.of("serviceName", "agentName", "stage", "executions");

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    NotReachedCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        limit.of(filters.filter(now));
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = limit.of(filters.filter(now));
        List<UnreachedStage> stages = analytics.stagesNeverReached(filter);
        return new Answer(stages, page(stages, filter), COLUMNS, stages);
    }

    private Page page(List<UnreachedStage> stages, ExecutionFilter filter) {
        Page page = new Page(shell().terminal());
        if (stages.isEmpty()) {
            return page.line("No declared stage without executions" + Figures.span(filter));
        }
        TextTable table = TextTable.of(
                0,
                List.of(
                        TextTable.Column.text("agent"),
                        TextTable.Column.text("stage"),
                        TextTable.Column.text("application"),
                        TextTable.Column.number("runs without it")));
        stages.forEach(stage ->
                table.row(stage.agentName(), stage.stage(), stage.serviceName(), Figures.count(stage.executions())));
        return page.table(table);
    }
}
