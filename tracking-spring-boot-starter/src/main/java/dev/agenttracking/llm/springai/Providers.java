// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.aop.support.AopUtils;

/**
 * Who runs a model that lets nothing be observed, told by the package of its class: counts of tokens mean something else with each
 * provider. The names are those of Spring AI's observations.
 */
final class Providers {

    private static final String PACKAGE = "org.springframework.ai.";
    private static final Map<String, String> BY_PACKAGE = new LinkedHashMap<>();

    static {
        BY_PACKAGE.put("openai", "openai");
        BY_PACKAGE.put("anthropic", "anthropic");
        BY_PACKAGE.put("bedrock", "bedrock_converse");
        BY_PACKAGE.put("google", "google_genai");
        BY_PACKAGE.put("mistralai", "mistral_ai");
        BY_PACKAGE.put("deepseek", "deepseek");
        BY_PACKAGE.put("ollama", "ollama");
    }

    private Providers() {}

    /** Whether it is one of Spring AI's own, which lets its calls be observed. */
    static boolean isSpringAis(ChatModel model) {
        return AopUtils.getTargetClass(model).getName().startsWith(PACKAGE);
    }

    static @Nullable String of(ChatModel model) {
        if (isSpringAis(model)) {
            String rest = AopUtils.getTargetClass(model).getName().substring(PACKAGE.length());
            return BY_PACKAGE.get(rest.substring(0, rest.indexOf('.') < 0 ? rest.length() : rest.indexOf('.')));
        }
        return null;
    }
}
