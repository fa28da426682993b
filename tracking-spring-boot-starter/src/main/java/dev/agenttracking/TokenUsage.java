// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

/**
 * What one call of a model used, in tokens. {@code llm_tokens_used} is {@code input + output}.
 *
 * @param input sent, those read from a cache included
 * @param output received, those of reasoning included
 * @param cacheRead of the input, read from a cache
 * @param cacheWrite written to a cache
 * @param reasoning of the output, spent on reasoning
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

    /** Usage without cache and reasoning. */
    public static TokenUsage of(long input, long output) {
        return new TokenUsage(input, output, 0, 0, 0);
    }
}
