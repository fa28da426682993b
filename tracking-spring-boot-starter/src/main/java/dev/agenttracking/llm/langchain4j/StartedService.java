// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import org.jspecify.annotations.Nullable;

/**
 * What becomes known while a method of an AI service runs whose work begins only later, when the stream that it returns is started.
 *
 * <p><b>Threading</b>: speaks of the thread that calls it, for as long as it is inside the method.
 */
final class StartedService {

    private static final ThreadLocal<@Nullable StartedService> CURRENT = new ThreadLocal<>();

    private @Nullable String conversation;

    /** Collects what is known until the scope is closed. */
    CurrentExecution.Scope collect() {
        StartedService outer = CURRENT.get();
        CURRENT.set(this);
        return () -> {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        };
    }

    /** The method that this thread is in belongs to a conversation. */
    static void conversation(String id) {
        StartedService current = CURRENT.get();
        if (current != null) {
            current.conversation = id;
        }
    }

    @Nullable
    String conversation() {
        return conversation;
    }
}
