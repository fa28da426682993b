// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static dev.agenttracking.annotation.ExecutionStatus.ABANDONED;
import static dev.agenttracking.annotation.ExecutionStatus.CANCELLED;
import static dev.agenttracking.annotation.ExecutionStatus.FAILED;
import static dev.agenttracking.annotation.ExecutionStatus.LLM_REQUEST;
import static dev.agenttracking.annotation.ExecutionStatus.LLM_RESPONSE;
import static dev.agenttracking.annotation.ExecutionStatus.PENDING;
import static dev.agenttracking.annotation.ExecutionStatus.RUNNING;
import static dev.agenttracking.annotation.ExecutionStatus.SKIPPED;
import static dev.agenttracking.annotation.ExecutionStatus.SUCCESS;
import static dev.agenttracking.annotation.ExecutionStatus.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStatus;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusTransitionsTest {

    private static final Set<ExecutionStatus> ENDS =
            EnumSet.of(SUCCESS, FAILED, TIMEOUT, SKIPPED, CANCELLED, ABANDONED);

    private static final Map<ExecutionStatus, Set<ExecutionStatus>> ALLOWED = Map.of(
            PENDING, with(RUNNING, LLM_REQUEST, LLM_RESPONSE),
            RUNNING, with(LLM_REQUEST, LLM_RESPONSE),
            LLM_REQUEST, with(RUNNING, LLM_RESPONSE),
            LLM_RESPONSE, with(RUNNING, LLM_REQUEST),
            SUCCESS, Set.of(),
            FAILED, Set.of(),
            TIMEOUT, Set.of(),
            SKIPPED, Set.of(FAILED),
            CANCELLED, Set.of(),
            ABANDONED, Set.of());

    @ParameterizedTest
    @EnumSource
    void allowsThesePairsAndNoOthers(ExecutionStatus from) {
        assertThat(ExecutionStatus.values())
                .filteredOn(to -> StatusTransitions.allowed(from, to))
                .containsExactlyInAnyOrderElementsOf(ALLOWED.get(from));
    }

    private static Set<ExecutionStatus> with(ExecutionStatus... others) {
        Set<ExecutionStatus> all = EnumSet.copyOf(ENDS);
        all.addAll(Set.of(others));
        return all;
    }
}
