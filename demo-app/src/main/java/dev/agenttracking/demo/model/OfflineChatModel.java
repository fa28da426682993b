// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.util.List;
import java.util.Locale;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;

/**
 * No language model, and called so by its name: it arranges the facts of a {@link StoryPrompt} into an answer. The same prompt
 * gives the same answer.
 *
 * <p><b>Units and defaults</b>: its token counts are an estimate, one token a word; the metadata say so ({@code usage_estimated}).
 */
public final class OfflineChatModel implements ChatModel {

    /** The model's name in answers and records: {@value}. */
    public static final String NAME = "offline-story-model";

    @Override
    public ChatResponse call(Prompt prompt) {
        ModelReply reply = OfflineComposer.compose(OfflineQuestion.of(prompt));
        String content = ReplyReader.write(reply);
        DefaultUsage usage = new DefaultUsage(words(prompt.getContents()), words(content));
        ChatResponseMetadata metadata = ChatResponseMetadata.builder()
                .model(NAME)
                .usage(usage)
                .keyValue("usage_estimated", true)
                .build();
        ChatGenerationMetadata stopped =
                ChatGenerationMetadata.builder().finishReason("stop").build();
        return new ChatResponse(List.of(new Generation(new AssistantMessage(content), stopped)), metadata);
    }

    @Override
    public ChatOptions getOptions() {
        return ChatOptions.builder().model(NAME).build();
    }

    private static int words(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        return stripped.isEmpty() ? 0 : stripped.split("\\s+").length;
    }

    /** The text of a message; messages of tools have none. */
    static String textOf(Message message) {
        return message.getText() == null ? "" : message.getText();
    }
}
