// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.HeavyTree;
import dev.agenttracking.analytics.TreeMeasure;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code heaviest}: the trees of calls that cost most, or are heaviest in something else. */
@Command(
        name = "heaviest",
        description =
                "Lists the trees of calls that cost most, or are heaviest in something else. Filters are about their roots.")
final class HeaviestCommand extends RowsCommand {

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Mixin
    private final LimitOptions limit = new LimitOptions();

    @Option(
            names = "--by",
            paramLabel = "MEASURE",
            defaultValue = "cost",
            converter = MeasureConverter.class,
            completionCandidates = MeasureConverter.Names.class,
            description = "In what: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private TreeMeasure measure = TreeMeasure.COST;

    HeaviestCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        limit.of(filters.filter(now));
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = limit.of(filters.filter(now));
        List<HeavyTree> trees = analytics.heaviestTrees(filter, measure);
        return new Answer(
                trees,
                page(trees, filter, now),
                HeavyTreeRow.COLUMNS,
                trees.stream().map(HeavyTreeRow::of).toList());
    }

    private Page page(List<HeavyTree> trees, ExecutionFilter filter, Instant now) {
        Page page = new Page(shell().terminal());
        if (trees.isEmpty()) {
            return page.line("No trees of known " + measure.name().toLowerCase(Locale.ROOT) + Figures.span(filter));
        }
        ExecutionTable table = new ExecutionTable(List.of("runs", "LLM", "tokens", "cost", "time"), now);
        for (HeavyTree tree : trees) {
            table.row(
                    tree.root(),
                    List.of(
                            Figures.count(tree.executions()),
                            Figures.count(tree.llmCalls()),
                            Figures.count(tree.tokensUsed()),
                            Figures.cost(tree.costUsd()),
                            Figures.millis(tree.elapsedMillis())),
                    Notes.of(tree.root()));
        }
        return page.table(table.table());
    }
}
