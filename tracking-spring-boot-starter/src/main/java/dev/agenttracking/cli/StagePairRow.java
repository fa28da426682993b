// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.SideBySide.StagePair;
import dev.agenttracking.analytics.StageSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stage of two executions, all beside each other. */
record StagePairRow(
        String stage,
        int occurrence,
        @Nullable String statusA,
        @Nullable String statusB,
        @Nullable Double millisA,
        @Nullable Double millisB,
        @Nullable Double differenceMillis) {

    static final List<String> COLUMNS =
            List.of("stage", "occurrence", "statusA", "statusB", "millisA", "millisB", "differenceMillis");

    static StagePairRow of(StagePair pair) {
        StageSpan a = pair.a();
        StageSpan b = pair.b();
        return new StagePairRow(
                pair.stage(),
                pair.occurrence(),
                a == null ? null : a.status(),
                b == null ? null : b.status(),
                a == null ? null : a.durationMillis(),
                b == null ? null : b.durationMillis(),
                pair.differenceMillis());
    }
}
