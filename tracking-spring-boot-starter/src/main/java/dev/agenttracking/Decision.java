// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A routing decision: which agents were considered, and which were chosen. Recorded with {@link ExecutionTracker#decision}, so
 * that there is an answer to why an agent did not run.
 *
 * <pre>{@code
 * Decision decision = Decision.ranked(0.5, 2)
 *         .candidate("PsychologistAgent", 0.81)
 *         .candidate("ArchitectAgent", 0.42)
 *         .declined("StyleAgent", 0.1, "nothing to rephrase")
 *         .build();
 * tracker.decision(decision);
 * decision.chosen().forEach(this::run);
 * }</pre>
 *
 * @param decider who decides, for a decision outside of any execution; null takes the execution's agent
 * @param candidates each agent once, in any order
 */
public record Decision(@Nullable String decider, List<Candidate> candidates) {

    /** The reason code of an agent that was chosen. */
    public static final String CHOSEN = "chosen";

    /** The reason code of an agent whose score is below the threshold. */
    public static final String BELOW_THRESHOLD = "below_threshold";

    /** The reason code of an agent whose score would do, but others' are higher. */
    public static final String OUTRANKED = "outranked";

    /** The reason code of an agent that said itself that it does not answer. */
    public static final String DECLINED = "declined";

    /**
     * Keeps a copy of the candidates.
     *
     * @throws IllegalArgumentException for no candidate, or one agent twice
     */
    public Decision {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("A decision needs a candidate");
        }
        Set<String> agents = new HashSet<>();
        for (Candidate candidate : candidates) {
            if (!agents.add(candidate.agent())) {
                throw new IllegalArgumentException(
                        "A decision has each agent once, but " + candidate.agent() + " twice");
            }
        }
    }

    /** A decision of the current execution. */
    public static Decision of(List<Candidate> candidates) {
        return new Decision(null, candidates);
    }

    /**
     * Begins a decision by score.
     *
     * @param threshold the least score that is chosen
     * @param atMost how many are chosen at most
     */
    public static Ranking ranked(double threshold, int atMost) {
        return new Ranking(threshold, atMost);
    }

    /** The same, made by somebody who has no execution. */
    public Decision by(String decider) {
        return new Decision(decider, candidates);
    }

    /** The agents that were chosen, in the order of the candidates. */
    public List<String> chosen() {
        return candidates.stream()
                .filter(Candidate::isChosen)
                .map(Candidate::agent)
                .toList();
    }

    /**
     * An agent that was considered.
     *
     * @param agent its name
     * @param score how well it fits, usually 0 to 1; NaN for none
     * @param threshold what the score had to reach; NaN for none
     * @param rank its place, from 1; null for none
     * @param isChosen whether it was chosen
     * @param reasonCode why, as a short code, such as {@link Decision#BELOW_THRESHOLD} or one of the application's own
     * @param reason why, in words
     */
    public record Candidate(
            String agent,
            double score,
            double threshold,
            @Nullable Integer rank,
            boolean isChosen,
            String reasonCode,
            @Nullable String reason) {

        /** Refuses a blank name or code, and a place before the first. */
        public Candidate {
            if (agent.isBlank() || reasonCode.isBlank()) {
                throw new IllegalArgumentException("A candidate needs the agent's name and a reason code");
            }
            if (rank != null && rank < 1) {
                throw new IllegalArgumentException("The first rank is 1, not " + rank);
            }
        }
    }

    /** Candidates on their way to a decision. Used by one thread. */
    public static final class Ranking {

        private final double threshold;
        private final int atMost;
        private final List<Entry> entries = new ArrayList<>();

        private Ranking(double threshold, int atMost) {
            this.threshold = threshold;
            this.atMost = atMost;
        }

        /** Adds an agent. Of two with one score the one that was added first is ranked first. */
        public Ranking candidate(String agent, double score) {
            entries.add(new Entry(agent, score, false, null));
            return this;
        }

        /** Adds an agent that does not want to answer; it has no rank. */
        public Ranking declined(String agent, double score, @Nullable String reason) {
            entries.add(new Entry(agent, score, true, reason));
            return this;
        }

        /** The candidates by rank, then those that declined. */
        public Decision build() {
            List<Entry> ranked = entries.stream()
                    .filter(entry -> !entry.declined())
                    .sorted(Comparator.comparingDouble(Entry::comparable).reversed())
                    .toList();
            List<Candidate> candidates = new ArrayList<>();
            String lastChosen = "";
            for (int i = 0; i < ranked.size(); i++) {
                Entry entry = ranked.get(i);
                boolean fits = entry.score() >= threshold;
                boolean chosen = fits && i < atMost;
                String code = chosen ? CHOSEN : fits ? OUTRANKED : BELOW_THRESHOLD;
                String reason = chosen
                        ? number(entry.score()) + " ≥ " + number(threshold)
                        : fits ? "outranked by " + lastChosen : number(entry.score()) + " < " + number(threshold);
                lastChosen = chosen ? entry.agent() + " (" + number(entry.score()) + ")" : lastChosen;
                candidates.add(new Candidate(entry.agent(), entry.score(), threshold, i + 1, chosen, code, reason));
            }
            for (Entry entry : entries) {
                if (entry.declined()) {
                    candidates.add(new Candidate(
                            entry.agent(), entry.score(), threshold, null, false, DECLINED, entry.reason()));
                }
            }
            return Decision.of(candidates);
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, "%.2f", value);
        }

        private record Entry(
                String agent,
                double score,
                boolean declined,
                @Nullable String reason) {

            /** No score is the least. */
            private double comparable() {
                return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
            }
        }
    }
}
