// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.analytics.SlowExecution;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code slow}: what took long, and where its time went. */
@Command(name = "slow", description = "Lists what took long, newest first, and where its time went.")
final class SlowCommand extends ListCommand<SlowExecution> {

    private static final double MAX_MILLIS = 1e12;

    @Option(
            names = "--threshold-ms",
            paramLabel = "MILLIS",
            defaultValue = "5000",
            description = "From which duration on (default: ${DEFAULT-VALUE}).")
    private double thresholdMillis;

    SlowCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        super.check(now);
        if (!(thresholdMillis >= 0 && thresholdMillis <= MAX_MILLIS)) {
            throw wrong("--threshold-ms must be 0 or more, and not " + thresholdMillis);
        }
    }

    @Override
    List<SlowExecution> list(ExecutionAnalytics analytics, ExecutionFilter filter) {
        return analytics.slowExecutions(filter, Duration.ofNanos(Math.round(thresholdMillis * 1e6)));
    }

    @Override
    ExecutionSummary execution(SlowExecution entry) {
        return entry.execution();
    }

    @Override
    String what() {
        return "Nothing took " + Figures.millis(thresholdMillis) + " or longer";
    }

    @Override
    List<String> headings() {
        return List.of("duration", "LLM", "children", "rest");
    }

    @Override
    List<String> figures(SlowExecution entry) {
        return List.of(
                Figures.millis(entry.execution().durationMillis()),
                Figures.millis(entry.execution().llm().latencyMillis()),
                Figures.millis(entry.childrenMillis()),
                Figures.millis(entry.overheadMillis()));
    }

    @Override
    @Nullable
    String note(SlowExecution entry) {
        return Notes.joined("  ", entry.execution().llm().model(), Notes.of(entry.execution()));
    }

    @Override
    List<String> moreColumns() {
        return List.of("childrenMillis", "overheadMillis");
    }
}
