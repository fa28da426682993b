// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.CheckedResponse;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code poor-responses}: answers that are rated badly, and why. */
@Command(name = "poor-responses", description = "Lists answers that are rated badly, newest first, and why.")
final class PoorResponsesCommand extends ListCommand<CheckedResponse> {

    @Option(
            names = "--threshold",
            paramLabel = "SCORE",
            defaultValue = "0.7",
            description = "Below which score, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double threshold;

    PoorResponsesCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        super.check(now);
        if (!(threshold >= 0 && threshold <= 1)) {
            throw wrong("--threshold must be 0 to 1, and not " + threshold);
        }
    }

    @Override
    List<CheckedResponse> list(ExecutionAnalytics analytics, ExecutionFilter filter) {
        return analytics.poorQualityResponses(filter, threshold);
    }

    @Override
    ExecutionSummary execution(CheckedResponse entry) {
        return entry.execution();
    }

    @Override
    String what() {
        return "No answer was rated below " + Figures.score(threshold);
    }

    @Override
    List<String> headings() {
        return List.of("quality", "duration", "tokens");
    }

    @Override
    List<String> figures(CheckedResponse entry) {
        return List.of(
                Figures.score(entry.execution().responseQualityScore()),
                Figures.millis(entry.execution().durationMillis()),
                Figures.count(entry.execution().llm().tokensUsed()));
    }

    @Override
    String note(CheckedResponse entry) {
        return String.join(
                "; ",
                Stream.concat(entry.response().validationErrors().stream(), entry.response().warnings().stream())
                        .toList());
    }

    @Override
    List<String> moreColumns() {
        return List.of("responseValid", "responseValidationErrors", "responseWarnings", "responseMetrics");
    }
}
