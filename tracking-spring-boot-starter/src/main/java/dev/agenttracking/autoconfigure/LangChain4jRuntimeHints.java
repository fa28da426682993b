// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/** What a native image has to keep to watch LangChain4j. */
final class LangChain4jRuntimeHints implements RuntimeHintsRegistrar {

    /** What is handed to a model, or by an AI service, in the place of the application's or its own. */
    private static final List<String> PROXIES = List.of(
            "dev.langchain4j.model.chat.response.StreamingChatResponseHandler", "dev.langchain4j.service.TokenStream");

    /** What is asked by name, since providers' modules are not there to build against. */
    private static final List<String> ASKED = List.of(
            "dev.langchain4j.model.openai.OpenAiTokenUsage",
            "dev.langchain4j.model.openai.OpenAiTokenUsage$InputTokensDetails",
            "dev.langchain4j.model.openai.OpenAiTokenUsage$OutputTokensDetails",
            "dev.langchain4j.model.openai.OpenAiChatRequestParameters",
            "dev.langchain4j.model.anthropic.AnthropicTokenUsage",
            "dev.langchain4j.model.anthropic.AnthropicChatRequestParameters",
            "dev.langchain4j.model.bedrock.BedrockTokenUsage",
            "dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        for (String name : PROXIES) {
            if (ClassUtils.isPresent(name, loader)) {
                hints.proxies().registerJdkProxy(TypeReference.of(name));
            }
        }
        for (String name : ASKED) {
            hints.reflection().registerTypeIfPresent(loader, name, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }
}
