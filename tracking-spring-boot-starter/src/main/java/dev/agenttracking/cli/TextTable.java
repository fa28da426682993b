// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table that never gets wider than it may: one of its columns gives way. Used by one thread. */
final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_FLEXIBLE_COLUMN = 8;

    private final Column[] columns;
    private final int flexible;
    private final List<Row> rows = new ArrayList<>();

    /** Begins with the headings; the first column is text and gives way, the others are numbers. */
    TextTable(String... headings) {
        this(0, columns(headings));
    }

    private TextTable(int flexible, Column... columns) {
        this.columns = columns;
        this.flexible = flexible;
        rows.add(new Row(
                Arrays.stream(columns)
                        .map(column -> new Cell(column.heading, Style.FAINT))
                        .toList(),
                false));
    }

    /**
     * Begins with columns of any kind.
     *
     * @param flexible the position of the one that gives way
     */
    static TextTable of(int flexible, List<Column> columns) {
        return new TextTable(flexible, columns.toArray(new Column[0]));
    }

    TextTable row(String... cells) {
        return row(Arrays.stream(cells).map(text -> new Cell(text, null)).toList());
    }

    TextTable row(List<Cell> cells) {
        rows.add(new Row(
                cells.stream()
                        .map(cell -> new Cell(DisplayText.oneLine(cell.text), cell.style))
                        .toList(),
                false));
        return this;
    }

    /** Under the last row, over all columns: both in a line, or in two where that is too long. */
    TextTable note(String id, @Nullable String text) {
        List<Cell> note = new ArrayList<>(List.of(new Cell(id, Style.FAINT)));
        if (text != null && !text.isBlank()) {
            note.add(new Cell(DisplayText.oneLine(text), Style.FAINT));
        }
        rows.add(new Row(note, true));
        return this;
    }

    List<String> lines(Terminal terminal) {
        int[] widths = widths(terminal.columns());
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            if (row.isNote) {
                notes(row, terminal.columns() - GAP.length())
                        .forEach(note -> lines.add(GAP + terminal.styled(note, Style.FAINT)));
            } else {
                lines.add(line(row, widths, terminal));
            }
        }
        return lines;
    }

    private int[] widths(int available) {
        int[] widths = new int[columns.length];
        for (Row row : rows) {
            for (int i = 0; i < widths.length && !row.isNote; i++) {
                widths[i] = Math.max(widths[i], DisplayText.width(row.cells.get(i).text));
            }
        }
        int others = Arrays.stream(widths).sum() - widths[flexible] + GAP.length() * (widths.length - 1);
        widths[flexible] = Math.max(MIN_FLEXIBLE_COLUMN, Math.min(widths[flexible], available - others));
        return widths;
    }

    private String line(Row row, int[] widths, Terminal terminal) {
        StringBuilder line = new StringBuilder();
        int room = terminal.columns();
        for (int i = 0; i < widths.length && room > 0; i++) {
            Cell cell = row.cells.get(i);
            int width = Math.min(widths[i], room);
            String text = DisplayText.fitted(cell.text, width);
            String aligned =
                    columns[i].isText ? DisplayText.padded(text, width) : DisplayText.rightAligned(text, width);
            line.append(terminal.styled(aligned, cell.style)).append(GAP);
            room -= width + GAP.length();
        }
        return line.toString().stripTrailing();
    }

    private static List<String> notes(Row row, int columns) {
        List<String> parts = row.cells.stream().map(Cell::text).toList();
        String joined = String.join(GAP, parts);
        return DisplayText.width(joined) <= columns
                ? List.of(joined)
                : parts.stream().map(part -> DisplayText.fitted(part, columns)).toList();
    }

    private static Column[] columns(String[] headings) {
        Column[] columns = new Column[headings.length];
        for (int i = 0; i < headings.length; i++) {
            columns[i] = i == 0 ? Column.text(headings[i]) : Column.number(headings[i]);
        }
        return columns;
    }

    /** What stands above one another. */
    record Column(String heading, boolean isText) {

        static Column text(String heading) {
            return new Column(heading, true);
        }

        static Column number(String heading) {
            return new Column(heading, false);
        }
    }

    /** What stands in one place. */
    record Cell(String text, @Nullable Style style) {

        static Cell of(String text) {
            return new Cell(text, null);
        }
    }

    /** A row, or a note under one, which has other cells than the columns. */
    private record Row(List<Cell> cells, boolean isNote) {}
}
