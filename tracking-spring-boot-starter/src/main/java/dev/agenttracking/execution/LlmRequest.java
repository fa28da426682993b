// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * What goes to a model.
 *
 * @param operation {@link #CHAT} or {@link #EMBEDDING}
 * @param provider who runs the model, as the client's library names it, such as {@code openai}; null where unknown
 * @param model the model asked for, null where unknown
 * @param streaming whether the answer comes in pieces
 * @param content {@code {"messages": [{"role", "content", …}], "options": {…}}}; must not change any more
 * @param observed whether its client lets the call be observed itself, by tracers and meters of the application
 */
public record LlmRequest(
        String operation,
        @Nullable String provider,
        @Nullable String model,
        boolean streaming,
        @Nullable Object content,
        boolean observed) {

    /** A conversation's next answer: {@value}. */
    public static final String CHAT = "chat";

    /** Vectors for texts: {@value}. There is no answer to judge or to store. */
    public static final String EMBEDDING = "embedding";

    /** A request of a client that lets nothing be observed. */
    public LlmRequest(
            String operation,
            @Nullable String provider,
            @Nullable String model,
            boolean streaming,
            @Nullable Object content) {
        this(operation, provider, model, streaming, content, false);
    }

    /** The same of a client that lets it be observed. */
    public LlmRequest asObserved() {
        return new LlmRequest(operation, provider, model, streaming, content, true);
    }
}
