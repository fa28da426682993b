// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A list of executions, newest first. */
abstract class ListCommand<T> extends RowsCommand {

    /** Members of the JSON of an execution in a list. */
    static final List<String> COLUMNS = List.of(
            "id",
            "rootExecutionId",
            "parentExecutionId",
            "depth",
            "vaultId",
            "conversationId",
            "userId",
            "agentName",
            "agentMethod",
            "status",
            "currentStage",
            "startedAt",
            "completedAt",
            "durationMillis",
            "llmModel",
            "llmCalls",
            "llmTokensUsed",
            "llmLatencyMillis",
            "llmCostUsd",
            "responseQualityScore",
            "relevanceScore",
            "relevanceReasoning",
            "errorType",
            "errorMessage",
            "tags");

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final PageOptions paging = new PageOptions();

    ListCommand(Shell shell) {
        super(shell);
    }

    /** The list. */
    abstract List<T> list(ExecutionAnalytics analytics, ExecutionFilter filter);

    /** The execution of an entry. */
    abstract ExecutionSummary execution(T entry);

    /** What the list is of, where it is empty. */
    abstract String what();

    /** Headings of the numbers that this list shows. */
    abstract List<String> headings();

    /** The numbers. */
    abstract List<String> figures(T entry);

    /** Why an entry is in the list, beside its id. */
    abstract @Nullable String note(T entry);

    /** Members that its entries have besides those of an execution. */
    List<String> moreColumns() {
        return List.of();
    }

    @Override
    void check(Instant now) {
        paging.of(filters.filter(now));
    }

    @Override
    final Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = paging.of(filters.filter(now));
        List<T> entries = list(analytics, filter);
        return new Answer(
                entries,
                page(entries, filter, now),
                Stream.concat(COLUMNS.stream(), moreColumns().stream()).toList(),
                entries);
    }

    private Page page(List<T> entries, ExecutionFilter filter, Instant now) {
        Page page = new Page(shell().terminal());
        if (entries.isEmpty()) {
            return page.line(what() + Figures.span(filter));
        }
        ExecutionTable table = new ExecutionTable(headings(), now);
        entries.forEach(entry -> table.row(execution(entry), figures(entry), note(entry)));
        page.table(table.table());
        if (entries.size() == filter.limit()) {
            page.line("")
                    .line("Older ones: --after "
                            + execution(entries.get(entries.size() - 1)).id());
        }
        return page;
    }
}
