// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who called whom, from the root down.
 *
 * @param calls each followed by those that it made, in the order in which they began; the root is the first, and at most 1,000
 *     are listed
 */
public record CallChain(UUID rootExecutionId, List<Call> calls) {

    /**
     * One execution of the tree. Of one that is not stored, or not yet, the ids are known and all else is null.
     *
     * @param depth distance from the root, 0 there
     * @param sequence position among the calls of its parent
     * @param callReason why it was called
     * @param durationMillis null while it runs
     */
    public record Call(
            UUID executionId,
            @Nullable UUID parentExecutionId,
            int depth,
            int sequence,
            @Nullable String callReason,
            @Nullable String agentName,
            @Nullable String agentMethod,
            @Nullable ExecutionStatus status,
            @Nullable Instant startedAt,
            @Nullable Double durationMillis,
            @Nullable Double relevanceScore,
            @Nullable String relevanceReasoning,
            @Nullable Double responseQualityScore) {}
}
