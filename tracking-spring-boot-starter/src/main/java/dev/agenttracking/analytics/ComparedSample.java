// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.analytics.SignificanceTests.Moments;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The ended executions of one side of a comparison, in short.
 *
 * @param failed how many of them failed or ran out of time
 * @param durations how many have a duration
 * @param slow how many of those took longer than the 95th percentile of both sides together
 * @param p95Millis null where none has a duration
 */
record ComparedSample(
        long ended,
        long failed,
        long durations,
        long slow,
        @Nullable Double p95Millis,
        Moments quality,
        Moments cost) {

    static final ComparedSample NONE = new ComparedSample(0, 0, 0, 0, null, new Moments(0, 0, 0), new Moments(0, 0, 0));

    /** A row of the comparison's query. */
    static ComparedSample of(Row row) throws SQLException {
        return new ComparedSample(
                row.number("ended"),
                row.number("failed"),
                row.number("durations"),
                row.number("slow"),
                row.realOrNull("p95_ms"),
                new Moments(row.number("rated"), row.real("quality"), row.real("quality_variance")),
                new Moments(row.number("priced"), row.real("cost_usd"), row.real("cost_variance")));
    }
}
