// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.llm.JsonOrText;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as they are stored: {@code {"role", "content", "name"?, "tool_calls"?, "tool_call_id"?, "is_error"?, "media"?}}. Of media
 * the kind and the size are kept, never the bytes, and no address, which may hold a signature.
 */
final class MessageContent {

    private MessageContent() {}

    static List<Object> of(List<ChatMessage> messages) {
        List<Object> all = new ArrayList<>(messages.size());
        for (ChatMessage message : messages) {
            all.add(of(message));
        }
        return all;
    }

    /** {@code [{"id", "name", "arguments"}]}. */
    static List<Object> toolCalls(@Nullable List<ToolExecutionRequest> requests) {
        List<Object> calls = new ArrayList<>();
        if (requests != null) {
            for (ToolExecutionRequest request : requests) {
                Map<String, Object> call = new LinkedHashMap<>();
                call.put("id", request.id());
                call.put("name", request.name());
                call.put("arguments", SensitiveTools.arguments(request.name(), JsonOrText.of(request.arguments())));
                calls.add(call);
            }
        }
        return calls;
    }

    /** The words of what may hold other things too; null where there are none. */
    static @Nullable String text(@Nullable List<Content> contents) {
        if (contents == null) {
            return null;
        }
        StringBuilder text = null;
        for (Content content : contents) {
            if (content instanceof TextContent words) {
                text = text == null ? new StringBuilder() : text.append('\n');
                text.append(words.text());
            }
        }
        return text == null ? null : text.toString();
    }

    private static Map<String, Object> of(ChatMessage message) {
        Map<String, Object> stored = new LinkedHashMap<>();
        if (message instanceof SystemMessage system) {
            stored.put("role", "system");
            stored.put("content", system.text());
        } else if (message instanceof UserMessage user) {
            stored.put("role", "user");
            if (user.name() != null) {
                stored.put("name", user.name());
            }
            contents(stored, user.contents());
        } else if (message instanceof AiMessage answer) {
            stored.put("role", "assistant");
            stored.put("content", answer.text());
            if (answer.hasToolExecutionRequests()) {
                stored.put("tool_calls", toolCalls(answer.toolExecutionRequests()));
            }
        } else if (message instanceof ToolExecutionResultMessage result) {
            stored.put("role", "tool");
            stored.put("tool_call_id", result.id());
            stored.put("name", result.toolName());
            if (SensitiveTools.hidesResult(result.toolName())) {
                stored.put("content", SensitiveTools.MASK);
            } else {
                contents(stored, result.contents());
            }
            if (Boolean.TRUE.equals(result.isError())) {
                stored.put("is_error", true);
            }
        } else {
            stored.put("role", message.type().name().toLowerCase(Locale.ROOT));
            stored.put("content", null);
        }
        return stored;
    }

    private static void contents(Map<String, Object> stored, List<Content> contents) {
        stored.put("content", text(contents));
        List<Object> media = new ArrayList<>();
        for (Content content : contents) {
            if (!(content instanceof TextContent)) {
                media.add(medium(content));
            }
        }
        if (!media.isEmpty()) {
            stored.put("media", media);
        }
    }

    private static Map<String, Object> medium(Content content) {
        Map<String, Object> medium = new LinkedHashMap<>();
        medium.put("type", content.type().name().toLowerCase(Locale.ROOT));
        if (content instanceof ImageContent image) {
            describe(medium, image.image().mimeType(), image.image().base64Data());
        } else if (content instanceof AudioContent audio) {
            byte[] bytes = audio.audio().binaryData();
            describe(medium, audio.audio().mimeType(), audio.audio().base64Data());
            if (bytes != null) {
                medium.put("bytes", bytes.length);
            }
        } else if (content instanceof VideoContent video) {
            describe(medium, video.video().mimeType(), video.video().base64Data());
        } else if (content instanceof PdfFileContent pdf) {
            describe(medium, pdf.pdfFile().mimeType(), pdf.pdfFile().base64Data());
        }
        return medium;
    }

    private static void describe(Map<String, Object> medium, @Nullable String mimeType, @Nullable String base64) {
        if (mimeType != null) {
            medium.put("mime_type", mimeType);
        }
        if (base64 != null) {
            int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
            medium.put("bytes", (long) base64.length() * 3 / 4 - padding);
        }
    }
}
