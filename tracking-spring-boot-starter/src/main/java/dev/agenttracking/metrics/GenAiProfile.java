// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

/** Whose names meters and observations of calls of models have. */
public enum GenAiProfile {
    /** OpenTelemetry's semantic conventions 1.41, the last with generative AI in them. */
    OTEL_1_41,
    /** What is in development after them, in the repository of their own. Names change. */
    OTEL_GENAI_DEV,
    /** Spring AI's, for what Spring AI does not observe itself. */
    SPRING_AI,
    /** No such meters; observations have the names of {@link #OTEL_1_41}. */
    NONE
}
