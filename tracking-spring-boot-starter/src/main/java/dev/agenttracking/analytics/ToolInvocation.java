// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A tool that a model had called.
 *
 * @param sequence its position among the execution's, from 0
 * @param llmCallSequence the LLM call whose answer asked for it; null where that is not known
 * @param durationMillis null while it runs
 * @param errorType the name of the exception's class, null where it returned
 */
public record ToolInvocation(
        int sequence,
        @Nullable Integer llmCallSequence,
        String toolName,
        @Nullable JsonNode arguments,
        @Nullable JsonNode result,
        Instant startedAt,
        @Nullable Double durationMillis,
        @Nullable String errorType,
        @Nullable String errorMessage) {}
