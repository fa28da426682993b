// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

import org.jspecify.annotations.Nullable;

/**
 * Takes vault, conversation and user from where the application has them, such as the request or the security principal, for
 * executions that have no caller and no such ids of their own. Applications make one a bean.
 *
 * <p><b>Threading</b>: called on the thread of the call, at each execution without a caller; must be quick and not block.
 *
 * <p><b>Failure</b>: what it throws is swallowed and logged once.
 */
@FunctionalInterface
public interface TrackingContextResolver {

    /** The ids at this moment, null where there are none. */
    @Nullable
    Ids resolve();

    /**
     * Ids; each may be of any type, is stored as text, and may be null.
     *
     * @param vaultId the vault
     * @param conversationId the conversation
     * @param userId the user
     */
    record Ids(
            @Nullable Object vaultId,
            @Nullable Object conversationId,
            @Nullable Object userId) {}
}
