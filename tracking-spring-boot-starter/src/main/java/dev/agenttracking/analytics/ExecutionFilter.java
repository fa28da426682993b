// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which executions a question is about. What is null lets all through.
 *
 * @param agent the agent's name
 * @param status where they stand
 * @param from the first moment of their begin
 * @param to the first moment after their begin
 * @param limit how many at most, 1 to {@value #MAX_LIMIT}; what is beyond is brought back to that
 */
public record ExecutionFilter(
        @Nullable String agent,
        @Nullable ExecutionStatus status,
        @Nullable String vaultId,
        @Nullable String conversationId,
        @Nullable String userId,
        @Nullable Instant from,
        @Nullable Instant to,
        int limit) {

    /** What no answer exceeds. */
    public static final int MAX_LIMIT = 1_000;

    private static final int DEFAULT_LIMIT = 50;
    private static final ExecutionFilter ALL =
            new ExecutionFilter(null, null, null, null, null, null, null, DEFAULT_LIMIT);

    /** Brings the limit into its bounds. */
    public ExecutionFilter {
        limit = Math.max(1, Math.min(MAX_LIMIT, limit));
    }

    /** All executions, 50 at most. */
    public static ExecutionFilter all() {
        return ALL;
    }

    /** The same for one agent. */
    public ExecutionFilter withAgent(@Nullable String agent) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same for one status. */
    public ExecutionFilter withStatus(@Nullable ExecutionStatus status) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same for one vault. */
    public ExecutionFilter withVaultId(@Nullable String vaultId) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same for one conversation. */
    public ExecutionFilter withConversationId(@Nullable String conversationId) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same for one user. */
    public ExecutionFilter withUserId(@Nullable String userId) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same for those that began in a span of time. */
    public ExecutionFilter between(@Nullable Instant from, @Nullable Instant to) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }

    /** The same with another limit. */
    public ExecutionFilter withLimit(int limit) {
        return new ExecutionFilter(agent, status, vaultId, conversationId, userId, from, to, limit);
    }
}
