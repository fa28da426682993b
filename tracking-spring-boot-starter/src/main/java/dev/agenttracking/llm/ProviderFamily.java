// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Who runs a model, as far as it matters for what its counts mean and what it costs. */
enum ProviderFamily {
    OPENAI,
    AZURE,
    ANTHROPIC,
    BEDROCK,
    GOOGLE,
    MISTRAL,
    DEEPSEEK,
    /** The application's own machine. */
    LOCAL,
    /** Anybody else, and who is not known. Most speak OpenAI's protocol. */
    OTHER;

    /** Of a provider as Spring AI ({@code mistral_ai}) or LangChain4j ({@code MISTRAL_AI}) names it. */
    static ProviderFamily of(@Nullable String provider) {
        String name = plain(provider);
        if (name.contains("bedrock")) {
            return BEDROCK;
        }
        if (name.contains("anthropic")) {
            return ANTHROPIC;
        }
        if (name.contains("azure") || name.contains("microsoft")) {
            return AZURE;
        }
        if (name.contains("google") || name.contains("gemini") || name.contains("vertex")) {
            return GOOGLE;
        }
        return switch (name) {
            case "openai" -> OPENAI;
            case "mistral", "mistralai" -> MISTRAL;
            case "deepseek" -> DEEPSEEK;
            case "ollama", "onnx", "springai", "jlama", "localai" -> LOCAL;
            default -> OTHER;
        };
    }

    /** Without case, dashes and underscores. */
    static String plain(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** Whether its count of input leaves out what was read from and written to a cache. */
    boolean countsCacheApart() {
        return this == ANTHROPIC || this == BEDROCK;
    }

    /** Whether its count of output leaves out reasoning. */
    boolean countsReasoningApart() {
        return this == GOOGLE;
    }
}
