// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** How wide the output may be. */
final class Terminal {

    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 60;
    private static final int MAX_COLUMNS = 200;

    private Terminal() {}

    /** 80 without a terminal, and where it does not say. */
    static int width() {
        return isTerminal() ? width(System.getenv("COLUMNS")) : DEFAULT_COLUMNS;
    }

    static int width(@Nullable String columns) {
        if (columns == null || !columns.matches("\\d{1,4}")) {
            return DEFAULT_COLUMNS;
        }
        return Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, Integer.parseInt(columns)));
    }

    /** Before Java 22 there is no console without a terminal; since then there may be, and it can be asked. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
