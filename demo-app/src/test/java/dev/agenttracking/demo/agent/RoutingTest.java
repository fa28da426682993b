// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.Decision;
import dev.agenttracking.Decision.Candidate;
import dev.agenttracking.Relevance;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutingTest {

    private final Map<String, Relevance> bids = new LinkedHashMap<>();

    @Test
    void choosesTheBestAndSaysOfEachOtherWhyNot() {
        wants("Fourth", 0.7);
        wants("Third", 0.8);
        wants("Second", 0.9);
        wants("First", 1);
        wants("Weak", 0.59);
        bids.put("Shy", new Relevance(false, 0.2, "nothing for me"));

        assertThat(Routing.among(bids).candidates())
                .extracting(Candidate::agent, Candidate::rank, Candidate::reasonCode, Candidate::reason)
                .containsExactly(
                        tuple("First", 1, Decision.CHOSEN, "1.00 ≥ 0.60"),
                        tuple("Second", 2, Decision.CHOSEN, "0.90 ≥ 0.60"),
                        tuple("Third", 3, Decision.CHOSEN, "0.80 ≥ 0.60"),
                        tuple("Fourth", 4, Decision.OUTRANKED, "outranked by Third (0.80)"),
                        tuple("Weak", 5, Decision.BELOW_THRESHOLD, "0.59 < 0.60"),
                        tuple("Shy", null, Decision.DECLINED, "nothing for me"));
    }

    @Test
    void choosesAWeakOneWhereNobodyIsBetter() {
        wants("Weak", 0.5);
        wants("Stronger", 0.9);
        assertThat(Routing.among(bids).chosen()).containsExactly("Stronger", "Weak");

        bids.remove("Stronger");
        assertThat(Routing.among(bids).chosen()).containsExactly("Weak");
    }

    @Test
    void choosesNobodyWhereNobodyWantsTo() {
        bids.put("Shy", new Relevance(false, 0.49, "hardly"));

        assertThat(Routing.among(bids).chosen()).isEmpty();
    }

    private void wants(String agent, double score) {
        bids.put(agent, new Relevance(true, score, "mine"));
    }
}
