// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Learns the weights: logistic regression with an elastic net, by proximal gradient steps with momentum. Only patterns that at
 * least {@value #MIN_SOURCES} sources use have one, so that no model's own turns of phrase are learnt. Deterministic.
 */
final class RefusalLearning {

    private static final double L1 = 0.0003;
    private static final double L2 = 0.003;
    private static final int MIN_ANSWERS = 4;
    private static final int MIN_SOURCES = 2;
    private static final int STEPS = 400;

    private final RefusalWords words;

    RefusalLearning(RefusalWords words) {
        this.words = words;
    }

    Set<Long> patterns(String text) {
        Set<Long> patterns = new HashSet<>();
        Patterns.visit(AnswerMarks.of(text, words), words, new Patterns.Visitor() {
            @Override
            public boolean run(long marks, int place, int sentence) {
                if (Patterns.isPattern(marks)) {
                    patterns.add(Patterns.pattern(Patterns.ANYWHERE, marks));
                    patterns.add(Patterns.pattern(place, marks));
                }
                return true;
            }

            @Override
            public void pattern(long pattern, int sentence) {
                patterns.add(pattern);
            }
        });
        return patterns;
    }

    /** The weight of each pattern that has one; 0 is the bias. */
    Map<Long, Double> learn(List<LabelledAnswer> answers) {
        List<Set<Long>> patterns =
                answers.stream().map(answer -> patterns(answer.text())).toList();
        List<Long> chosen = choose(answers, patterns);
        Map<Long, Integer> index = new HashMap<>();
        chosen.forEach(pattern -> index.put(pattern, index.size()));
        int[][] rows = new int[answers.size()][];
        double[] wanted = new double[answers.size()];
        double[] shares = shares(answers);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = patterns.get(i).stream()
                    .filter(index::containsKey)
                    .mapToInt(index::get)
                    .toArray();
            wanted[i] = answers.get(i).refused() ? 1 : 0;
        }
        double[] weights = descend(rows, wanted, shares, chosen.size());
        Map<Long, Double> learnt = new HashMap<>();
        learnt.put(0L, weights[chosen.size()]);
        for (int i = 0; i < chosen.size(); i++) {
            if (Math.abs(weights[i]) >= 0.005) {
                learnt.put(chosen.get(i), weights[i]);
            }
        }
        return learnt;
    }

    /** Answers that are the same word for word count as the square root of their number: a stock refusal is learnt once. */
    private static double[] shares(List<LabelledAnswer> answers) {
        Map<String, Integer> same = new HashMap<>();
        for (LabelledAnswer answer : answers) {
            same.merge(answer.text().strip(), 1, Integer::sum);
        }
        double[] shares = new double[answers.size()];
        double sum = 0;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = 1 / Math.sqrt(same.get(answers.get(i).text().strip()));
            sum += shares[i];
        }
        for (int i = 0; i < shares.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static List<Long> choose(List<LabelledAnswer> answers, List<Set<Long>> patterns) {
        Map<Long, Integer> counts = new HashMap<>();
        Map<Long, Set<String>> sources = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            String source = answers.get(i).source();
            for (long pattern : patterns.get(i)) {
                counts.merge(pattern, 1, Integer::sum);
                sources.computeIfAbsent(pattern, any -> new HashSet<>()).add(source);
            }
        }
        Set<Long> chosen = new TreeSet<>();
        counts.forEach((pattern, count) -> {
            if (count >= MIN_ANSWERS && sources.get(pattern).size() >= MIN_SOURCES) {
                chosen.add(pattern);
            }
        });
        return new ArrayList<>(chosen);
    }

    private static double[] descend(int[][] rows, double[] wanted, double[] shares, int features) {
        double[] weights = new double[features + 1];
        double[] before = new double[features + 1];
        double[] at = new double[features + 1];
        double step = 0.25;
        double momentum = 1;
        double loss = Double.MAX_VALUE;
        for (int round = 0; round < STEPS; round++) {
            double[] gradient = new double[features + 1];
            double now = 0;
            for (int i = 0; i < rows.length; i++) {
                double sum = at[features];
                for (int feature : rows[i]) {
                    sum += at[feature];
                }
                double chance = 1 / (1 + Math.exp(-sum));
                double error = shares[i] * (chance - wanted[i]);
                now -= shares[i] * Math.log(Math.max(1e-12, wanted[i] > 0 ? chance : 1 - chance));
                for (int feature : rows[i]) {
                    gradient[feature] += error;
                }
                gradient[features] += error;
            }
            if (now > loss * 1.5) {
                step /= 2;
                momentum = 1;
            }
            loss = now;
            double next = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            for (int j = 0; j <= features; j++) {
                before[j] = weights[j];
                double moved = at[j] - step * (gradient[j] + (j < features ? L2 * at[j] : 0));
                weights[j] = j == features ? moved : Math.signum(moved) * Math.max(0, Math.abs(moved) - step * L1);
                at[j] = weights[j] + (momentum - 1) / next * (weights[j] - before[j]);
            }
            momentum = next;
        }
        return weights;
    }
}
