// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.Map;
import java.util.Set;

/**
 * How answers are judged.
 *
 * @param enabled whether they are; contracts of stages are held in any case
 * @param scoring what becomes of the checks' scores
 * @param minWords fewer are too few
 * @param maxWords more are too many
 * @param poorThreshold executions with a lower score are kept whatever the sampling says
 * @param disabled names of checks that are not run
 * @param checksOfAgents of some agents, by name without case and dashes, the names of the checks that are run
 */
public record QualitySettings(
        boolean enabled,
        Scoring scoring,
        int minWords,
        int maxWords,
        double poorThreshold,
        Set<String> disabled,
        Map<String, Set<String>> checksOfAgents) {

    /** Those of an application that sets none. */
    public static final QualitySettings DEFAULTS =
            new QualitySettings(true, Scoring.CAPPED, 5, 5_000, 0.7, Set.of(), Map.of());

    /** What becomes of the scores of several checks. */
    public enum Scoring {
        /** Their mean, and no more than the lowest of those that did not pass. */
        CAPPED,
        /** Their mean. */
        MEAN
    }
}
