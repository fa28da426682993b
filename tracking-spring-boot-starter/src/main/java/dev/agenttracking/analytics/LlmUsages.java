// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.LlmKey;
import dev.agenttracking.rollup.LlmSums;
import dev.agenttracking.rollup.Rollup;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How much was used of models, told apart by what was asked for. */
final class LlmUsages {

    private LlmUsages() {}

    static List<LlmUsage> of(RollupReader reader, Set<LlmUsage.By> by) throws SQLException {
        Map<LlmKey, LlmSums> sums =
                by.contains(LlmUsage.By.VAULT) ? reader.sumsByVault(Rollup.LLM_CALLS) : reader.sums(Rollup.LLM_CALLS);
        Map<Group, LlmSums> grouped = new HashMap<>();
        sums.forEach((key, sum) -> grouped.computeIfAbsent(Group.of(key, by), group -> new LlmSums())
                .add(sum));
        return grouped.entrySet().stream()
                .map(group -> usage(group.getKey(), group.getValue()))
                .sorted(LlmUsage.ORDER)
                .limit(ExecutionFilter.MAX_LIMIT)
                .toList();
    }

    private static LlmUsage usage(Group group, LlmSums sums) {
        return new LlmUsage(
                group.agent(),
                group.provider(),
                group.model(),
                group.vaultId(),
                group.day(),
                sums.calls(),
                sums.failed(),
                new LlmUsage.Tokens(
                        sums.inputTokens(),
                        sums.outputTokens(),
                        sums.cacheReadTokens(),
                        sums.cacheWriteTokens(),
                        sums.reasoningTokens()),
                sums.costUsd(),
                sums.unpriced(),
                sums.latencies().averageMillis());
    }

    /** What a sum is told apart by. */
    record Group(
            @Nullable String agent,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String vaultId,
            @Nullable LocalDate day) {

        static Group of(LlmKey key, Set<LlmUsage.By> by) {
            return new Group(
                    by.contains(LlmUsage.By.AGENT) ? key.agent() : null,
                    by.contains(LlmUsage.By.PROVIDER) ? key.provider() : null,
                    by.contains(LlmUsage.By.MODEL) ? key.model() : null,
                    by.contains(LlmUsage.By.VAULT) ? key.vaultId() : null,
                    by.contains(LlmUsage.By.DAY) ? key.day() : null);
        }
    }
}
