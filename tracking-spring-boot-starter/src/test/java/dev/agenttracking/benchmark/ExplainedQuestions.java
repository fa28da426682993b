// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ExecutionAnalytics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;

/**
 * Asks each question some times, after one that warms the caches, and says what the server took: of all its statements together, the
 * median.
 */
final class ExplainedQuestions {

    private static final int TIMES = 5;
    private static final boolean PLANS = Boolean.getBoolean("questions.plans");
    private static final String ONLY = System.getProperty("questions.only", "");

    private final ExplainingDataSource explaining;
    private final ExecutionAnalytics analytics;
    private final int days;

    ExplainedQuestions(DataSource server, int days) {
        this.explaining = new ExplainingDataSource(server);
        this.analytics = ExecutionAnalytics.of(explaining, null);
        this.days = days;
    }

    /** The table. */
    String table() {
        StringBuilder table =
                new StringBuilder("\n| question | server, ms (least to most) | goal | planning, ms | pages |"
                        + " of them not in its memory | statements |\n|---|---|---|---|---|---|---|\n");
        for (QuestionCases.Case each : new QuestionCases(analytics, days).all()) {
            if (each.name().contains(ONLY)) {
                String row = row(each);
                System.out.print(row);
                table.append(row);
            }
        }
        return table.toString();
    }

    private String row(QuestionCases.Case each) {
        List<List<ExplainingDataSource.Explained>> runs = new ArrayList<>();
        for (int i = 0; i <= TIMES; i++) {
            explaining.take();
            try {
                each.question().ask(analytics);
            } catch (AnalyticsException e) {
                return "| " + each.name() + " | " + e.getMessage() + " | | | | | |\n";
            }
            runs.add(explaining.take());
        }
        List<List<ExplainingDataSource.Explained>> warm = runs.subList(1, runs.size());
        double millis = median(warm, ExplainingDataSource.Explained::executionMillis);
        boolean reached = millis <= each.goalMillis();
        if (PLANS && !reached) {
            warm.get(0).forEach(explained -> System.out.println(explained.plan()));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %.1f (%.1f to %.1f) | %.0f: %s | %.1f | %,.0f | %,.0f | %d |%n",
                each.name(),
                millis,
                sorted(warm, ExplainingDataSource.Explained::executionMillis).get(0),
                sorted(warm, ExplainingDataSource.Explained::executionMillis).get(TIMES - 1),
                each.goalMillis(),
                reached ? "yes" : "**no**",
                median(warm, ExplainingDataSource.Explained::planningMillis),
                median(warm, ExplainingDataSource.Explained::blocks),
                median(warm, ExplainingDataSource.Explained::readBlocks),
                warm.get(0).size());
    }

    private static double median(
            List<List<ExplainingDataSource.Explained>> runs, ToDoubleFunction<ExplainingDataSource.Explained> figure) {
        return sorted(runs, figure).get(TIMES / 2);
    }

    private static List<Double> sorted(
            List<List<ExplainingDataSource.Explained>> runs, ToDoubleFunction<ExplainingDataSource.Explained> figure) {
        return runs.stream()
                .map(run -> run.stream().mapToDouble(figure).sum())
                .sorted()
                .toList();
    }
}
