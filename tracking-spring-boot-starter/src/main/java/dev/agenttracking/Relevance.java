// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import dev.agenttracking.execution.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Whether an agent answers, and why. Returned from a {@code SHOULD_RESPOND} stage it is recorded by itself, and a "no" ends the
 * execution as {@code skipped}.
 *
 * @param respond whether the agent answers
 * @param score how relevant the question is to it, usually 0 to 1; NaN for none
 * @param reasoning why
 */
public record Relevance(
        boolean respond, double score, @Nullable String reasoning) implements Verdict {}
