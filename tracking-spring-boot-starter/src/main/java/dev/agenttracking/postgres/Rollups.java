// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.rollup.RollupWork;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the sums over hours and days up to date, a part of a second at each step. */
final class Rollups implements MaintenanceTask {

    static final String STAGE_TABLE = "agent_stage_metrics";
    static final Map<String, String> STAGE_COLUMNS = Map.of("agent_name", "text", "duration_sketch", "bytea");
    static final String LLM_TABLE = "agent_llm_metrics";
    static final Map<String, String> LLM_COLUMNS = Map.of("agent_name", "text", "unpriced_calls", "bigint");
    static final String EXECUTION_TABLE = "agent_performance_metrics";
    static final Map<String, String> EXECUTION_COLUMNS =
            Map.of("granularity", "text", "duration_sketch", "bytea", "invalid_responses", "bigint");

    private static final Duration TIME_PER_STEP = Duration.ofMillis(300);

    private final RollupWork work;

    Rollups(@Nullable Duration kept, TimeSource time) {
        work = RollupWork.withRetention(kept, time::nanos);
    }

    @Override
    public String purpose() {
        return "sum up hours and days";
    }

    @Override
    public String consequence() {
        return "Questions about long times read all executions meanwhile";
    }

    @Override
    public boolean step(MaintenanceSession session, Instant now) throws SQLException {
        return work.step(session, Earlier.of(session, now), TIME_PER_STEP) == RollupWork.State.MORE;
    }
}
