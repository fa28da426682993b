// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmRequest;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Flow;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/** Which calls of a model's methods send something, and what. */
final class SentRequest {

    private static final Set<String> CHATS = Set.of("chat", "doChat", "chatAsync", "doChatAsync");
    private static final Set<String> EMBEDDINGS = Set.of("embed", "doEmbed", "embedAll", "embedAsync", "doEmbedAsync");

    private SentRequest() {}

    static boolean isSent(Method method, Class<?> type) {
        if (method.getParameterCount() == 0) {
            return false;
        }
        return isChat(type) && CHATS.contains(method.getName())
                || EmbeddingModel.class.isAssignableFrom(type) && EMBEDDINGS.contains(method.getName());
    }

    static boolean isModel(Class<?> type) {
        return isChat(type) || EmbeddingModel.class.isAssignableFrom(type);
    }

    /** What a call sends; null where it is not known to send anything. */
    static @Nullable LlmRequest of(MethodInvocation invocation) {
        Object model = invocation.getThis();
        @Nullable Object[] arguments = invocation.getArguments();
        Object first = arguments.length == 0 ? null : arguments[0];
        if (model == null || first == null) {
            return null;
        }
        if (EMBEDDINGS.contains(invocation.getMethod().getName()) && model instanceof EmbeddingModel embedding) {
            return EmbeddingContent.request(embedding, first);
        }
        ChatRequest request = chatRequest(first);
        if (request == null) {
            return null;
        }
        if (model instanceof StreamingChatModel streaming && isStreamed(invocation)) {
            return RequestContent.chat(
                    request, merged(streaming.defaultRequestParameters(), request), streaming.provider(), true);
        }
        if (model instanceof ChatModel plain) {
            return RequestContent.chat(
                    request, merged(plain.defaultRequestParameters(), request), plain.provider(), false);
        }
        return null;
    }

    /** {@code ChatModel.chat(String)}, as the interface has it. */
    static boolean isPlainText(MethodInvocation invocation) {
        Method method = invocation.getMethod();
        Object model = invocation.getThis();
        if (model == null || !"chat".equals(method.getName()) || invocation.getArguments().length != 1) {
            return false;
        }
        try {
            return invocation.getArguments()[0] instanceof String
                    && model.getClass().getMethod("chat", String.class).getDeclaringClass() == ChatModel.class;
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    static ChatRequest userMessage(MethodInvocation invocation) {
        return ChatRequest.builder()
                .messages(UserMessage.from((String) invocation.getArguments()[0]))
                .build();
    }

    private static boolean isStreamed(MethodInvocation invocation) {
        if (Flow.Publisher.class.isAssignableFrom(invocation.getMethod().getReturnType())) {
            return true;
        }
        for (Object argument : invocation.getArguments()) {
            if (argument instanceof StreamingChatResponseHandler) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable ChatRequest chatRequest(Object sent) {
        if (sent instanceof ChatRequest request) {
            return request;
        }
        List<ChatMessage> messages = new ArrayList<>();
        if (sent instanceof String text) {
            messages.add(UserMessage.from(text));
        } else if (sent instanceof ChatMessage[] several) {
            messages.addAll(Arrays.asList(several));
        } else if (sent instanceof List<?> list) {
            for (Object message : list) {
                if (message instanceof ChatMessage one) {
                    messages.add(one);
                }
            }
        }
        return messages.isEmpty()
                ? null
                : ChatRequest.builder().messages(messages).build();
    }

    /** As the model itself merges them. */
    private static @Nullable ChatRequestParameters merged(
            @Nullable ChatRequestParameters defaults, ChatRequest request) {
        return defaults == null ? request.parameters() : defaults.overrideWith(request.parameters());
    }

    private static boolean isChat(Class<?> type) {
        return ChatModel.class.isAssignableFrom(type) || StreamingChatModel.class.isAssignableFrom(type);
    }
}
