// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import org.jspecify.annotations.Nullable;

/**
 * Judges answers in ways that take long, as by asking another model. A bean of this type is used where
 * {@code tracking.quality.judge.enabled} says so, for a part of the executions ({@code tracking.quality.judge.sampling-rate}): for
 * the last answer of each. What it says becomes a row in {@code agent_evaluations} of the source {@code judge}, later than the
 * execution's own rows, and changes none of them.
 *
 * <p><b>Threading</b>: called by one thread of its own, for one answer at a time, and interrupted after
 * {@code tracking.quality.judge.timeout}. What it does on that thread is an execution of the agent {@code ResponseJudge}, whose
 * answers are never judged, nor those of agents that it calls. On other threads it calls models as the agent {@code unknown}, which is
 * never judged either; agents that it calls there are, unless {@code TrackingContext.wrap} took it along.
 *
 * <p><b>Failure</b>: what it throws is swallowed, logged once, counted, and costs that one row. While it is slower than answers
 * come, they are not judged.
 */
@FunctionalInterface
public interface ResponseJudge {

    /**
     * Judges an answer.
     *
     * @return null where it has nothing to say
     */
    @Nullable
    CheckResult judge(JudgedResponse response) throws Exception;

    /** The name of its rows: letters, digits, {@code _} and {@code -}; asked once. A judge of another name is not asked. */
    default String name() {
        return "judge";
    }
}
