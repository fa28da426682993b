// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.Decision;
import dev.agenttracking.Relevance;
import java.util.Collection;
import java.util.Map;

/**
 * Chooses who answers: the best of the agents that want to, {@value #MOST_CHOSEN} at most, and nobody who is more than
 * {@value #FARTHEST_BEHIND} behind the best. So whenever somebody wants to answer, somebody does.
 */
final class Routing {

    static final int MOST_CHOSEN = 3;
    static final double FARTHEST_BEHIND = 0.4;

    private Routing() {}

    /**
     * The decision, with those that want to answer by rank, then the others.
     *
     * @param bids what each agent said, at least one's
     */
    static Decision among(Map<String, Relevance> bids) {
        Decision.Ranking ranking = Decision.ranked(threshold(bids.values()), MOST_CHOSEN);
        bids.forEach((agent, bid) -> {
            if (bid.respond()) {
                ranking.candidate(agent, bid.score());
            } else {
                ranking.declined(agent, bid.score(), bid.reasoning());
            }
        });
        return ranking.build();
    }

    private static double threshold(Collection<Relevance> bids) {
        double best = bids.stream()
                .filter(Relevance::respond)
                .mapToDouble(Relevance::score)
                .max()
                .orElse(0);
        double behind = Math.round((best - FARTHEST_BEHIND) * 100) / 100.0;
        return Math.max(Evidence.THRESHOLD, behind);
    }
}
