// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of models may be used.
 *
 * @param name its name
 * @param scope what has this much each
 * @param agents whose calls count, as {@link dev.agenttracking.execution.TrackingSwitches#plainName plain names}; empty: all agents'
 * @param maxTokens input and output together, null for no limit
 * @param maxCostUsd what calls cost, null for no limit
 * @param maxCalls how many calls, null for no limit
 * @param maxDepth how deep in the tree an execution may be that makes calls; the root is at 0; null for no limit
 * @param window after how long counting begins anew; null: never
 * @param mode what happens beyond it
 */
public record Budget(
        String name,
        Scope scope,
        Set<String> agents,
        @Nullable Long maxTokens,
        @Nullable BigDecimal maxCostUsd,
        @Nullable Long maxCalls,
        @Nullable Integer maxDepth,
        @Nullable Duration window,
        Mode mode) {

    /** What has a budget of its own. */
    public enum Scope {
        /** All executions of one tree, as far as they run in this process. */
        EXECUTION_TREE,
        /** An agent, in all its executions. */
        AGENT,
        /** A vault; calls without one do not count. */
        VAULT,
        /** A user; calls without one do not count. */
        USER;

        /** As it stands in properties. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** What happens beyond a budget. */
    public enum Mode {
        /** It is told, once an execution, and nothing else. */
        SOFT,
        /** No call is made any more. */
        HARD;

        /** As it stands in properties. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
