// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmReply;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What comes back from a model, as it is stored. */
final class ReplyContent {

    private ReplyContent() {}

    static LlmReply of(@Nullable ChatResponse response, @Nullable String provider) {
        if (response == null) {
            return LlmReply.NONE;
        }
        AiMessage message = response.aiMessage();
        String reason = name(response.metadata() == null ? null : response.finishReason());
        String model = response.metadata() == null ? null : response.modelName();
        TokenUsage usage = response.metadata() == null ? null : response.tokenUsage();
        String text = message == null ? null : message.text();
        List<ToolExecutionRequest> tools = message == null ? List.of() : message.toolExecutionRequests();
        return new LlmReply(
                content(text, reason, message == null ? null : message.thinking(), tools),
                text == null ? "" : text,
                ids(tools),
                reason,
                model,
                UsedTokens.of(usage, provider));
    }

    /** The words are all that is known. */
    static LlmReply ofText(@Nullable String text) {
        return new LlmReply(
                content(text, null, null, List.of()), text == null ? "" : text, List.of(), null, null, null);
    }

    static Map<String, Object> content(
            @Nullable String text,
            @Nullable String reason,
            @Nullable String thinking,
            @Nullable List<ToolExecutionRequest> tools) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("content", text);
        content.put("finish_reason", reason);
        content.put("tool_calls", MessageContent.toolCalls(tools));
        if (thinking != null) {
            content.put("reasoning", thinking);
        }
        return content;
    }

    static List<String> ids(@Nullable List<ToolExecutionRequest> tools) {
        List<String> ids = new ArrayList<>();
        if (tools != null) {
            tools.forEach(tool -> ids.add(tool.id() == null ? "" : tool.id()));
        }
        return ids;
    }

    /** In OpenAI's words, which LangChain4j maps all providers' to. */
    private static @Nullable String name(@Nullable FinishReason reason) {
        if (reason == null) {
            return null;
        }
        return reason == FinishReason.TOOL_EXECUTION
                ? "tool_calls"
                : reason.name().toLowerCase(Locale.ROOT);
    }
}
