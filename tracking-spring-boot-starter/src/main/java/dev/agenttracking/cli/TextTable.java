// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table that never gets wider than it may: its first column gives way. Used by one thread. */
final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_FIRST_COLUMN = 8;

    private final List<String[]> rows = new ArrayList<>();

    /** Begins with the headings; the first column is text, the others are numbers. */
    TextTable(String... headings) {
        rows.add(headings);
    }

    TextTable row(String... cells) {
        rows.add(Arrays.stream(cells).map(DisplayText::oneLine).toArray(String[]::new));
        return this;
    }

    List<String> lines(int columns) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], DisplayText.width(row[i]));
            }
        }
        int others =
                Arrays.stream(widths).skip(1).map(width -> width + GAP.length()).sum();
        widths[0] = Math.max(MIN_FIRST_COLUMN, Math.min(widths[0], columns - others));
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder(DisplayText.padded(DisplayText.fit(row[0], widths[0]), widths[0]));
            for (int i = 1; i < widths.length; i++) {
                line.append(GAP).append(DisplayText.rightAligned(row[i], widths[i]));
            }
            lines.add(DisplayText.fitted(line.toString(), columns));
        }
        return lines;
    }
}
