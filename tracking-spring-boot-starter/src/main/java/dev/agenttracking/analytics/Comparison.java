// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How executions of two kinds differ, as those of two spans of time or of two versions, over all agents and for each.
 *
 * <p>Whether a difference is more than noise is said by a test at a level of {@value #LEVEL}, two-sided:
 *
 * <ul>
 *   <li>error rate: Fisher's exact test of two proportions;
 *   <li>95th percentile: the same test, of the parts that took longer than the 95th percentile of both sides together, which are alike
 *       where the percentiles are;
 *   <li>quality and cost: Welch's t-test, with the degrees of freedom rounded down.
 * </ul>
 *
 * Below the least number of values on a side, {@value #LEAST} and {@value #LEAST_DURATIONS} for the percentile, there is no test. Many
 * tests find something by chance, so their p-values are adjusted by Holm's method: those over all agents together, and those of single
 * agents together. If nothing differs, the chance that any of these agents is said to, in anything, is the level at most. The tests take
 * executions for independent of one another. Those of one tree, or of an hour in which a provider was down, are not, and then differences
 * are taken for more than noise too often.
 *
 * @param total over all agents; where their shares change, so does this without any agent doing so
 * @param agents each that has executions of one of the kinds, the busiest first, at most 1,000
 */
public record Comparison(Differences total, List<AgentDifferences> agents) {

    /** How improbable a difference has to be if there is none. */
    public static final double LEVEL = 0.05;

    /** How many values each side needs. */
    public static final int LEAST = 30;

    /** How many durations each side needs. */
    public static final int LEAST_DURATIONS = 100;

    /** One agent's part. */
    public record AgentDifferences(String agentName, Differences differences) {}

    /**
     * What matters. Executions that have not ended count in none of it.
     *
     * @param errorRate the part that failed or ran out of time of those that have ended, 0 to 1; less is better
     * @param p95Millis the 95th percentile of how long they took; less is better
     * @param quality the average score of answers, 0 to 1; more is better
     * @param costUsd the average cost of an execution's own calls of models, where it is known, and 0 where it made none; less is better
     */
    public record Differences(Difference errorRate, Difference p95Millis, Difference quality, Difference costUsd) {}

    /**
     * A value of both sides.
     *
     * @param a of the first, null where it has none
     * @param b of the second, null where it has none
     * @param countA how many values the first is made of
     * @param countB how many values the second is made of
     * @param difference how much more the second is; null where one has none
     * @param pValue how probable it is that so great a difference comes by chance; null where there are too few values
     * @param adjustedPValue the same among all that is tested
     */
    public record Difference(
            @Nullable Double a,
            @Nullable Double b,
            long countA,
            long countB,
            @Nullable Double difference,
            @Nullable Double pValue,
            @Nullable Double adjustedPValue,
            Verdict verdict) {}

    /** What a difference is. */
    public enum Verdict {
        /** There are too few values to tell. */
        TOO_FEW,
        /** No more than chance may well do. */
        NOISE,
        /** The second is better than the first. */
        BETTER,
        /** The second is worse than the first. */
        WORSE
    }
}
