// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** What goes to a model, as it is stored: messages, and the options that say something. */
final class RequestContent {

    /** Options of one provider alone, by the class that holds them: their names and how to ask for them. */
    private static final ConcurrentMap<Class<?>, Map<String, Method>> OWN_OPTIONS = new ConcurrentHashMap<>();

    private RequestContent() {}

    /**
     * Tells of a chat's request.
     *
     * @param parameters those of the request and the model's defaults
     */
    static LlmRequest chat(
            ChatRequest request,
            @Nullable ChatRequestParameters parameters,
            @Nullable ModelProvider provider,
            boolean streaming) {
        ChatRequestParameters sent = parameters == null ? request.parameters() : parameters;
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("messages", MessageContent.of(request.messages()));
        content.put("options", sent == null ? Map.of() : options(sent));
        return new LlmRequest(
                LlmRequest.CHAT, name(provider), sent == null ? null : sent.modelName(), streaming, content);
    }

    /** A provider's name in lower case; null where the model does not say. */
    static @Nullable String name(@Nullable ModelProvider provider) {
        if (provider == null || provider == ModelProvider.OTHER) {
            return null;
        }
        return provider == ModelProvider.OPEN_AI ? "openai" : provider.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> options(ChatRequestParameters parameters) {
        Map<String, Object> options = new LinkedHashMap<>();
        put(options, "model", parameters.modelName());
        put(options, "temperature", parameters.temperature());
        put(options, "top_p", parameters.topP());
        put(options, "top_k", parameters.topK());
        put(options, "frequency_penalty", parameters.frequencyPenalty());
        put(options, "presence_penalty", parameters.presencePenalty());
        put(options, "max_tokens", parameters.maxOutputTokens());
        List<String> stop = parameters.stopSequences();
        if (stop != null && !stop.isEmpty()) {
            options.put("stop", List.copyOf(stop));
        }
        List<ToolSpecification> tools = parameters.toolSpecifications();
        if (tools != null && !tools.isEmpty()) {
            List<String> names = new ArrayList<>();
            tools.forEach(tool -> names.add(tool.name()));
            options.put("tools", names);
        }
        if (parameters.toolChoice() != null) {
            options.put("tool_choice", parameters.toolChoice().name().toLowerCase(Locale.ROOT));
        }
        ResponseFormat format = parameters.responseFormat();
        if (format != null) {
            options.put(
                    "response_format",
                    format.jsonSchema() == null
                            ? format.type().name().toLowerCase(Locale.ROOT)
                            : "json_schema " + format.jsonSchema().name());
        }
        OWN_OPTIONS
                .computeIfAbsent(parameters.getClass(), RequestContent::ownOptions)
                .forEach((name, method) -> put(options, name, valueOf(method, parameters)));
        return options;
    }

    private static void put(Map<String, Object> options, String name, @Nullable Object value) {
        if (value != null) {
            options.putIfAbsent(name, value);
        }
    }

    /** Plain values alone: a provider's maps of free content may hold anything, keys included. */
    private static Map<String, Method> ownOptions(Class<?> type) {
        Map<String, Method> own = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            Class<?> result = method.getReturnType();
            boolean plain = result == String.class
                    || result == Boolean.class
                    || Number.class.isAssignableFrom(result)
                    || result.isEnum();
            if (plain
                    && method.getParameterCount() == 0
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.getDeclaringClass().isAssignableFrom(DefaultChatRequestParameters.class)
                    && !isStandard(method)) {
                own.put(snakeCase(method.getName()), method);
            }
        }
        return own;
    }

    private static boolean isStandard(Method method) {
        try {
            DefaultChatRequestParameters.class.getMethod(method.getName());
            return true;
        } catch (NoSuchMethodException own) {
            return false;
        }
    }

    private static @Nullable Object valueOf(Method method, ChatRequestParameters parameters) {
        try {
            Object value = method.invoke(parameters);
            return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value;
        } catch (ReflectiveOperationException | RuntimeException unreadable) {
            return null;
        }
    }

    private static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }
}
