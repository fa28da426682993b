// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ActivityCount;
import dev.agenttracking.analytics.TrackingStatistics;
import dev.agenttracking.analytics.TrackingStatistics.AgentStatistics;
import dev.agenttracking.analytics.TrackingStatistics.ErrorCount;
import dev.agenttracking.analytics.TrackingStatistics.Quality;
import dev.agenttracking.analytics.TrackingStatistics.Totals;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * The text of {@code tracking-stats}.
 *
 * @param activity the span of the statistics in equal parts; none where it has not begun
 */
record StatisticsPage(TrackingStatistics statistics, List<ActivityCount> activity) {

    Page page(Terminal terminal) {
        Page page = new Page(terminal);
        String since = statistics.from() == null ? "" : " since " + Figures.moment(statistics.from());
        String vault = statistics.vaultId() == null ? "" : ", vault " + statistics.vaultId();
        Totals totals = statistics.totals();
        if (totals.executions() == 0) {
            return page.line("No executions" + since + vault);
        }
        page.line("Executions" + since + vault);
        page.heading("Total").field("Executions", Figures.count(totals.executions()));
        page.field("By status", statuses(totals));
        if (!activity.isEmpty()) {
            page.field("Activity", activity(ActivityCount::executions) + ", in parts of " + partLength());
        }
        if (activity.stream().anyMatch(part -> part.failed() > 0)) {
            page.field("Failures", activity(ActivityCount::failed), Style.BAD);
        }
        page.field(
                "Duration",
                "average " + Figures.millis(totals.durations().averageMillis()) + ", p50 "
                        + Figures.millis(totals.durations().p50Millis()) + ", p95 "
                        + Figures.millis(totals.durations().p95Millis()));
        page.field("LLM calls", Figures.count(totals.llmCalls()));
        page.field("Tokens", Figures.count(totals.tokensUsed()));
        page.field("Cost", Figures.cost(totals.costUsd()));
        page.field("Quality", quality(statistics.quality()));
        page.heading("By agent").table(agents());
        if (!statistics.commonErrors().isEmpty()) {
            TextTable errors = new TextTable("Commonest errors", "count");
            for (ErrorCount error : statistics.commonErrors()) {
                errors.row(error.errorType(), Figures.count(error.count()));
            }
            page.line("").table(errors);
        }
        return page;
    }

    private String activity(ToLongFunction<ActivityCount> count) {
        List<Long> counts =
                activity.stream().map(part -> count.applyAsLong(part)).toList();
        return Sparkline.of(counts) + "  at most " + Figures.count(Collections.max(counts));
    }

    private String partLength() {
        ActivityCount first = activity.get(0);
        return Figures.millis(
                (double) Duration.between(first.from(), first.to()).toMillis());
    }

    private TextTable agents() {
        TextTable table = new TextTable("agent", "runs", "ok", "fail", "skip", "other", "avg", "p95", "LLM", "tokens");
        for (AgentStatistics agent : statistics.agents()) {
            Totals totals = agent.totals();
            long success = count(totals, "success");
            long failed = count(totals, "failed");
            long skipped = count(totals, "skipped");
            table.row(
                    agent.agentName(),
                    Figures.count(totals.executions()),
                    Figures.count(success),
                    Figures.count(failed),
                    Figures.count(skipped),
                    Figures.count(totals.executions() - success - failed - skipped),
                    Figures.millis(totals.durations().averageMillis()),
                    Figures.millis(totals.durations().p95Millis()),
                    Figures.count(totals.llmCalls()),
                    Figures.count(totals.tokensUsed()));
        }
        return table;
    }

    private static String statuses(Totals totals) {
        return totals.byStatus().entrySet().stream()
                .map(status -> status.getKey() + " " + Figures.count(status.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String quality(Quality quality) {
        if (quality.rated() == 0) {
            return "no answer was rated";
        }
        return "average " + Figures.score(quality.average()) + " of " + Figures.count(quality.rated())
                + " rated: > 0.9 "
                + Figures.count(quality.above90()) + ", 0.7–0.9 " + Figures.count(quality.from70To90()) + ", 0.5–0.7 "
                + Figures.count(quality.from50To70()) + ", < 0.5 " + Figures.count(quality.below50());
    }

    private static long count(Totals totals, String status) {
        return totals.byStatus().getOrDefault(status, 0L);
    }
}
