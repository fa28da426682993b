// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a provider's own type what Spring AI's {@code Usage} has no word for. By reflection, so that no provider's library is
 * needed: where a type has no such accessor, or it cannot be called as in a native image without hints, there is no such count.
 */
final class NativeUsage {

    private static final List<String> DETAILS = List.of(
            "completionTokensDetails",
            "completionTokenDetails",
            "outputTokensDetails",
            "getCompletionTokensDetails",
            "getOutputTokensDetails");
    private static final List<String> REASONING = List.of("reasoningTokens", "getReasoningTokens");
    private static final List<String> THOUGHTS = List.of("thoughtsTokenCount", "getThoughtsTokenCount");

    /** Accessors of a type; asked of each call, so that they are looked up once. */
    private static final ClassValue<Optional<Method>> DETAILS_OF = new Accessors(DETAILS);

    private static final ClassValue<Optional<Method>> REASONING_OF = new Accessors(REASONING);
    private static final ClassValue<Optional<Method>> THOUGHTS_OF = new Accessors(THOUGHTS);

    private NativeUsage() {}

    static @Nullable Number reasoningTokens(@Nullable Object usage) {
        if (usage == null || usage instanceof Map) {
            return null;
        }
        try {
            Object thoughts = call(THOUGHTS_OF, usage);
            if (thoughts instanceof Number number) {
                return number;
            }
            Object details = call(DETAILS_OF, usage);
            return details != null && call(REASONING_OF, details) instanceof Number number ? number : null;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError unreadable) {
            return null;
        }
    }

    private static @Nullable Object call(ClassValue<Optional<Method>> accessors, Object owner)
            throws ReflectiveOperationException {
        Method accessor = accessors.get(owner.getClass()).orElse(null);
        Object value = accessor == null ? null : accessor.invoke(owner);
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    private static final class Accessors extends ClassValue<Optional<Method>> {

        private final List<String> names;

        Accessors(List<String> names) {
            this.names = names;
        }

        @Override
        protected Optional<Method> computeValue(Class<?> type) {
            if (Modifier.isPublic(type.getModifiers())) {
                for (String name : names) {
                    try {
                        return Optional.of(type.getMethod(name));
                    } catch (NoSuchMethodException next) {
                        continue;
                    }
                }
            }
            return Optional.empty();
        }
    }
}
