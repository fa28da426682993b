// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.execution.LlmReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;

/**
 * What a model answers, put together from one piece or many. Takes from the pieces what Spring AI's own aggregation loses: tokens of
 * caches and of reasoning.
 *
 * <p><b>Threading</b>: pieces come one after the other; a cancelling thread may read in between.
 */
final class Answer {

    /** More of an answer's words is not kept. */
    private static final int MAX_CHARS = 2_000_000;

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thoughts = new StringBuilder();
    private final List<AssistantMessage.ToolCall> toolCalls = new ArrayList<>();
    private final UsageOfPieces usage = new UsageOfPieces();
    private boolean said;
    private @Nullable String reasoning;
    private @Nullable String finishReason;
    private @Nullable String model;

    static LlmReply of(ChatResponse response, @Nullable String provider) {
        Answer answer = new Answer();
        answer.add(response);
        return answer.reply(provider);
    }

    synchronized void add(ChatResponse piece) {
        Generation generation = piece.getResult();
        if (generation != null) {
            add(generation);
        }
        ChatResponseMetadata metadata = piece.getMetadata();
        if (metadata != null) {
            if (metadata.getModel() != null && !metadata.getModel().isEmpty()) {
                model = metadata.getModel();
            }
            usage.add(metadata.getUsage());
        }
    }

    synchronized LlmReply reply(@Nullable String provider) {
        List<String> ids = new ArrayList<>();
        for (AssistantMessage.ToolCall call : toolCalls) {
            ids.add(call.id() == null ? "" : call.id());
        }
        String words = said ? text.toString() : null;
        return new LlmReply(content(words), text.toString(), ids, finishReason, model, usage.normalised(provider));
    }

    private void add(Generation generation) {
        AssistantMessage message = generation.getOutput();
        Map<String, Object> metadata = message.getMetadata();
        boolean thought = metadata != null && "true".equals(String.valueOf(metadata.get("isThought")));
        append(thought ? thoughts : text, message.getText());
        said |= !thought && message.getText() != null && (!message.getText().isEmpty() || !message.hasToolCalls());
        toolCalls.addAll(message.getToolCalls());
        if (metadata != null) {
            Object cumulative = metadata.containsKey("reasoningContent")
                    ? metadata.get("reasoningContent")
                    : metadata.get("thoughts");
            if (cumulative instanceof String all && !all.isEmpty()) {
                reasoning = all;
            }
        }
        if (generation.getMetadata() != null) {
            String reason = generation.getMetadata().getFinishReason();
            if (reason != null && !reason.isEmpty()) {
                finishReason = reason.toLowerCase(Locale.ROOT);
            }
            if (generation.getMetadata().get("thinking") instanceof String thinking) {
                append(thoughts, thinking);
            }
        }
    }

    private Map<String, @Nullable Object> content(@Nullable String words) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("content", words);
        content.put("finish_reason", finishReason);
        content.put("tool_calls", ChatRequests.toolCalls(toolCalls));
        if (reasoning != null || !thoughts.isEmpty()) {
            content.put("reasoning", reasoning == null ? thoughts.toString() : reasoning);
        }
        return content;
    }

    private static void append(StringBuilder to, @Nullable String piece) {
        if (piece != null && to.length() < MAX_CHARS) {
            to.append(piece);
        }
    }
}
