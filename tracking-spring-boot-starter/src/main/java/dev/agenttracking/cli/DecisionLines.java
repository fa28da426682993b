// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.CandidateVerdict;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an execution decided about agents, on its page: a line each, and the reason below it where it says more. An agent's own
 * "no" is left out where the decision that came of it tells it again.
 */
final class DecisionLines {

    private static final String ACCEPTED = "accepted";
    private static final String DECLINED = "declined";
    private static final int REASON_LINES = 2;

    private DecisionLines() {}

    static void add(Page page, List<CandidateVerdict> decisions) {
        if (decisions.isEmpty()) {
            return;
        }
        page.heading("Decisions");
        for (int i = 0; i < decisions.size(); i++) {
            CandidateVerdict candidate = decisions.get(i);
            if (isToldAgain(candidate, decisions.subList(i + 1, decisions.size()))) {
                continue;
            }
            String score = score(candidate);
            page.entry(
                    "  ",
                    Stream.of(
                                    candidate.agent(),
                                    verdict(candidate),
                                    score,
                                    candidate.rank() == null ? null : "rank " + candidate.rank())
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining("  ")));
            String reason = candidate.reason();
            if (reason != null && !reason.isBlank() && !reason.equals(score)) {
                page.excerpt("    ", reason, REASON_LINES);
            }
        }
    }

    private static boolean isToldAgain(CandidateVerdict candidate, List<CandidateVerdict> later) {
        return DECLINED.equals(candidate.reasonCode())
                && later.stream()
                        .anyMatch(other -> other.agent().equals(candidate.agent())
                                && DECLINED.equals(other.reasonCode())
                                && Objects.equals(other.reason(), candidate.reason()));
    }

    /** An agent's own word, which is not yet its caller's choice, is told as such. */
    private static String verdict(CandidateVerdict candidate) {
        String code = candidate.reasonCode();
        String verdict = candidate.chosen() ? "chosen" : "not chosen";
        if (code == null || code.equals(verdict)) {
            return verdict;
        }
        return code.equals(ACCEPTED) || code.equals(DECLINED) ? code : verdict + " (" + code + ")";
    }

    private static @Nullable String score(CandidateVerdict candidate) {
        Double score = candidate.score();
        Double threshold = candidate.threshold();
        if (score == null || threshold == null) {
            return score == null ? null : Figures.score(score);
        }
        return Figures.score(score) + (score < threshold ? " < " : " ≥ ") + Figures.score(threshold);
    }
}
