// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Why an agent did not run, or how it went.
 *
 * @param agent its name as it is recorded, or as it was asked for where nothing is known of it
 * @param conversationId what was asked about, null for any
 * @param vaultId what was asked about, null for any
 * @param status the latest outcome
 * @param reason why, as a code: {@code disabled}, {@code not_a_bean}, {@code never_a_candidate}, {@code chosen_but_not_invoked},
 *     {@code below_threshold}, {@code outranked}, {@code declined} or one of the application's own; null where the status says all
 * @param message the answer in words
 * @param outcomes what happened, newest first, {@value #MAX_OUTCOMES} at most
 */
public record AgentDiagnosis(
        String agent,
        @Nullable String conversationId,
        @Nullable String vaultId,
        Status status,
        @Nullable String reason,
        String message,
        List<Outcome> outcomes) {

    /** How many outcomes an answer has at most. */
    public static final int MAX_OUTCOMES = 50;

    /** The same in other words. */
    AgentDiagnosis withMessage(String words) {
        return new AgentDiagnosis(agent, conversationId, vaultId, status, reason, words, outcomes);
    }

    /**
     * The same with other words for what agents, deciders and exceptions said, also where the message tells it.
     *
     * @param words what to say in place of a reason
     */
    public AgentDiagnosis withReasons(UnaryOperator<String> words) {
        Outcome told = Diagnoses.latest(outcomes);
        String said = told == null ? null : told.reason();
        return new AgentDiagnosis(
                agent,
                conversationId,
                vaultId,
                status,
                reason,
                said == null || said.isEmpty() ? message : message.replace(": " + said, ": " + words.apply(said)),
                outcomes.stream().map(outcome -> outcome.withReason(words)).toList());
    }

    /** How it stands. */
    public enum Status {
        /** Nobody knows such an agent. */
        NEVER_REGISTERED,
        /** It is there, and was not called. */
        NEVER_INVOKED,
        /** It was considered, and others or none were chosen. */
        NOT_SELECTED,
        /** It said itself that it does not answer. */
        SKIPPED,
        /** It threw an exception. */
        FAILED,
        /** It ran out of time. */
        TIMEOUT,
        /** Its caller no longer wanted the result. */
        CANCELLED,
        /** Its process ended before it did. */
        ABANDONED,
        /** It has not ended. */
        RUNNING,
        /** It ran, and returned. */
        FIRED_SUCCESSFULLY
    }

    /**
     * One execution of the agent, or one decision about it.
     *
     * @param kind {@code execution} or {@code decision}
     * @param status an execution's status; of a decision {@code chosen} or {@code not_selected}
     * @param executionId the agent's execution, or the one that decided
     * @param parentExecutionId an execution's caller, null for none and for a decision
     * @param decidedBy the agent that decided, null for an execution
     * @param score null for none
     * @param threshold null for none
     * @param rank null for none
     * @param reasonCode a decision's, null for an execution
     * @param reason a decision's reason, why the agent skipped, or what it failed with
     * @param errorType the class of what it threw
     * @param stage an execution's last known stage
     * @param chosenInstead the agents that the same decision chose, by rank
     */
    public record Outcome(
            String kind,
            String status,
            Instant at,
            UUID executionId,
            @Nullable UUID parentExecutionId,
            @Nullable String decidedBy,
            @Nullable Double score,
            @Nullable Double threshold,
            @Nullable Integer rank,
            @Nullable String reasonCode,
            @Nullable String reason,
            @Nullable String errorType,
            @Nullable String stage,
            List<String> chosenInstead) {

        Outcome withReason(UnaryOperator<String> words) {
            return new Outcome(
                    kind,
                    status,
                    at,
                    executionId,
                    parentExecutionId,
                    decidedBy,
                    score,
                    threshold,
                    rank,
                    reasonCode,
                    reason == null ? null : words.apply(reason),
                    errorType,
                    stage,
                    chosenInstead);
        }

        boolean isDecision() {
            return kind.equals("decision");
        }

        boolean isChosen() {
            return isDecision() && status.equals("chosen");
        }
    }
}
