// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import dev.agenttracking.TokenUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** Spring AI's requests and answers in the form that the tracker stores. */
final class ModelRecord {

    private ModelRecord() {}

    static String nameOf(ChatModel model) {
        String name = model.getOptions().getModel();
        return name == null ? "unknown" : name;
    }

    /** {@code {"messages": [{"role", "content"}], "options": {}}}. */
    static Map<String, Object> request(Prompt prompt) {
        List<Map<String, String>> messages =
                prompt.getInstructions().stream().map(ModelRecord::message).toList();
        return Map.of("messages", messages, "options", Map.of());
    }

    /** {@code {"content", "finish_reason", "tool_calls": []}}. */
    static Map<String, @Nullable Object> response(ChatResponse response, String content) {
        Generation generation = response.getResult();
        Map<String, @Nullable Object> stored = new LinkedHashMap<>();
        stored.put("content", content);
        String reason = generation == null ? null : generation.getMetadata().getFinishReason();
        stored.put("finish_reason", reason == null ? null : reason.toLowerCase(Locale.ROOT));
        stored.put("tool_calls", List.of());
        return stored;
    }

    static String contentOf(ChatResponse response) {
        Generation generation = response.getResult();
        String content = generation == null ? null : generation.getOutput().getText();
        if (content == null || content.isBlank()) {
            throw new IllegalStateException("the model's answer holds no text");
        }
        return content;
    }

    /** Null where the server does not say. */
    static @Nullable TokenUsage usageOf(ChatResponse response) {
        Usage usage = response.getMetadata().getUsage();
        if (usage == null || (usage.getPromptTokens() == 0 && usage.getCompletionTokens() == 0)) {
            return null;
        }
        return new TokenUsage(
                usage.getPromptTokens(),
                usage.getCompletionTokens(),
                orZero(usage.getCacheReadInputTokens()),
                orZero(usage.getCacheWriteInputTokens()),
                0);
    }

    private static Map<String, String> message(Message message) {
        String text = message.getText();
        return Map.of("role", message.getMessageType().getValue(), "content", text == null ? "" : text);
    }

    private static long orZero(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
