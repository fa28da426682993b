// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Mixin;

/**
 * A question whose answer has rows: a page for people, JSON, or comma-separated values; once, or again and again.
 *
 * <p>With {@code --watch} a terminal shows the latest page alone; elsewhere one page follows the other, and JSON takes a line each time.
 */
abstract class RowsCommand extends TrackingCommand {

    private static final String CLEAR_SCREEN = "\u001B[H\u001B[2J";

    @Mixin
    private final FormatOptions format = new FormatOptions();

    @Mixin
    private final WatchOptions watch = new WatchOptions();

    RowsCommand(Shell shell) {
        super(shell);
    }

    /** Asks; for {@code --watch} several times. */
    abstract Answer answer(ExecutionAnalytics analytics, Instant now);

    /** Fails for options that are no good, before any database is opened. */
    abstract void check(Instant now);

    @Override
    final void run() throws Exception {
        check(shell().now());
        Duration interval = watch.interval();
        if (interval == null) {
            boolean csv = format.csv();
            print(ask(analytics -> answer(analytics, shell().now())), csv);
        } else if (format.csv()) {
            throw wrong("--csv and --watch exclude each other");
        } else {
            watch(interval);
        }
    }

    private void print(Answer answer, boolean csv) {
        if (csv) {
            out().print(CsvText.of(answer.columns(), answer.records()));
        } else if (format.json()) {
            out().println(JsonText.document(answer.json()));
        } else {
            out().print(answer.page());
        }
        out().flush();
    }

    private void watch(Duration interval) throws Exception {
        untilEnded(interval, analytics -> {
            Runnable look = () -> show(asked(analytics), interval);
            look.run();
            return look;
        });
    }

    private Answer asked(ExecutionAnalytics analytics) {
        try (Progress progress = progress()) {
            return answer(analytics, shell().now());
        }
    }

    private void show(Answer answer, Duration interval) {
        PrintWriter out = out();
        if (format.json()) {
            out.println(JsonText.line(answer.json()));
        } else {
            String title = "Every " + Figures.millis((double) interval.toMillis()) + ", now "
                    + Figures.moment(shell().now().truncatedTo(ChronoUnit.SECONDS));
            out.print(shell().terminal().isInteractive() ? CLEAR_SCREEN : "");
            out.println(shell().terminal().styled(title, Style.FAINT));
            out.println();
            out.print(answer.page());
            out.print(shell().terminal().isInteractive() ? "" : System.lineSeparator());
        }
    }
}
