// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The learnt weights ({@code weights.txt}): what each pattern adds to the logarithm of the odds that an answer refuses.
 *
 * <p><b>Shape</b>: a line is a weight, a place or kind ({@link #KINDS}), and marks by name: {@code 1.25 first ^ I CANNOT}.
 *
 * <p><b>Threading</b>: immutable.
 */
final class RefusalModel {

    private static final List<String> KINDS =
            List.of("bias", "any", "first", "soon", "later", "two", "three", "five", "length", "lecture");

    private static final int PLACES = Patterns.LATER;
    private static final long MARKS = (1L << Patterns.KIND) - 1;

    /** The number of each run that has a weight at some place, and of each run that begins such a one. */
    private final LongTable runs;

    /** By number of the run and place. */
    private final float[] runWeights;

    private final LongTable patterns;
    private final float[] weights;
    private final double bias;

    RefusalModel(Map<Long, Double> learnt) {
        Map<Long, Integer> rows = new HashMap<>();
        Map<Long, Integer> others = new HashMap<>();
        learnt.keySet().forEach(pattern -> {
            if (isRun(pattern)) {
                for (long run = pattern & MARKS; run != 0; run >>>= 8) {
                    rows.putIfAbsent(run, rows.size());
                }
            } else {
                others.put(pattern, others.size());
            }
        });
        runs = LongTable.of(rows);
        runWeights = new float[rows.size() * PLACES];
        patterns = LongTable.of(others);
        weights = new float[others.size()];
        learnt.forEach((pattern, weight) -> {
            if (isRun(pattern)) {
                int place = (int) (pattern >>> Patterns.KIND);
                runWeights[cell(rows.getOrDefault(pattern & MARKS, 0), place)] = weight.floatValue();
            } else {
                weights[others.getOrDefault(pattern, 0)] = weight.floatValue();
            }
        });
        bias = learnt.getOrDefault(0L, 0.0);
    }

    private static boolean isRun(long pattern) {
        int kind = (int) (pattern >>> Patterns.KIND);
        return kind >= Patterns.ANYWHERE && kind <= Patterns.LATER;
    }

    static RefusalModel load(RefusalWords words) {
        return parse(Resources.lines("weights.txt"), words);
    }

    static RefusalModel parse(List<String> lines, RefusalWords words) {
        Map<Long, Double> weights = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ");
            long marks = 0;
            for (int i = 2; i < parts.length; i++) {
                marks = marks << 8 | mark(parts[1], parts[i], words);
            }
            weights.put(Patterns.pattern(KINDS.indexOf(parts[1]), marks), Double.valueOf(parts[0]));
        }
        return new RefusalModel(weights);
    }

    private static int mark(String kind, String name, RefusalWords words) {
        int mark = kind.equals("length") || kind.equals("lecture") ? Integer.parseInt(name) : words.number(name);
        if (mark < 0) {
            throw new IllegalStateException("no class of words: " + name);
        }
        return mark;
    }

    /** The line of a pattern, without its weight. */
    static String describe(long pattern, RefusalWords words) {
        int kind = (int) (pattern >>> Patterns.KIND);
        List<String> parts = new ArrayList<>();
        for (int shift = 32; shift >= 0; shift -= 8) {
            int mark = (int) (pattern >>> shift & 0xff);
            if (mark != 0) {
                parts.add(kind >= Patterns.LENGTH ? String.valueOf(mark) : words.name(mark));
            }
        }
        return kind == 0 ? KINDS.get(0) : KINDS.get(kind) + " " + parts.stream().collect(Collectors.joining(" "));
    }

    /** The number of a run of marks; -1 where neither it nor any longer one that begins with it has a weight. */
    int run(long marks) {
        return runs.get(marks, -1);
    }

    /** Where the weight of a run at a place stands, {@link Patterns#ANYWHERE} to {@link Patterns#LATER}. */
    static int cell(int run, int place) {
        return run * PLACES + place - 1;
    }

    int cells() {
        return runWeights.length;
    }

    float weightOf(int cell) {
        return runWeights[cell];
    }

    /** The weight of a pattern that is no run; 0 where it has none. */
    float weight(long pattern) {
        int index = patterns.get(pattern, -1);
        return index < 0 ? 0 : weights[index];
    }

    double bias() {
        return bias;
    }
}
