// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Executions in a table: when, who, how it ended and some numbers, and below that the id and a word more. */
final class ExecutionTable {

    /** Of the numbers that matter where nothing else is asked for. */
    static final List<String> HEADINGS = List.of("duration", "tokens", "quality");

    private final TextTable table;
    private final Instant now;

    /** Begins with the headings of the numbers. */
    ExecutionTable(List<String> headings, Instant now) {
        this.now = now;
        List<TextTable.Column> columns = new ArrayList<>(List.of(
                TextTable.Column.text("started"), TextTable.Column.text("agent"), TextTable.Column.text("status")));
        headings.forEach(heading -> columns.add(TextTable.Column.number(heading)));
        table = TextTable.of(1, columns);
    }

    /** Those of {@link #HEADINGS}. */
    static List<String> figures(ExecutionSummary execution) {
        return List.of(
                Figures.millis(execution.durationMillis()),
                Figures.count(execution.llm().tokensUsed()),
                Figures.score(execution.responseQualityScore()));
    }

    void row(ExecutionSummary execution, List<String> figures, @Nullable String note) {
        List<TextTable.Cell> cells = new ArrayList<>(List.of(
                TextTable.Cell.of(Figures.ago(execution.startedAt(), now)),
                TextTable.Cell.of(execution.agentName() + "." + execution.agentMethod()),
                new TextTable.Cell(execution.status().storedName(), Style.of(execution.status()))));
        figures.forEach(figure -> cells.add(TextTable.Cell.of(figure)));
        table.row(cells).note(execution.id().toString(), note);
    }

    TextTable table() {
        return table;
    }
}
