// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Who called whom, from the root down.
 *
 * @param calls each followed by those that it made, in the order in which they began; the root is the first, and at most 1,000
 *     are listed
 */
public record CallChain(UUID rootExecutionId, List<Call> calls) {

    /**
     * One execution of the tree. Of one that is not stored, or not yet, the ids are known and all else is null.
     *
     * @param depth distance from the root, 0 there
     * @param sequence position among the calls of its parent
     * @param callReason why it was called
     * @param durationMillis null while it runs
     * @param llm its own calls of models, without those of the executions that it called
     */
    public record Call(
            UUID executionId,
            @Nullable UUID parentExecutionId,
            int depth,
            int sequence,
            @Nullable String callReason,
            @Nullable String agentName,
            @Nullable String agentMethod,
            @Nullable ExecutionStatus status,
            @Nullable Instant startedAt,
            @Nullable Double durationMillis,
            @Nullable Double relevanceScore,
            @Nullable String relevanceReasoning,
            @Nullable Double responseQualityScore,
            @JsonUnwrapped ExecutionSummary.@Nullable LlmTotals llm) {}

    /** The calls of models of all listed executions; a cost where one is known. The model is that of none in particular: null. */
    public ExecutionSummary.LlmTotals llmTotals() {
        int count = 0;
        Long tokens = null;
        Double latencyMillis = null;
        BigDecimal costUsd = null;
        for (Call call : calls) {
            ExecutionSummary.LlmTotals own = call.llm();
            if (own != null) {
                count += own.calls();
                tokens = sum(tokens, own.tokensUsed(), Long::sum);
                latencyMillis = sum(latencyMillis, own.latencyMillis(), Double::sum);
                costUsd = sum(costUsd, own.costUsd(), BigDecimal::add);
            }
        }
        return new ExecutionSummary.LlmTotals(null, count, tokens, latencyMillis, costUsd);
    }

    private static <T> @Nullable T sum(@Nullable T sum, @Nullable T summand, BinaryOperator<T> addition) {
        return sum == null ? summand : summand == null ? sum : addition.apply(sum, summand);
    }
}
