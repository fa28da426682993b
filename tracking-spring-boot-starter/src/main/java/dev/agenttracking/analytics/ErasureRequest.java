// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import org.jspecify.annotations.Nullable;

/**
 * Whose data is to be erased: one user's, or that of one conversation.
 *
 * @param userId null where a conversation is given
 * @param conversationId null where a user is given
 * @param vaultId only in this vault; null for all
 */
public record ErasureRequest(
        @Nullable String userId,
        @Nullable String conversationId,
        @Nullable String vaultId) {

    /** Refuses requests that name both or neither, or something empty. */
    public ErasureRequest {
        if ((userId == null) == (conversationId == null)) {
            throw new IllegalArgumentException("Either a user or a conversation can be erased");
        }
        if (isBlank(userId) || isBlank(conversationId) || isBlank(vaultId)) {
            throw new IllegalArgumentException("An id to be erased is empty");
        }
    }

    /** All of a user. */
    public static ErasureRequest ofUser(String userId) {
        return new ErasureRequest(userId, null, null);
    }

    /** All of a conversation. */
    public static ErasureRequest ofConversation(String conversationId) {
        return new ErasureRequest(null, conversationId, null);
    }

    /** The same in one vault alone. */
    public ErasureRequest inVault(@Nullable String vaultId) {
        return new ErasureRequest(userId, conversationId, vaultId);
    }

    private static boolean isBlank(@Nullable String id) {
        return id != null && id.isBlank();
    }
}
