// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionCursor;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.FoundExecutions;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code search}: the executions in whose content a text occurs, as far back as the time allows. */
@Command(
        name = "search",
        description = "Lists executions in whose input, output or answers of models a text occurs, newest first.")
final class SearchCommand extends RowsCommand {

    private static final double MIN_SECONDS = 0.1;
    private static final double MAX_SECONDS = 3_600;

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final PageOptions paging = new PageOptions();

    @Parameters(paramLabel = "TEXT", description = "What to look for, without regard to case.")
    private @Nullable String text;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to look (default: ${DEFAULT-VALUE}).")
    private double timeLimitSeconds;

    SearchCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        paging.of(filters.filter(now));
        if (text == null || text.isEmpty()) {
            throw wrong("TEXT is empty");
        }
        if (!(timeLimitSeconds >= MIN_SECONDS && timeLimitSeconds <= MAX_SECONDS)) {
            throw wrong("--time-limit must be 0.1 to 3600, and not " + timeLimitSeconds);
        }
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = paging.of(filters.filter(now));
        Duration timeLimit = Duration.ofMillis(Math.round(timeLimitSeconds * 1_000));
        FoundExecutions found = analytics.searchExecutions(filter, Objects.requireNonNull(text), timeLimit);
        return new Answer(found, page(found, filter, now), ListCommand.COLUMNS, found.executions());
    }

    private Page page(FoundExecutions found, ExecutionFilter filter, Instant now) {
        Page page = new Page(shell().terminal());
        if (found.executions().isEmpty()) {
            page.line("Nothing found" + (found.complete() ? Figures.span(filter) : ""));
        } else {
            ExecutionTable table = new ExecutionTable(ExecutionTable.HEADINGS, now);
            for (ExecutionSummary execution : found.executions()) {
                table.row(execution, ExecutionTable.figures(execution), Notes.of(execution));
            }
            page.table(table.table());
        }
        ExecutionCursor next = found.next();
        if (next != null) {
            page.line("");
            page.line(
                    found.executions().size() == filter.limit()
                            ? "Older ones: --after " + next.id()
                            : "The time was up at " + Figures.moment(found.searchedBackTo()) + "; older ones: --since "
                                    + filter.from() + " --until " + found.searchedBackTo());
        }
        return page;
    }
}
