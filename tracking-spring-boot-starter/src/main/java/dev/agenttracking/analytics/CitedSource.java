// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A source that an answer rests on.
 *
 * @param relevanceScore usually 0 to 1; null for none
 */
public record CitedSource(
        @Nullable String sourceType,
        @Nullable String sourceId,
        @Nullable String quote,
        @Nullable Double relevanceScore,
        Instant createdAt) {}
