// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.rollup.Granularity;
import dev.agenttracking.rollup.RollupProgress;
import dev.agenttracking.rollup.RollupTables;
import dev.agenttracking.rollup.RollupWork;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** Reads how far rollups have come. */
final class RollupStates {

    private static final Query OLDEST_AND_NOW = Query.of(
            "select clock_timestamp() as now, (select created_at from agent_executions order by id limit 1) as oldest");

    private RollupStates() {}

    static RollupState read(Query.Runner runner) throws SQLException {
        RollupProgress progress = RollupProgress.readIfPresent(new RollupTables(runner.connection(), null));
        return runner.one(
                        OLDEST_AND_NOW,
                        Map.of(),
                        row -> new RollupState(
                                row.timeOrNull("oldest"),
                                progress == null ? null : progress.hours(),
                                due(row.time("now"))))
                .orElseThrow();
    }

    private static Instant due(Instant now) {
        return Granularity.HOUR.floor(now.minus(RollupWork.SETTLED));
    }
}
