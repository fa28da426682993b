// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An execution begun by hand.
 *
 * @param agent the agent's name
 * @param method the method's name in the record
 * @param input what is stored as the input, by name
 * @param vaultId null takes the surrounding one; so do the two ids after it
 * @param callReason why the caller calls the agent
 * @param tags labels
 */
public record ExecutionSpec(
        String agent,
        String method,
        Map<String, ?> input,
        @Nullable Object vaultId,
        @Nullable Object conversationId,
        @Nullable Object userId,
        @Nullable String callReason,
        List<String> tags) {

    /** A copy of the labels is kept. */
    public ExecutionSpec {
        tags = List.copyOf(tags);
    }

    /** An execution without input and labels. */
    public static ExecutionSpec of(String agent, String method) {
        return new ExecutionSpec(agent, method, Map.of(), null, null, null, null, List.of());
    }

    /** The same with an input. */
    public ExecutionSpec withInput(Map<String, ?> input) {
        return new ExecutionSpec(agent, method, input, vaultId, conversationId, userId, callReason, tags);
    }

    /** The same with ids; a null one takes the surrounding one. */
    public ExecutionSpec withIds(@Nullable Object vaultId, @Nullable Object conversationId, @Nullable Object userId) {
        return new ExecutionSpec(agent, method, input, vaultId, conversationId, userId, callReason, tags);
    }

    /** The same with the caller's reason. */
    public ExecutionSpec withCallReason(String callReason) {
        return new ExecutionSpec(agent, method, input, vaultId, conversationId, userId, callReason, tags);
    }

    /** The same with labels. */
    public ExecutionSpec withTags(String... tags) {
        return new ExecutionSpec(agent, method, input, vaultId, conversationId, userId, callReason, List.of(tags));
    }
}
