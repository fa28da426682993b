// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.Comparison;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code compare}: what has changed since the time before, or from one version to another. */
@Command(
        name = "compare",
        description =
                "Compares a time with the same time before it, or two versions of the application, and says whether a"
                        + " difference is more than noise.")
final class CompareCommand extends RowsCommand {

    @Mixin
    private final FilterOptions filters = new FilterOptions();

    @Option(
            names = "--versions",
            paramLabel = "VERSION",
            arity = "2",
            description = "Compare these two versions within the time, the older first.")
    private String @Nullable [] versions;

    CompareCommand(Shell shell) {
        super(shell);
    }

    @Override
    void check(Instant now) {
        filters.filter(now);
    }

    @Override
    Answer answer(ExecutionAnalytics analytics, Instant now) {
        ExecutionFilter given = filters.filter(now);
        Instant from = Objects.requireNonNull(given.from());
        Instant to = given.to() == null ? now : given.to();
        ExecutionFilter after = given.between(from, to);
        String[] asked = versions;
        if (asked != null) {
            return answer(
                    analytics.compare(after.withServiceVersion(asked[0]), after.withServiceVersion(asked[1])),
                    asked[0],
                    asked[1],
                    "Versions " + asked[0] + " and " + asked[1] + Figures.span(given));
        }
        ExecutionFilter before = given.between(from.minus(Duration.between(from, to)), from);
        return answer(
                analytics.compare(before, after),
                "before",
                "after",
                "Before and after " + Figures.moment(from) + ", "
                        + Figures.millis((double) Duration.between(from, to).toMillis()) + " each");
    }

    private Answer answer(Comparison comparison, String before, String after, String title) {
        Page page = new ComparisonPage(comparison, before, after, title).page(shell().terminal());
        return new Answer(comparison, page, ComparisonRow.COLUMNS, ComparisonRow.of(comparison));
    }
}
