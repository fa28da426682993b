// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An execution with everything that its row has. In JSON the groups are no objects of their own.
 *
 * @param inputData an object by parameter name
 * @param outputData the result; {@code {"result": …}} where it is no object
 * @param llmRequest of the last LLM call: {@code {"messages", "options"}}
 * @param llmResponse of the last LLM call: {@code {"content", "finish_reason", "tool_calls"}}
 * @param errorTraceback the printed stack trace
 * @param executionMetadata what else is known, for example {@code {"violations":
 *     [{"kind", "message"}]}}
 */
public record ExecutionDetails(
        @JsonUnwrapped ExecutionSummary summary,
        @Nullable JsonNode inputData,
        @Nullable JsonNode outputData,
        @Nullable JsonNode llmRequest,
        @Nullable JsonNode llmResponse,
        @JsonUnwrapped ResponseChecks response,
        @Nullable String errorTraceback,
        @Nullable String traceId,
        @Nullable String spanId,
        @JsonUnwrapped Service service,
        @Nullable JsonNode executionMetadata,
        Instant createdAt,
        Instant updatedAt) {

    /**
     * What the checks of the answer found.
     *
     * @param valid null where the answer was not checked
     * @param metrics measures of the answer by name
     */
    public record ResponseChecks(
            @JsonProperty("responseValid") @Nullable Boolean valid,
            @JsonProperty("responseValidationErrors") List<String> validationErrors,
            @JsonProperty("responseWarnings") List<String> warnings,
            @JsonProperty("responseMetrics") @Nullable JsonNode metrics) {}

    /** The application that ran it. */
    public record Service(
            @JsonProperty("serviceName") @Nullable String name,
            @JsonProperty("serviceVersion") @Nullable String version,
            @Nullable String instanceId) {}
}
