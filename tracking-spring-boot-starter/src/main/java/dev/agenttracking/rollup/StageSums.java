// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums over runs of a stage. */
public final class StageSums implements Sums<StageSums> {

    static final String COUNTED = """
            count(*) as total_runs,
            count(*) filter (where l.stage_status = 'failed') as failed_runs,
            count(l.duration_ms) as timed_runs,
            coalesce(sum(l.duration_ms), 0) as sum_duration_ms
            """;

    static final String STORED = "total_runs, failed_runs, timed_runs, sum_duration_ms, duration_sketch";

    private static final String TIMED = "timed_runs";

    private final TimeSums durations;
    private long runs;
    private long failed;

    /**
     * None yet.
     *
     * @param durations none yet
     */
    StageSums(TimeSums durations) {
        this.durations = durations;
    }

    /** None yet. */
    public StageSums() {
        this(TimeSums.ofMany());
    }

    @Override
    public void add(StageSums others) {
        runs += others.runs;
        failed += others.failed;
        durations.add(others.durations);
    }

    @Override
    public void addCounted(ResultSet row) throws SQLException {
        addCommon(row);
        durations.addCounted(row, TIMED);
    }

    @Override
    public void addStored(ResultSet row) throws SQLException {
        addCommon(row);
        durations.addStored(row, TIMED);
    }

    private void addCommon(ResultSet row) throws SQLException {
        runs += row.getLong("total_runs");
        failed += row.getLong("failed_runs");
    }

    @Override
    public void putInto(Map<String, @Nullable Object> columns) throws SQLException {
        columns.put("total_runs", runs);
        columns.put("failed_runs", failed);
        columns.put(TIMED, durations.count());
        durations.putInto(columns);
    }

    /** How many there are, those included that have not ended. */
    public long runs() {
        return runs;
    }

    /** How many ended with an exception. */
    public long failed() {
        return failed;
    }

    /** How long those took that have ended. */
    public TimeSums durations() {
        return durations;
    }
}
