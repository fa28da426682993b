// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmCall;
import dev.langchain4j.model.output.TokenUsage;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What a call used, in the terms of {@link LlmCall.Usage}. Providers' modules extend {@link TokenUsage} with counts under names of
 * their own; those are asked for by name, so that none of the modules has to be there.
 *
 * <ul>
 *   <li>OpenAI: {@code inputTokensDetails().cachedTokens()} and {@code outputTokensDetails().reasoningTokens()}, both part of their
 *       totals.
 *   <li>Anthropic, Bedrock: {@code cacheReadInputTokens()}, {@code cacheCreationInputTokens()} or {@code cacheWriteInputTokens()},
 *       neither part of the input.
 *   <li>Gemini: {@code cachedContentTokenCount()}, part of the input; {@code thoughtsTokenCount()}, part of the total, and of the
 *       output where that says so.
 * </ul>
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TokenCounts {

    private static final ConcurrentMap<Key, Optional<Method>> METHODS = new ConcurrentHashMap<>();

    private TokenCounts() {}

    static LlmCall.@Nullable Usage of(@Nullable TokenUsage usage) {
        if (usage == null || usage.inputTokenCount() == null && usage.outputTokenCount() == null) {
            return null;
        }
        long input = orZero(usage.inputTokenCount());
        long output = orZero(usage.outputTokenCount());
        if (usage.getClass() == TokenUsage.class) {
            return new LlmCall.Usage(input, output, 0, 0, 0);
        }
        long cachedInside =
                count(value(usage, "inputTokensDetails"), "cachedTokens") + count(usage, "cachedContentTokenCount");
        long readBeside = count(usage, "cacheReadInputTokens");
        long written = count(usage, "cacheCreationInputTokens") + count(usage, "cacheWriteInputTokens");
        long thoughts = count(usage, "thoughtsTokenCount");
        long reasoning = count(value(usage, "outputTokensDetails"), "reasoningTokens") + thoughts;
        boolean thoughtsBeside = thoughts > 0 && orZero(usage.totalTokenCount()) >= input + output + thoughts;
        return new LlmCall.Usage(
                input + readBeside,
                thoughtsBeside ? output + thoughts : output,
                cachedInside + readBeside,
                written,
                reasoning);
    }

    private static long count(@Nullable Object of, String name) {
        return of != null && value(of, name) instanceof Number number ? number.longValue() : 0;
    }

    private static @Nullable Object value(Object of, String name) {
        Optional<Method> method = METHODS.computeIfAbsent(new Key(of.getClass(), name), Key::find);
        try {
            return method.isPresent() ? method.get().invoke(of) : null;
        } catch (ReflectiveOperationException unreadable) {
            return null;
        }
    }

    private static long orZero(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    private record Key(Class<?> type, String name) {

        private Optional<Method> find() {
            try {
                Method method = type.getMethod(name);
                method.setAccessible(true);
                return Optional.of(method);
            } catch (ReflectiveOperationException | RuntimeException none) {
                return Optional.empty();
            }
        }
    }
}
