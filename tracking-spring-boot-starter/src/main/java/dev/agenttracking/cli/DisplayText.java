// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Stored text as a terminal may show it: without characters that control the terminal or the direction of text, and measured in
 * columns.
 *
 * <p><b>Source</b>: Unicode's EastAsianWidth (W and F) and emoji-data (Emoji_Presentation), in the ranges that matter.
 */
final class DisplayText {

    private static final String ELLIPSIS = "…";
    private static final int WIDEST_CHARACTER = 2;
    private static final Pattern LINE_BREAK = Pattern.compile(" *[\\t\\n\\x0B\\f\\r\\x85\\u2028\\u2029]\\s*");

    /** First and last of each range that takes two columns. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3, 0x25FD, 0x25FE, 0x2614, 0x2615,
        0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1, 0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5,
        0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA, 0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD,
        0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757,
        0x2795, 0x2797, 0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
        0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19,
        0xFE30, 0xFE6F, 0xFF00, 0xFF60, 0xFFE0, 0xFFE6, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191,
        0x1F19A, 0x1F1E6, 0x1F202, 0x1F210, 0x1F23B, 0x1F240, 0x1F248, 0x1F250, 0x1F251, 0x1F260, 0x1F265, 0x1F300,
        0x1F64F, 0x1F680, 0x1F6FF, 0x1F7E0, 0x1F7EB, 0x1F90C, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD,
    };

    private DisplayText() {}

    /** All of it in one line; spaces remain as they are. */
    static String oneLine(String text) {
        return clean(LINE_BREAK.matcher(text).replaceAll(" ").strip());
    }

    /** How many columns it takes. */
    static int width(String text) {
        return text.codePoints().map(DisplayText::width).sum();
    }

    /** In one line and at most so many columns. */
    static String fit(String text, int columns) {
        return fitted(oneLine(text), columns);
    }

    /** The same for text that is known to be harmless, whose spaces remain. */
    static String fitted(String line, int columns) {
        return width(line) <= columns ? line : head(line, columns - 1) + ELLIPSIS;
    }

    /** With spaces behind it, up to so many columns. */
    static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** With spaces before it, up to so many columns. */
    static String rightAligned(String text, int columns) {
        return " ".repeat(Math.max(0, columns - width(text))) + text;
    }

    /** In lines of at most so many columns, broken at spaces where there are any. Its own line breaks and indents remain. */
    static List<String> wrapped(String text, int columns) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.strip().split("\\R", -1)) {
            wrap(clean(paragraph.replace("\t", "    ")).stripTrailing(), Math.max(WIDEST_CHARACTER, columns), lines);
        }
        return lines;
    }

    private static void wrap(String paragraph, int columns, List<String> lines) {
        String rest = paragraph;
        while (width(rest) > columns) {
            String head = head(rest, columns);
            int space = rest.startsWith(" ", head.length()) ? head.length() : head.lastIndexOf(' ');
            boolean indentOnly = space <= 0 || head.substring(0, space).isBlank();
            int end = indentOnly ? head.length() : space;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
    }

    /** As much of it as so many columns hold. */
    private static String head(String text, int columns) {
        int used = 0;
        int end = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            used += width(codePoint);
            if (used > columns) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end);
    }

    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(DisplayText::isHarmless).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** No control characters, no line separators, no half characters; of format characters only what joins emoji. */
    static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            case Character.FORMAT -> codePoint == 0x200D;
            default -> true;
        };
    }

    private static int width(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> {
                return 0;
            }
            default -> {
                return isWide(codePoint) ? 2 : 1;
            }
        }
    }

    private static boolean isWide(int codePoint) {
        for (int i = 0; i < WIDE.length && codePoint >= WIDE[i]; i += 2) {
            if (codePoint <= WIDE[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
