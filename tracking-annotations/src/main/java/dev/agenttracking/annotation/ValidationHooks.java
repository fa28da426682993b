// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold for the executions of an agent. The processor generates one for each class, {@code XValidationHooks}: what it
 * declares about its stages, in plain code without reflection. Applications add their own as beans:
 *
 * <pre>{@code
 * @Component
 * class CitesItsSources implements ValidationHooks {
 *
 *     public String agent() {
 *         return "HistorianAgent";
 *     }
 *
 *     public List<String> check(EndedCall call) {
 *         return call.status() == ExecutionStatus.SUCCESS && call.citations() == 0 ? List.of("cites nothing") : List.of();
 *     }
 * }
 * }</pre>
 *
 * <p>What they find goes to {@code execution_metadata.violations}, to the counter {@code agent.violations}, and, once an agent
 * and kind, to the agent's log. It changes no status.
 *
 * <p><b>Threading</b>: called by the one thread that stores executions, {@link #checksResponse} by the application's own; must
 * not block.
 *
 * <p><b>Failure</b>: what a hook throws is logged once and counted, and costs the other findings nothing.
 */
public interface ValidationHooks {

    /** The {@link #agent()} of hooks for every agent. */
    String ALL_AGENTS = "*";

    /** The name of the agent, or {@link #ALL_AGENTS}. */
    String agent();

    /** The declared stages, in the order of their kinds, then of their names. */
    default List<TrackedStage> stages() {
        return List.of();
    }

    /** Those that a successful execution must have run. */
    default List<TrackedStage> requiredStages() {
        return List.of();
    }

    /**
     * Whether {@code next} may begin after {@code previous}, both stages of one level. Legal is the order of
     * {@link ExecutionStage}; a stage may be repeated, and {@code LLM_PREPARE}, {@code LLM_CALL} and {@code LLM_PARSE} may
     * alternate, as they do in a tool loop.
     *
     * @param previous the stage before, null at the start of the execution
     */
    default boolean mayFollow(@Nullable TrackedStage previous, TrackedStage next) {
        return true;
    }

    /**
     * The stages that began where they may not.
     *
     * @param entered declared stages of the execution's first level, in the order in which they began
     * @return one text each: {@code stage 'init' after 'llm_call'}
     */
    default List<String> outOfOrder(List<? extends TrackedStage> entered) {
        List<String> violations = new ArrayList<>();
        TrackedStage previous = null;
        for (TrackedStage next : entered) {
            if (!mayFollow(previous, next)) {
                violations.add("stage '" + next.stageName() + "'"
                        + (previous == null ? " at the start" : " after '" + previous.stageName() + "'"));
            }
            previous = next;
        }
        return List.copyOf(violations);
    }

    /**
     * The required stages that a successful execution has not run.
     *
     * @param ran the names of all stages that it ran, on any level
     * @return one text each: {@code missing required stage 'pre_process'}
     */
    default List<String> missing(Collection<String> ran) {
        return requiredStages().stream()
                .map(TrackedStage::stageName)
                .filter(name -> !ran.contains(name))
                .map(name -> "missing required stage '" + name + "'")
                .toList();
    }

    /**
     * Whether the text that a stage returns must be JSON of a declared shape: {@link Stage#response()}.
     *
     * @param stage a stage of this class, looked up by its name
     */
    default boolean checksResponse(TrackedStage stage) {
        return false;
    }

    /**
     * What is wrong with the text that a stage returned.
     *
     * <p><b>Failure</b>: never throws.
     *
     * @param stage a stage of this class, looked up by its name
     * @param response the text
     * @return one text per fault, by its place in the JSON: {@code $.traits[2].name: must not be blank}; the first 20, and a line
     *     that says so where there are more. Empty where the text keeps the contract, or the stage has none. Nothing of the text
     *     is repeated, but the names of properties in maps, shortened, and the one character where it stops being JSON.
     */
    default List<String> responseFaults(TrackedStage stage, CharSequence response) {
        return List.of();
    }

    /**
     * Anything else that is wrong with an execution that has ended.
     *
     * @return one text each, empty where all is well
     */
    default List<String> check(EndedCall call) {
        return List.of();
    }
}
