// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.alerts;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule.
 *
 * @param agent whose executions count; {@value #EACH} for each agent on its own, null for all together
 * @param threshold in the unit of the condition
 * @param window how far back it looks
 * @param minExecutions with fewer executions (or rated answers) in the window nothing is said
 * @param fireAfter how many times in a row it is broken before it fires
 * @param resolveAfter how many times in a row it is not before it is resolved
 */
public record AlertRule(
        String name,
        AlertCondition condition,
        @Nullable String agent,
        double threshold,
        Duration window,
        long minExecutions,
        int fireAfter,
        int resolveAfter) {

    /** For each agent on its own. */
    public static final String EACH = "*";

    boolean isForEach() {
        return EACH.equals(agent);
    }
}
