// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.benchmark.ExplainingDataSource.Explained;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Asks questions of one schema, each some times after one that warms the caches. What counts is the sum of a question's statements. */
final class ExplainedQuestions implements AutoCloseable {

    private static final int TIMES = 5;
    private static final double LONG_MILLIS = 3_000;
    private static final double CPU_FOR_MILLIS = 1_000;
    private static final boolean PLANS = Boolean.getBoolean("questions.plans");

    private final ExplainingDataSource explaining;
    private final ExecutionAnalytics explained;
    private final BackendCpu cpu;
    private final ExecutionAnalytics counted;

    ExplainedQuestions(DataSource server, @Nullable String schema) throws SQLException {
        explaining = new ExplainingDataSource(server);
        explained = ExecutionAnalytics.of(explaining, schema);
        cpu = new BackendCpu(server);
        counted = ExecutionAnalytics.of(cpu.dataSource(), schema);
    }

    /** Asks one. What takes seconds is asked no second time. */
    Answer ask(QuestionCases.Case question) {
        List<Explained> first = explain(question);
        double warming = sum(first, Explained::executionMillis);
        List<List<Explained>> runs = warming > LONG_MILLIS
                ? List.of(first)
                : IntStream.range(0, TIMES).mapToObj(i -> explain(question)).toList();
        List<Double> millis = sorted(runs, Explained::executionMillis);
        if (PLANS) {
            runs.get(0).forEach(statement -> System.out.println(statement.plan()));
        }
        return new Answer(
                millis.get(millis.size() / 2),
                millis.get(0),
                millis.get(millis.size() - 1),
                median(runs, Explained::planningMillis),
                median(runs, Explained::blocks),
                median(runs, Explained::readBlocks),
                runs.get(0).size(),
                cpuMillis(question, warming));
    }

    private List<Explained> explain(QuestionCases.Case question) {
        explaining.take();
        question.question().ask(explained);
        return explaining.take();
    }

    /** Without explaining anything, as often as a figure takes that is counted in hundredths of a second. NaN for what takes long. */
    private double cpuMillis(QuestionCases.Case question, double warming) {
        if (warming > LONG_MILLIS) {
            return Double.NaN;
        }
        question.question().ask(counted);
        int times = (int) Math.max(1, Math.min(100, CPU_FOR_MILLIS / Math.max(1, warming)));
        double before = cpu.millis();
        for (int i = 0; i < times; i++) {
            question.question().ask(counted);
        }
        return (cpu.millis() - before) / times;
    }

    private static double sum(List<Explained> statements, ToDoubleFunction<Explained> figure) {
        return statements.stream().mapToDouble(figure).sum();
    }

    private static double median(List<List<Explained>> runs, ToDoubleFunction<Explained> figure) {
        List<Double> sorted = sorted(runs, figure);
        return sorted.get(sorted.size() / 2);
    }

    private static List<Double> sorted(List<List<Explained>> runs, ToDoubleFunction<Explained> figure) {
        List<Double> sums = new ArrayList<>();
        runs.forEach(run -> sums.add(sum(run, figure)));
        return sums.stream().sorted().toList();
    }

    @Override
    public void close() {
        explaining.close();
        cpu.close();
    }

    /**
     * What a question takes.
     *
     * @param millis the median of what the server says that its execution took
     * @param blocks pages of 8 KB that it looked at
     * @param readBlocks those of them that were not in the server's own memory
     * @param cpuMillis of the server's process, with planning and with sending the answer; NaN where it was not looked at
     */
    record Answer(
            double millis,
            double least,
            double most,
            double planningMillis,
            double blocks,
            double readBlocks,
            int statements,
            double cpuMillis) {

        /** What the server says. */
        String figure() {
            return String.format(Locale.ROOT, "%,.1f (%,.1f to %,.1f)", millis, least, most);
        }

        private String goal(QuestionCases.Case question) {
            double goal = question.goalMillis();
            return Double.isNaN(goal)
                    ? ""
                    : String.format(Locale.ROOT, "%.0f: %s", goal, millis <= goal ? "yes" : "**no**");
        }

        String row(QuestionCases.Case question) {
            return String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %.1f | %,.0f | %,.0f | %d |",
                    question.name(),
                    figure(),
                    goal(question),
                    Double.isNaN(cpuMillis) ? "" : String.format(Locale.ROOT, "%.1f", cpuMillis),
                    planningMillis,
                    blocks,
                    readBlocks,
                    statements);
        }
    }
}
