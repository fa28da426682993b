// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.Comparison;
import dev.agenttracking.analytics.Comparison.Difference;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text of {@code compare}. */
record ComparisonPage(Comparison comparison, String before, String after, String title) {

    Page page(Terminal terminal) {
        Page page = new Page(terminal).line(title).line("");
        if (comparison.agents().isEmpty()) {
            return page.line("No executions in either");
        }
        TextTable table = TextTable.of(
                0,
                List.of(
                        TextTable.Column.text("agent"),
                        TextTable.Column.text("measure"),
                        TextTable.Column.number(before),
                        TextTable.Column.number(after),
                        TextTable.Column.number("values"),
                        TextTable.Column.text("verdict"),
                        TextTable.Column.number("p")));
        String agent = "";
        for (ComparisonRow row : ComparisonRow.of(comparison)) {
            if (row.difference().a() == null && row.difference().b() == null) {
                continue;
            }
            String name = row.agentName() == null ? "all agents" : row.agentName();
            table.row(cells(row, name.equals(agent) ? "" : name));
            agent = name;
        }
        return page.table(table)
                .line("")
                .line(
                        "p: how probable so great a difference is by chance, adjusted for the number of tests; more than noise is "
                                + Comparison.LEVEL + " or less.");
    }

    private static List<TextTable.Cell> cells(ComparisonRow row, String agent) {
        Difference difference = row.difference();
        return List.of(
                TextTable.Cell.of(agent),
                TextTable.Cell.of(label(row.measure())),
                TextTable.Cell.of(value(row.measure(), difference.a())),
                TextTable.Cell.of(value(row.measure(), difference.b())),
                TextTable.Cell.of(Figures.count(difference.countA()) + "/" + Figures.count(difference.countB())),
                new TextTable.Cell(
                        difference.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' '), style(difference)),
                TextTable.Cell.of(probability(difference.adjustedPValue())));
    }

    private static String label(String measure) {
        return switch (measure) {
            case "errorRate" -> "error rate";
            case "p95Millis" -> "p95";
            case "costUsd" -> "cost";
            default -> measure;
        };
    }

    private static String value(String measure, @Nullable Double value) {
        return switch (measure) {
            case "errorRate" -> Figures.percent(value);
            case "p95Millis" -> Figures.millis(value);
            case "costUsd" -> Figures.cost(value == null ? null : BigDecimal.valueOf(value));
            default -> Figures.score(value);
        };
    }

    private static String probability(@Nullable Double p) {
        return p == null ? Figures.NONE : p < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    private static @Nullable Style style(Difference difference) {
        return switch (difference.verdict()) {
            case BETTER -> Style.GOOD;
            case WORSE -> Style.BAD;
            case NOISE, TOO_FEW -> null;
        };
    }
}
