// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A call of a model with its content.
 *
 * @param sequence its position among the execution's LLM calls, from 0
 * @param operation {@code chat} or {@code embedding}
 * @param stage the stage it was made in
 * @param latencyMillis null while it is not answered
 * @param timeToFirstChunkMillis of a streamed answer
 * @param chunks pieces that a streamed answer came in
 * @param cancelled whether the caller gave up before the answer was complete
 * @param costUsd null where it is not known
 * @param priceVersion the list of prices that says so
 * @param llmRequest {@code {"messages", "options"}}
 * @param llmResponse {@code {"content", "finish_reason", "tool_calls"}}
 */
public record LlmInteraction(
        int sequence,
        String operation,
        @Nullable String stage,
        @Nullable String provider,
        @Nullable String requestModel,
        @Nullable String responseModel,
        @JsonUnwrapped Tokens tokens,
        Instant startedAt,
        @Nullable Double latencyMillis,
        @Nullable Double timeToFirstChunkMillis,
        @Nullable Integer chunks,
        @Nullable String finishReason,
        boolean streaming,
        boolean cancelled,
        @Nullable String errorType,
        @Nullable String errorMessage,
        @Nullable BigDecimal costUsd,
        @Nullable String priceVersion,
        @Nullable JsonNode llmRequest,
        @Nullable JsonNode llmResponse) {

    /** What the model said it used; input includes what was read from a cache. Null where it did not say. */
    public record Tokens(
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable Long cacheReadTokens,
            @Nullable Long cacheWriteTokens,
            @Nullable Long reasoningTokens) {}
}
