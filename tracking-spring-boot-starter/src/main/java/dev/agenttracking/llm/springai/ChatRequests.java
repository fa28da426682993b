// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.llm.JsonOrText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/** What goes to a model, as it is stored: messages and the options that Spring AI knows of all models. Never keys, headers or media. */
final class ChatRequests {

    private static final int MAX_EMBEDDED_CHARS = 2_000;

    private ChatRequests() {}

    static LlmRequest of(Prompt prompt, @Nullable ChatOptions defaults, @Nullable String provider, boolean streaming) {
        ChatOptions options = prompt.getOptions() == null ? defaults : prompt.getOptions();
        List<Object> messages = new ArrayList<>();
        for (Message message : prompt.getInstructions()) {
            add(messages, message);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("messages", messages);
        content.put("options", options(options));
        return new LlmRequest(
                LlmRequest.CHAT, provider, options == null ? null : options.getModel(), streaming, content);
    }

    static LlmRequest of(EmbeddingRequest request, @Nullable String provider) {
        EmbeddingOptions given = request.getOptions();
        Map<String, Object> options = new LinkedHashMap<>();
        if (given != null) {
            put(options, "model", given.getModel());
            put(options, "dimensions", given.getDimensions());
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put(
                "input",
                request.getInstructions().stream()
                        .map(text -> cut(text, MAX_EMBEDDED_CHARS))
                        .toList());
        content.put("options", options);
        return new LlmRequest(LlmRequest.EMBEDDING, provider, given == null ? null : given.getModel(), false, content);
    }

    static String cut(String text, int chars) {
        return text.length() <= chars ? text : text.substring(0, chars) + "…";
    }

    static List<Object> toolCalls(List<AssistantMessage.ToolCall> calls) {
        List<Object> asked = new ArrayList<>();
        for (AssistantMessage.ToolCall call : calls) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("id", call.id());
            one.put("name", call.name());
            one.put("arguments", JsonOrText.of(call.arguments()));
            asked.add(one);
        }
        return asked;
    }

    private static void add(List<Object> messages, Message message) {
        String role = message.getMessageType().getValue();
        if (message instanceof ToolResponseMessage tools) {
            for (ToolResponseMessage.ToolResponse response : tools.getResponses()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("role", role);
                one.put("content", response.responseData());
                one.put("tool_call_id", response.id());
                one.put("name", response.name());
                messages.add(one);
            }
            return;
        }
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("role", role);
        one.put("content", message.getText());
        if (message instanceof AssistantMessage said && said.hasToolCalls()) {
            one.put("tool_calls", toolCalls(said.getToolCalls()));
        }
        if (message instanceof MediaContent with
                && with.getMedia() != null
                && !with.getMedia().isEmpty()) {
            one.put("media", media(with));
        }
        messages.add(one);
    }

    private static List<Object> media(MediaContent content) {
        List<Object> media = new ArrayList<>();
        for (Media each : content.getMedia()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("mime_type", each.getMimeType().toString());
            if (each.getData() instanceof byte[] bytes) {
                one.put("bytes", bytes.length);
            }
            media.add(one);
        }
        return media;
    }

    private static Map<String, Object> options(@Nullable ChatOptions given) {
        Map<String, Object> options = new LinkedHashMap<>();
        if (given == null) {
            return options;
        }
        put(options, "model", given.getModel());
        put(options, "temperature", given.getTemperature());
        put(options, "max_tokens", given.getMaxTokens());
        put(options, "top_p", given.getTopP());
        put(options, "top_k", given.getTopK());
        put(options, "frequency_penalty", given.getFrequencyPenalty());
        put(options, "presence_penalty", given.getPresencePenalty());
        put(options, "stop", given.getStopSequences());
        if (given instanceof ToolCallingChatOptions tools
                && tools.getToolCallbacks() != null
                && !tools.getToolCallbacks().isEmpty()) {
            options.put(
                    "tools",
                    tools.getToolCallbacks().stream()
                            .map(tool -> tool.getToolDefinition().name())
                            .toList());
        }
        if (given instanceof StructuredOutputChatOptions structured) {
            put(options, "response_format", JsonOrText.of(structured.getOutputSchema()));
        }
        return options;
    }

    private static void put(Map<String, Object> options, String name, @Nullable Object value) {
        if (value != null) {
            options.put(name, value);
        }
    }
}
