// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.HeavyTree;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A tree of calls, all beside each other; of its root what names it. */
record HeavyTreeRow(
        UUID id,
        String agentName,
        String agentMethod,
        String status,
        Instant startedAt,
        long executions,
        long llmCalls,
        @Nullable Long tokensUsed,
        @Nullable BigDecimal costUsd,
        @Nullable Double elapsedMillis) {

    static final List<String> COLUMNS = List.of(
            "id",
            "agentName",
            "agentMethod",
            "status",
            "startedAt",
            "executions",
            "llmCalls",
            "tokensUsed",
            "costUsd",
            "elapsedMillis");

    static HeavyTreeRow of(HeavyTree tree) {
        return new HeavyTreeRow(
                tree.root().id(),
                tree.root().agentName(),
                tree.root().agentMethod(),
                tree.root().status().storedName(),
                tree.root().startedAt(),
                tree.executions(),
                tree.llmCalls(),
                tree.tokensUsed(),
                tree.costUsd(),
                tree.elapsedMillis());
    }
}
