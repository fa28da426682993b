// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/** Whether an agent wants to answer, and why. The public {@code Relevance} is one. */
public interface Verdict {

    /** Whether the agent answers. */
    boolean respond();

    /** How relevant the question is to the agent, usually 0 to 1; NaN where the agent gave no score. */
    double score();

    /** The agent's reason, null where it gave none. */
    @Nullable
    String reasoning();

    /** A plain yes or no. */
    static Verdict of(boolean respond) {
        return respond ? Plain.YES : Plain.NO;
    }

    /** What a stage that decides whether to answer returned, null where that is no verdict. */
    static @Nullable Verdict in(@Nullable Object result) {
        if (result instanceof Verdict verdict) {
            return verdict;
        }
        return result instanceof Boolean respond ? of(respond) : null;
    }

    /** A verdict without a score. */
    record Plain(boolean respond, double score, @Nullable String reasoning) implements Verdict {
        private static final Plain YES = new Plain(true, Double.NaN, null);
        private static final Plain NO = new Plain(false, Double.NaN, null);
    }
}
