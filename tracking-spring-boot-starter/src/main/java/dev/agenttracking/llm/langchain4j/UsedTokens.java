// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.llm.TokenCounts;
import dev.langchain4j.model.output.TokenUsage;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What a call used. Providers' modules extend {@link TokenUsage} with counts under names of their own; those are asked for by name,
 * so that none of the modules has to be there: {@code inputTokensDetails().cachedTokens()} and
 * {@code outputTokensDetails().reasoningTokens()} (OpenAI), {@code cacheReadInputTokens()} and {@code cacheCreationInputTokens()} or
 * {@code cacheWriteInputTokens()} (Anthropic, Bedrock), {@code cachedContentTokenCount()} and {@code thoughtsTokenCount()} (Gemini).
 * What they mean with whom, {@link TokenCounts} knows.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class UsedTokens {

    private static final ConcurrentMap<Key, Optional<Method>> METHODS = new ConcurrentHashMap<>();

    private UsedTokens() {}

    /** What was used, in the meaning of the records; null where the provider does not say. */
    static LlmCall.@Nullable Usage of(@Nullable TokenUsage usage, @Nullable String provider) {
        if (usage == null) {
            return null;
        }
        if (usage.getClass() == TokenUsage.class) {
            return new TokenCounts(
                            usage.inputTokenCount(),
                            usage.outputTokenCount(),
                            usage.totalTokenCount(),
                            null,
                            null,
                            null)
                    .usage(provider);
        }
        return new TokenCounts(
                        usage.inputTokenCount(),
                        usage.outputTokenCount(),
                        usage.totalTokenCount(),
                        count(value(usage, "inputTokensDetails"), "cachedTokens")
                                + count(usage, "cachedContentTokenCount")
                                + count(usage, "cacheReadInputTokens"),
                        count(usage, "cacheCreationInputTokens") + count(usage, "cacheWriteInputTokens"),
                        count(value(usage, "outputTokensDetails"), "reasoningTokens")
                                + count(usage, "thoughtsTokenCount"))
                .usage(provider);
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
