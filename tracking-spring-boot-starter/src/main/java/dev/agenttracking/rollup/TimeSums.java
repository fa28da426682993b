// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long some things took, in milliseconds. */
public final class TimeSums {

    private final @Nullable DurationSketch sketch;
    private long count;
    private double sumMillis;

    private TimeSums(@Nullable DurationSketch sketch) {
        this.sketch = sketch;
    }

    static TimeSums ofMany() {
        return new TimeSums(DurationSketch.ofMany());
    }

    static TimeSums ofFew() {
        return new TimeSums(DurationSketch.ofFew());
    }

    static TimeSums withoutSketch() {
        return new TimeSums(null);
    }

    void add(TimeSums others) {
        addSum(others.count, others.sumMillis);
        if (sketch != null && others.sketch != null) {
            sketch.add(others.sketch);
        }
    }

    void addSum(long others, double othersMillis) {
        count += others;
        sumMillis += othersMillis;
    }

    /**
     * Adds what a row has counted, with its bucket.
     *
     * @param counts the column of how many have a duration
     */
    void addCounted(ResultSet row, String counts) throws SQLException {
        long timed = row.getLong(counts);
        addSum(timed, row.getDouble("sum_duration_ms"));
        if (sketch != null && timed > 0) {
            sketch.addBucket(row.getObject("bucket", Integer.class), timed);
        }
    }

    /**
     * Adds what a row of a rollup's table holds, with its sketch.
     *
     * @param counts the column of how many have a duration
     */
    void addStored(ResultSet row, String counts) throws SQLException {
        addSum(row.getLong(counts), row.getDouble("sum_duration_ms"));
        if (sketch != null) {
            sketch.addEncoded(row.getBytes("duration_sketch"));
        }
    }

    void putInto(Map<String, @Nullable Object> columns) throws SQLException {
        columns.put("sum_duration_ms", sumMillis);
        columns.put("avg_duration_ms", averageMillis());
        columns.put("p50_duration_ms", percentileMillis(0.5));
        columns.put("p95_duration_ms", percentileMillis(0.95));
        columns.put("p99_duration_ms", percentileMillis(0.99));
        columns.put("duration_sketch", sketch == null ? null : sketch.encoded());
    }

    /** How many have a duration. */
    public long count() {
        return count;
    }

    /** All together. */
    public double sumMillis() {
        return sumMillis;
    }

    /** Null where there are none. */
    public @Nullable Double averageMillis() {
        return count == 0 ? null : (Double) (sumMillis / count);
    }

    /**
     * Within {@link DurationSketch#RELATIVE_ERROR}; null where there are none.
     *
     * @param part 0 to 1
     */
    public @Nullable Double percentileMillis(double part) {
        return sketch == null ? null : sketch.percentile(part);
    }
}
