// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tail}: executions as they come and end, until Ctrl-C; with {@code --json}, a document in each line. */
@Command(
        name = "tail",
        description = "Follows executions: prints each when it is first seen, and when it ends, until Ctrl-C.")
final class TailCommand extends TrackingCommand {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int STATUS_COLUMNS = 9;
    private static final String INDENT = " ".repeat(10);
    private static final double MIN_SECONDS = 0.1;
    private static final double MAX_SECONDS = 3_600;

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "10",
            description =
                    "How many that are there already to begin with, beside those that still run (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            defaultValue = "1",
            description = "How often to look (default: ${DEFAULT-VALUE}).")
    private double intervalSeconds;

    TailCommand(Shell shell) {
        super(shell);
    }

    @Override
    void run() throws Exception {
        ExecutionFilter filter = filters.filter(shell().now());
        if (filter.to() != null) {
            throw wrong("--until is not for what goes on");
        }
        if (limit < 0 || limit > ExecutionFilter.MAX_LIMIT) {
            throw wrong("--limit must be 0 to " + ExecutionFilter.MAX_LIMIT + ", and not " + limit);
        }
        if (!(intervalSeconds >= MIN_SECONDS && intervalSeconds <= MAX_SECONDS)) {
            throw wrong("--interval must be 0.1 to 3600, and not " + intervalSeconds);
        }
        Duration interval = Duration.ofMillis(Math.round(intervalSeconds * 1_000));
        untilEnded(interval, analytics -> {
            Following following = new Following(analytics, filter, shell()::now);
            try (Progress progress = progress()) {
                print(following.begin(limit));
            }
            return () -> print(following.next());
        });
    }

    private void print(List<ExecutionSummary> executions) {
        for (ExecutionSummary execution : executions) {
            if (output.json()) {
                out().println(JsonText.line(execution));
            } else {
                out().print(lines(execution));
            }
        }
    }

    private Page lines(ExecutionSummary execution) {
        String time = TIME.format(Following.moment(execution).atOffset(ZoneOffset.UTC));
        String status = DisplayText.padded(execution.status().storedName(), STATUS_COLUMNS);
        String figures = Notes.joined(
                "  ",
                execution.agentName() + "." + execution.agentMethod(),
                execution.durationMillis() == null ? null : Figures.millis(execution.durationMillis()),
                named("relevance ", execution.relevanceScore()),
                named("quality ", execution.responseQualityScore()),
                execution.llm().costUsd() == null
                        ? null
                        : Figures.cost(execution.llm().costUsd()));
        Page page = new Page(shell().terminal())
                .entry(time + "  ", status + "  ", Style.of(execution.status()), figures)
                .entry(INDENT, execution.id().toString(), Style.FAINT);
        String note = Notes.of(execution);
        return note == null ? page : page.entry(INDENT, note, Style.FAINT);
    }

    private static @Nullable String named(String name, @Nullable Double score) {
        return score == null ? null : name + Figures.score(score);
    }
}
