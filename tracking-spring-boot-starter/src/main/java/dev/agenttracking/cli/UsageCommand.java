// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.LlmUsage;
import dev.agenttracking.analytics.LlmUsage.By;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code usage}: how much was used of models, and what it cost. */
@Command(name = "usage", description = "Shows how much was used of models, and what it cost.")
final class UsageCommand extends RowsCommand {

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            split = ",",
            defaultValue = "agent,model",
            converter = UsageConverter.class,
            completionCandidates = UsageConverter.Names.class,
            description = "Told apart by: ${COMPLETION-CANDIDATES}, several with commas (default: ${DEFAULT-VALUE}).")
    private List<By> by = List.of();

    UsageCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        filters.filter(now);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter filter = filters.filter(now);
        Set<By> apart = EnumSet.copyOf(by);
        List<LlmUsage> usage = analytics.llmUsage(filter, apart);
        return new Answer(
                usage,
                page(usage, apart, filter),
                UsageRow.COLUMNS,
                usage.stream().map(UsageRow::of).toList());
    }

    private Page page(List<LlmUsage> usage, Set<By> apart, ExecutionFilter filter) {
        Page page = new Page(shell().terminal());
        if (usage.isEmpty()) {
            return page.line("No calls of models" + Figures.span(filter));
        }
        List<TextTable.Column> columns = new ArrayList<>();
        apart.forEach(each -> columns.add(TextTable.Column.text(each.name().toLowerCase(Locale.ROOT))));
        for (String heading : List.of("calls", "failed", "input", "output", "avg", "cost")) {
            columns.add(TextTable.Column.number(heading));
        }
        TextTable table = TextTable.of(0, columns);
        for (LlmUsage each : usage) {
            List<TextTable.Cell> cells = new ArrayList<>();
            apart.forEach(what -> cells.add(TextTable.Cell.of(name(what, each))));
            figures(each).forEach(figure -> cells.add(TextTable.Cell.of(figure)));
            table.row(cells);
        }
        page.table(table);
        if (usage.stream().anyMatch(each -> each.unpricedCalls() > 0)) {
            page.line("").line("≥: the cost of some calls is not known.");
        }
        return page;
    }

    private static List<String> figures(LlmUsage usage) {
        boolean isPartial = usage.unpricedCalls() > 0 && usage.costUsd() != null;
        return List.of(
                Figures.count(usage.calls()),
                Figures.count(usage.failedCalls()),
                Figures.count(usage.tokens().input()),
                Figures.count(usage.tokens().output()),
                Figures.millis(usage.averageLatencyMillis()),
                (isPartial ? "≥ " : "") + Figures.cost(usage.costUsd()));
    }

    private static String name(By what, LlmUsage usage) {
        Object value = switch (what) {
            case AGENT -> usage.agentName();
            case PROVIDER -> usage.provider();
            case MODEL -> usage.model();
            case VAULT -> usage.vaultId();
            case DAY -> usage.day();
        };
        return text(value);
    }

    private static String text(@Nullable Object value) {
        return value == null ? Figures.NONE : value.toString();
    }
}
