// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comes back from a model, or as much of it as came.
 *
 * @param content {@code {"content", "finish_reason", "tool_calls": […]}}; must not change any more
 * @param text the answer in words; empty where there are none, null where they cannot be found
 * @param toolCallIds the ids of the calls of tools that the model asks for; an empty text for one without id
 * @param finishReason why the model stopped, null where it did not say
 * @param model the model that answered, null where it did not say
 * @param usage what it used, null where it did not say
 */
public record LlmReply(
        @Nullable Object content,
        @Nullable String text,
        List<String> toolCallIds,
        @Nullable String finishReason,
        @Nullable String model,
        LlmCall.@Nullable Usage usage) {

    /** Something may have come, and nobody saw what. */
    public static final LlmReply UNKNOWN = new LlmReply(null, null, List.of(), null, null, null);

    /** Nothing came. */
    public static final LlmReply NONE = new LlmReply(null, "", List.of(), null, null, null);
}
