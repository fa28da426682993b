// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * What the result is shown on.
 *
 * @param isInteractive whether what has been shown can be taken away again
 * @param hasColours whether it may be coloured
 * @param columns how wide a line may be
 */
record Terminal(boolean isInteractive, boolean hasColours, int columns) {

    /** A file or a pipe. */
    static final Terminal NONE = new Terminal(false, false, 80);

    private static final int MIN_COLUMNS = 60;
    private static final int MAX_COLUMNS = 200;
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

    /** That of this process. */
    static Terminal ofProcess() {
        return isTerminal() ? interactive(System::getenv) : NONE;
    }

    static Terminal interactive(UnaryOperator<@Nullable String> environment) {
        String noColour = environment.apply("NO_COLOR");
        boolean isDumb = "dumb".equals(environment.apply("TERM"));
        boolean hasColours = (noColour == null || noColour.isEmpty()) && !isDumb;
        String columns = environment.apply("COLUMNS");
        return new Terminal(!isDumb, hasColours, width(columns == null ? columnsOfDevice() : columns));
    }

    static int width(@Nullable String columns) {
        if (columns == null || !columns.matches("\\d{1,4}")) {
            return NONE.columns;
        }
        return Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, Integer.parseInt(columns)));
    }

    /** Whether the error stream, too, is a terminal, as far as that can be known. */
    boolean showsErrors() {
        try {
            return isInteractive
                    && (!Files.isSymbolicLink(STANDARD_ERROR)
                            || Files.readSymbolicLink(STANDARD_ERROR).startsWith("/dev"));
        } catch (IOException e) {
            return false;
        }
    }

    /** What the help is coloured with. */
    Ansi ansi() {
        return hasColours ? Ansi.ON : Ansi.OFF;
    }

    String styled(String text, @Nullable Style style) {
        return hasColours && style != null && !text.isBlank() ? style.on(text) : text;
    }

    /** Shells seldom tell programs their width; where there is {@code stty}, it asks the device. */
    private static @Nullable String columnsOfDevice() {
        try {
            Process process = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .start();
            String size = new String(process.getInputStream().readNBytes(20), StandardCharsets.US_ASCII);
            Matcher matcher = SIZE.matcher(size);
            boolean ended = process.waitFor(1, TimeUnit.SECONDS) && process.exitValue() == 0;
            return ended && matcher.matches() ? matcher.group(1) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
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
