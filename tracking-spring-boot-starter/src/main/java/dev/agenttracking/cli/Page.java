// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines of text, none of them wider than the terminal. Used by one thread. */
final class Page {

    private static final int LABEL_COLUMNS = 14;
    private static final String INDENT = "  ";

    private final Terminal terminal;
    private final int columns;
    private final List<String> lines = new ArrayList<>();

    Page(Terminal terminal) {
        this.terminal = terminal;
        this.columns = terminal.columns();
    }

    /** A line, broken where it is too long. */
    Page line(String text) {
        lines.addAll(DisplayText.wrapped(text, columns));
        return this;
    }

    /** A heading after an empty line. */
    Page heading(String text) {
        lines.add("");
        DisplayText.wrapped(text, columns).forEach(line -> lines.add(terminal.styled(line, Style.STRONG)));
        return this;
    }

    /** A name and its value, which continues under itself; nothing where there is no value. */
    Page field(String label, @Nullable String value) {
        return field(label, value, null);
    }

    /** The same with a value in a style. */
    Page field(String label, @Nullable String value, @Nullable Style style) {
        if (value != null && !value.isBlank()) {
            String before = DisplayText.padded(label, LABEL_COLUMNS);
            for (String line : DisplayText.wrapped(value, columns - LABEL_COLUMNS)) {
                lines.add(before + terminal.styled(line, style));
                before = " ".repeat(LABEL_COLUMNS);
            }
        }
        return this;
    }

    /** One line behind something that is repeated on no other; what is too long is cut. */
    Page entry(String before, String text) {
        return entry(before, text, null);
    }

    /** The same in a style. */
    Page entry(String before, String text, @Nullable Style style) {
        String fitting = DisplayText.fit(text, columns - DisplayText.width(before));
        lines.add(before + terminal.styled(fitting, style));
        return this;
    }

    /** The same behind a word in a style. */
    Page entry(String before, String word, @Nullable Style style, String text) {
        String fitting = DisplayText.fit(text, columns - DisplayText.width(before) - DisplayText.width(word));
        lines.add(before + terminal.styled(word, style) + fitting);
        return this;
    }

    /** All of a text, each line behind the same; nothing where there is none. */
    Page text(String before, String text) {
        if (!text.isBlank()) {
            DisplayText.wrapped(text, columns - DisplayText.width(before)).forEach(line -> lines.add(before + line));
        }
        return this;
    }

    /** The beginning of a longer text, indented. */
    Page excerpt(String before, String text, int maxLines) {
        String prefix = INDENT + before;
        List<String> all = DisplayText.wrapped(text, columns - DisplayText.width(prefix));
        for (int i = 0; i < all.size() && i < maxLines; i++) {
            boolean cut = i == maxLines - 1 && all.size() > maxLines;
            String line =
                    cut ? DisplayText.fit(all.get(i), columns - DisplayText.width(prefix) - 2) + " …" : all.get(i);
            lines.add((i == 0 ? prefix : " ".repeat(DisplayText.width(prefix))) + line);
        }
        return this;
    }

    Page table(TextTable table) {
        lines.addAll(table.lines(terminal));
        return this;
    }

    /** The page; each line ends. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.stripTrailing()).append(System.lineSeparator());
        }
        return text.toString();
    }
}
