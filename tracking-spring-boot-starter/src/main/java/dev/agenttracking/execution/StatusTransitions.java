// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static dev.agenttracking.annotation.ExecutionStatus.FAILED;
import static dev.agenttracking.annotation.ExecutionStatus.PENDING;
import static dev.agenttracking.annotation.ExecutionStatus.SKIPPED;

import dev.agenttracking.annotation.ExecutionStatus;

/**
 * The state machine of an execution: {@code pending → running ⇄ llm_request ⇄ llm_response}, and from each of them to any end.
 * An end is never overwritten, but for {@code skipped}, which an exception afterwards makes {@code failed}.
 */
final class StatusTransitions {

    private StatusTransitions() {}

    static boolean allowed(ExecutionStatus from, ExecutionStatus to) {
        if (from == SKIPPED) {
            return to == FAILED;
        }
        return !from.isTerminal() && to != PENDING && from != to;
    }
}
