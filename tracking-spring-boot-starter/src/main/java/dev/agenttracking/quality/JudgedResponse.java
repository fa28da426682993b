// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of a model, and what a check may want to know about it.
 *
 * @param text the answer; of a longer one the first {@value #MAX_TEXT_CHARS} characters
 * @param agent the name of the agent that asked
 * @param method the agent's method
 * @param tags those of the agent's method
 * @param model the model that answered, or that was asked where it does not say
 * @param prompt the last message of the user's in the request; null where there is none that can be read
 * @param jsonRequested whether the request's options ask for JSON
 * @param finishReason why the model stopped, in its own words; null where it says nothing
 * @param toolCalls how many tools it asks for besides
 */
public record JudgedResponse(
        String text,
        String agent,
        String method,
        List<String> tags,
        @Nullable String model,
        @Nullable String prompt,
        boolean jsonRequested,
        @Nullable String finishReason,
        int toolCalls) {

    /** How much of an answer is kept to be looked at. */
    public static final int MAX_TEXT_CHARS = 131_072;

    /** An answer of which nothing else is known, as for tests of checks. */
    public static JudgedResponse of(String text) {
        return new JudgedResponse(text, "", "", List.of(), null, null, false, null, 0);
    }

    /** Whether there was more text than was kept. */
    public boolean isCut() {
        return text.length() >= MAX_TEXT_CHARS;
    }
}
