// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A page of a search for a text, and how far it looked.
 *
 * @param executions those found, newest first
 * @param searchedBackTo all that began after this moment has been looked at; null where that is all there is
 * @param complete whether all has been looked at that the filter lets through; if not, the page is full or the time was up
 * @param next where to go on with {@link ExecutionFilter#after}; null where it is complete
 */
public record FoundExecutions(
        List<ExecutionSummary> executions,
        @Nullable Instant searchedBackTo,
        boolean complete,
        @Nullable ExecutionCursor next) {

    private static final UUID FIRST_ID = new UUID(0, 0);

    /** What a search found that came to its end. */
    static FoundExecutions complete(List<ExecutionSummary> executions, ExecutionFilter filter) {
        return new FoundExecutions(List.copyOf(executions), filter.from(), true, null);
    }

    /** As many as a page takes. */
    static FoundExecutions full(List<ExecutionSummary> executions) {
        ExecutionSummary last = executions.get(executions.size() - 1);
        return new FoundExecutions(List.copyOf(executions), last.startedAt(), false, last.cursor());
    }

    /**
     * What was found when the time was up.
     *
     * @param since the begin of the time that was looked at
     */
    static FoundExecutions stopped(List<ExecutionSummary> executions, Instant since) {
        return new FoundExecutions(List.copyOf(executions), since, false, new ExecutionCursor(since, FIRST_ID));
    }
}
