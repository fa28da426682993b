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

    private final LongTable patterns;
    private final float[] weights;
    private final double bias;

    RefusalModel(Map<Long, Double> weights) {
        Map<Long, Integer> indexes = new HashMap<>();
        List<Double> values = new ArrayList<>();
        weights.forEach((pattern, weight) -> {
            if (pattern != 0) {
                indexes.put(pattern, values.size());
                values.add(weight);
            }
        });
        patterns = LongTable.of(indexes);
        this.weights = new float[values.size()];
        for (int i = 0; i < this.weights.length; i++) {
            this.weights[i] = values.get(i).floatValue();
        }
        bias = weights.getOrDefault(0L, 0.0);
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
        int kind = (int) (pattern >>> 40);
        List<String> parts = new ArrayList<>();
        for (int shift = 32; shift >= 0; shift -= 8) {
            int mark = (int) (pattern >>> shift & 0xff);
            if (mark != 0) {
                parts.add(kind >= Patterns.LENGTH ? String.valueOf(mark) : words.name(mark));
            }
        }
        return kind == 0 ? KINDS.get(0) : KINDS.get(kind) + " " + parts.stream().collect(Collectors.joining(" "));
    }

    int size() {
        return weights.length;
    }

    /** The number of a pattern; -1 where it has no weight. */
    int index(long pattern) {
        return patterns.get(pattern, -1);
    }

    float weight(int index) {
        return weights[index];
    }

    double bias() {
        return bias;
    }
}
