// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A tree of calls, and sums over its executions: each is counted once, with its own calls of models.
 *
 * @param root the execution that all others come from, with its own values alone
 * @param executions how many of the tree are stored, the root among them
 * @param llmCalls calls of models
 * @param tokensUsed input and output; null where no call told
 * @param costUsd null where none is known
 * @param elapsedMillis from the begin of the first execution to the end of the last that has ended; null where none has
 */
public record HeavyTree(
        ExecutionSummary root,
        long executions,
        long llmCalls,
        @Nullable Long tokensUsed,
        @Nullable BigDecimal costUsd,
        @Nullable Double elapsedMillis) {}
