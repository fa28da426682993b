// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An execution without its content: a line of a list. In JSON the groups are no objects of their own; their members stand beside
 * the others, with the names of the table's columns in camel case.
 *
 * @param depth distance from the root, 0 there
 * @param currentStage where it stands, or stood at its end
 * @param completedAt null while it runs
 * @param durationMillis null while it runs
 * @param responseQualityScore 0 to 1; null where the answer was not rated
 * @param relevanceScore usually 0 to 1; null where the agent gave none
 * @param errorType the name of the exception's class
 */
public record ExecutionSummary(
        UUID id,
        UUID rootExecutionId,
        @Nullable UUID parentExecutionId,
        int depth,
        @JsonUnwrapped ContextIds context,
        String agentName,
        String agentMethod,
        ExecutionStatus status,
        @Nullable String currentStage,
        Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable Double durationMillis,
        @JsonUnwrapped LlmTotals llm,
        @Nullable Double responseQualityScore,
        @Nullable Double relevanceScore,
        @Nullable String relevanceReasoning,
        @Nullable String errorType,
        @Nullable String errorMessage,
        List<String> tags) {

    /** Its place in a list, from which {@link ExecutionFilter#after} goes on. */
    public ExecutionCursor cursor() {
        return new ExecutionCursor(startedAt, id);
    }

    /** What the execution was about. */
    public record ContextIds(
            @Nullable String vaultId,
            @Nullable String conversationId,
            @Nullable String userId) {}

    /**
     * Its own calls of models, without those of the executions that it called.
     *
     * @param model of the last call
     * @param calls how many there were
     * @param tokensUsed input and output; null where no call told
     * @param latencyMillis the time of all calls together; null where none was answered
     * @param costUsd null where it is not known
     */
    public record LlmTotals(
            @JsonProperty("llmModel") @Nullable String model,
            @JsonProperty("llmCalls") int calls,
            @JsonProperty("llmTokensUsed") @Nullable Long tokensUsed,
            @JsonProperty("llmLatencyMillis") @Nullable Double latencyMillis,
            @JsonProperty("llmCostUsd") @Nullable BigDecimal costUsd) {}
}
