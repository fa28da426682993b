// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Relevance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What speaks for an agent in a message, and how much: the first finding of a kind counts most, each further one adds a
 * little. From {@value #THRESHOLD} on the agent answers.
 */
final class Evidence {

    static final double THRESHOLD = 0.5;

    private static final double EACH_FURTHER = 0.1;
    private static final int MOST_QUOTED = 5;

    private final List<String> findings = new ArrayList<>();
    private double score;

    /** Words that were found, quoted in the reason. */
    Evidence words(String meaning, List<String> found, double weight) {
        return add(meaning, found.stream().map(word -> "'" + word + "'").toList(), weight);
    }

    /** Something that was found, in the reason as it is. */
    Evidence add(String meaning, List<String> found, double weight) {
        if (!found.isEmpty()) {
            score += weight + EACH_FURTHER * Math.min(found.size() - 1, MOST_QUOTED);
            String quoted = found.stream().limit(MOST_QUOTED).collect(Collectors.joining(", "));
            findings.add(meaning + " " + quoted + (found.size() > MOST_QUOTED ? " and more" : ""));
        }
        return this;
    }

    /** Something that is so, or not. */
    Evidence when(boolean holds, String finding, double weight) {
        if (holds) {
            score += weight;
            findings.add(finding);
        }
        return this;
    }

    /**
     * The decision.
     *
     * @param subject what the agent looks for, for the reason of a "no"
     */
    Relevance decide(String subject) {
        double rounded = Math.round(Math.min(1, score) * 100) / 100.0;
        if (findings.isEmpty()) {
            return new Relevance(false, 0, "nothing about " + subject);
        }
        String found = String.join("; ", findings);
        return rounded >= THRESHOLD
                ? new Relevance(true, rounded, found)
                : new Relevance(
                        false,
                        rounded,
                        String.format(
                                Locale.ROOT,
                                "too little about %s (%.2f of %.2f): %s",
                                subject,
                                rounded,
                                THRESHOLD,
                                found));
    }
}
