// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a class declares about its stages, generated as {@code XValidationHooks} in plain code without reflection.
 *
 * <p><b>Threading</b>: implementations are immutable.
 */
public interface ValidationHooks {

    /** The name of the agent. */
    String agent();

    /** The declared stages, in the order of their kinds, then of their names. */
    List<TrackedStage> stages();

    /** Those that a successful execution must have run. */
    List<TrackedStage> requiredStages();

    /**
     * Whether {@code next} may begin after {@code previous}, both stages of one level. Legal is the order of
     * {@link ExecutionStage}; a stage may be repeated, and {@code LLM_PREPARE}, {@code LLM_CALL} and {@code LLM_PARSE} may
     * alternate, as they do in a tool loop.
     *
     * @param previous the stage before, null at the start of the execution
     */
    boolean mayFollow(@Nullable TrackedStage previous, TrackedStage next);

    /**
     * What is wrong with the stages of one execution; empty where nothing is.
     *
     * @param entered the stages of the execution's first level, in the order in which they began
     * @param complete whether the execution succeeded, so that its required stages must be there
     * @return one text per violation: {@code missing required stage 'pre_process'}, {@code stage 'init' after 'llm_call'}
     */
    default List<String> violations(List<? extends TrackedStage> entered, boolean complete) {
        List<String> violations = new ArrayList<>();
        TrackedStage previous = null;
        for (TrackedStage next : entered) {
            if (!mayFollow(previous, next)) {
                violations.add("stage '" + next.stageName() + "'"
                        + (previous == null ? " at the start" : " after '" + previous.stageName() + "'"));
            }
            previous = next;
        }
        if (complete) {
            for (TrackedStage required : requiredStages()) {
                if (entered.stream().noneMatch(stage -> stage.stageName().equals(required.stageName()))) {
                    violations.add("missing required stage '" + required.stageName() + "'");
                }
            }
        }
        return List.copyOf(violations);
    }
}
