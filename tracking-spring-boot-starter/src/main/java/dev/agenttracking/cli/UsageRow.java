// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.LlmUsage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Usage of models, all beside each other. */
record UsageRow(
        @Nullable LocalDate day,
        @Nullable String agentName,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String vaultId,
        long calls,
        long failedCalls,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        @Nullable BigDecimal costUsd,
        long unpricedCalls,
        @Nullable Double averageLatencyMillis) {

    static final List<String> COLUMNS = List.of(
            "day",
            "agentName",
            "provider",
            "model",
            "vaultId",
            "calls",
            "failedCalls",
            "inputTokens",
            "outputTokens",
            "cacheReadTokens",
            "cacheWriteTokens",
            "reasoningTokens",
            "costUsd",
            "unpricedCalls",
            "averageLatencyMillis");

    static UsageRow of(LlmUsage usage) {
        return new UsageRow(
                usage.day(),
                usage.agentName(),
                usage.provider(),
                usage.model(),
                usage.vaultId(),
                usage.calls(),
                usage.failedCalls(),
                usage.tokens().input(),
                usage.tokens().output(),
                usage.tokens().cacheRead(),
                usage.tokens().cacheWrite(),
                usage.tokens().reasoning(),
                usage.costUsd(),
                usage.unpricedCalls(),
                usage.averageLatencyMillis());
    }
}
