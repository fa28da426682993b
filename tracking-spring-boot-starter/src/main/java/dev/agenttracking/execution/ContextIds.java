// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * Ids that executions take from their surroundings.
 *
 * @param vaultId null leaves it to the parent
 * @param conversationId null leaves it to the parent
 * @param userId null leaves it to the parent
 */
public record ContextIds(
        @Nullable String vaultId,
        @Nullable String conversationId,
        @Nullable String userId) {}
