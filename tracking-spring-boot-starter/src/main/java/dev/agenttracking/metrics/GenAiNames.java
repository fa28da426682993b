// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.execution.LlmRequest;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenTelemetry's words for what libraries call otherwise. */
final class GenAiNames {

    /** Where nobody said who runs a model: {@value}. */
    static final String UNKNOWN_PROVIDER = "unknown";

    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("open_ai", "openai"),
            Map.entry("azure_open_ai", "azure.ai.openai"),
            Map.entry("azure_openai", "azure.ai.openai"),
            Map.entry("microsoft_foundry", "azure.ai.inference"),
            Map.entry("bedrock_converse", "aws.bedrock"),
            Map.entry("amazon_bedrock", "aws.bedrock"),
            Map.entry("google_genai", "gcp.gemini"),
            Map.entry("google_ai_gemini", "gcp.gemini"),
            Map.entry("google_vertex_ai_gemini", "gcp.vertex_ai"),
            Map.entry("google_vertex_ai_anthropic", "gcp.vertex_ai"),
            Map.entry("vertex_ai", "gcp.vertex_ai"),
            Map.entry("watsonx", "ibm.watsonx.ai"));

    private GenAiNames() {}

    static String operation(String operation) {
        return LlmRequest.EMBEDDING.equals(operation) ? "embeddings" : operation;
    }

    static String provider(@Nullable String provider) {
        if (provider == null || provider.isBlank()) {
            return UNKNOWN_PROVIDER;
        }
        String name = provider.toLowerCase(Locale.ROOT);
        return PROVIDERS.getOrDefault(name, name);
    }
}
