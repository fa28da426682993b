// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.Comparison.AgentDifferences;
import dev.agenttracking.analytics.Comparison.Difference;
import dev.agenttracking.analytics.Comparison.Differences;
import dev.agenttracking.analytics.Comparison.Verdict;
import dev.agenttracking.analytics.SignificanceTests.Moments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a comparison of what is known of its sides. */
final class Comparisons {

    private static final int FIGURES = 4;

    private Comparisons() {}

    /** A comparison of what is known of either side, of each agent and of all. */
    static Comparison of(List<Part> parts) {
        Map<String, Sides> byAgent = new HashMap<>();
        Sides total = new Sides("", ComparedSample.NONE, ComparedSample.NONE);
        for (Part part : parts) {
            if (part.agent() == null) {
                total = total.with(part);
            } else {
                byAgent.merge(part.agent(), Sides.of(part.agent(), part), (sides, other) -> sides.with(part));
            }
        }
        return of(total, byAgent.values());
    }

    private static Comparison of(Sides total, Collection<Sides> agents) {
        List<Sides> busiest = agents.stream()
                .sorted(Comparator.comparingLong(Sides::ended).reversed().thenComparing(Sides::agent))
                .limit(SqlAnalytics.MAX_AGENTS)
                .toList();
        List<Figure> figures = new ArrayList<>();
        busiest.forEach(agent -> figures.addAll(figures(agent)));
        List<Difference> judged = judged(figures);
        List<AgentDifferences> differences = new ArrayList<>();
        for (int i = 0; i < busiest.size(); i++) {
            differences.add(new AgentDifferences(busiest.get(i).agent(), differences(judged, i * FIGURES)));
        }
        return new Comparison(differences(judged(figures(total)), 0), List.copyOf(differences));
    }

    private static Differences differences(List<Difference> judged, int first) {
        return new Differences(judged.get(first), judged.get(first + 1), judged.get(first + 2), judged.get(first + 3));
    }

    private static List<Figure> figures(Sides sides) {
        ComparedSample a = sides.a();
        ComparedSample b = sides.b();
        return List.of(
                new Figure(
                        part(a.failed(), a.ended()),
                        part(b.failed(), b.ended()),
                        a.ended(),
                        b.ended(),
                        Math.min(a.ended(), b.ended()) < Comparison.LEAST
                                ? null
                                : (Double) SignificanceTests.proportions(a.failed(), a.ended(), b.failed(), b.ended()),
                        true),
                new Figure(
                        a.p95Millis(),
                        b.p95Millis(),
                        a.durations(),
                        b.durations(),
                        Math.min(a.durations(), b.durations()) < Comparison.LEAST_DURATIONS
                                ? null
                                : (Double)
                                        SignificanceTests.proportions(a.slow(), a.durations(), b.slow(), b.durations()),
                        true),
                mean(a.quality(), b.quality(), false),
                mean(a.cost(), b.cost(), true));
    }

    private static Figure mean(Moments a, Moments b, boolean lessIsBetter) {
        return new Figure(
                a.count() == 0 ? null : (Double) a.mean(),
                b.count() == 0 ? null : (Double) b.mean(),
                a.count(),
                b.count(),
                Math.min(a.count(), b.count()) < Comparison.LEAST ? null : (Double) SignificanceTests.means(a, b),
                lessIsBetter);
    }

    private static @Nullable Double part(long hits, long count) {
        return count == 0 ? null : (Double) ((double) hits / count);
    }

    /** What each figure is among all. */
    private static List<Difference> judged(List<Figure> figures) {
        double[] sorted = figures.stream()
                .map(Figure::pValue)
                .filter(p -> p != null)
                .mapToDouble(p -> p)
                .sorted()
                .toArray();
        double[] adjusted = SignificanceTests.holm(sorted);
        List<Difference> judged = new ArrayList<>();
        for (Figure figure : figures) {
            Double p = figure.pValue();
            judged.add(figure.judged(p == null ? null : (Double) adjusted[indexOf(sorted, p)]));
        }
        return judged;
    }

    /** The first of equal ones, whose adjusted values are equal too. */
    private static int indexOf(double[] sorted, double value) {
        int i = 0;
        while (sorted[i] != value) {
            i++;
        }
        return i;
    }

    /**
     * What is known of one side.
     *
     * @param agent null for all
     */
    record Part(boolean isFirst, @Nullable String agent, ComparedSample sample) {}

    /** Both sides of one agent, or of all. */
    private record Sides(String agent, ComparedSample a, ComparedSample b) {

        static Sides of(String agent, Part part) {
            return new Sides(agent, ComparedSample.NONE, ComparedSample.NONE).with(part);
        }

        Sides with(Part part) {
            return part.isFirst() ? new Sides(agent, part.sample(), b) : new Sides(agent, a, part.sample());
        }

        long ended() {
            return a.ended() + b.ended();
        }
    }

    /** A value of both sides, and how probable their difference is. */
    private record Figure(
            @Nullable Double a,
            @Nullable Double b,
            long countA,
            long countB,
            @Nullable Double pValue,
            boolean lessIsBetter) {

        Difference judged(@Nullable Double adjusted) {
            Double difference = a == null || b == null ? null : (Double) (b - a);
            return new Difference(a, b, countA, countB, difference, pValue, adjusted, verdict(difference, adjusted));
        }

        private Verdict verdict(@Nullable Double difference, @Nullable Double adjusted) {
            if (difference == null || adjusted == null) {
                return Verdict.TOO_FEW;
            }
            if (adjusted > Comparison.LEVEL || difference == 0) {
                return Verdict.NOISE;
            }
            return difference < 0 == lessIsBetter ? Verdict.BETTER : Verdict.WORSE;
        }
    }
}
