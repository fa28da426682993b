// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * A source that an answer rests on.
 *
 * @param relevanceScore usually 0 to 1; NaN for none
 * @param atNanos when it was cited, on the monotonic clock
 */
public record Citation(
        @Nullable String sourceType,
        @Nullable String sourceId,
        @Nullable String quote,
        double relevanceScore,
        long atNanos) {}
