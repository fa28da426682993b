// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * An execution that took long, and where its time went: its calls of models are in the summary, the rest is here.
 *
 * @param childrenMillis the time of the executions that it called itself and that have ended; where some ran at once, or beyond its
 *     own end, the time within its own in which one of them did
 * @param overheadMillis what is left of its duration without its own calls of models and its children; 0 where those ran at once and
 *     took longer together
 */
public record SlowExecution(@JsonUnwrapped ExecutionSummary execution, double childrenMillis, double overheadMillis) {

    static SlowExecution of(ExecutionSummary execution, double childrenMillis) {
        double explained = zeroForNull(execution.llm().latencyMillis()) + childrenMillis;
        return new SlowExecution(
                execution, childrenMillis, Math.max(0, zeroForNull(execution.durationMillis()) - explained));
    }

    private static double zeroForNull(@Nullable Double millis) {
        return millis == null ? 0 : millis;
    }
}
