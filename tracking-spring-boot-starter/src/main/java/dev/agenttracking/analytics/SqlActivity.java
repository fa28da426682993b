// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts in parts of a time: from the sums of hours where all parts begin at full hours and the sums know what is asked, else from executions. */
final class SqlActivity {

    private static final String PART =
            "(extract(epoch from %s - :span_from::timestamptz) * 1000000)::bigint * :parts::bigint / :span_micros::bigint as part";

    private static final String COUNTED = "select " + PART.formatted("e.created_at") + """
            , count(*) as executions, count(*) filter (where e.status in ('failed', 'timeout')) as failed
            from agent_executions e
            where\s""" + Questions.MATCHING;

    private static final Query OF_EXECUTIONS = Query.of(COUNTED + " group by part");

    /** What is in no sum. */
    private static final Query OF_OPEN_EXECUTIONS = Query.of(COUNTED + RollupReader.HAS_NOT_ENDED + " group by part");

    private static final Query OF_HOURS = Query.of("select " + PART.formatted("m.time_window_start") + """
            , sum(m.total_executions)::bigint as executions,
                   sum(m.failed_executions + m.timeout_executions)::bigint as failed
            from agent_performance_metrics m
            where m.granularity = 'hour'
              and m.time_window_start >= :from::timestamptz and m.time_window_start < :to::timestamptz
              and ((:vault::text is null and m.vault_id is null) or m.vault_id = :vault::text)
              and (:agent::text is null or m.agent_name = :agent::text)
            group by part
            """);

    private final Query.Runner runner;
    private final ExecutionFilter filter;
    private final TimeParts time;
    private final Map<Integer, TimeParts.Count> counts = new HashMap<>();

    private SqlActivity(Query.Runner runner, ExecutionFilter filter, TimeParts time) {
        this.runner = runner;
        this.filter = filter;
        this.time = time;
    }

    static List<ActivityCount> of(Query.Runner runner, ExecutionFilter filter, TimeParts time) throws SQLException {
        SqlActivity activity = new SqlActivity(runner, filter, time);
        Instant summedUp =
                time.isOfFullHours() ? RollupReader.of(runner, filter).coveredTo() : null;
        if (summedUp == null) {
            activity.add(OF_EXECUTIONS, time.from(), time.to());
        } else {
            activity.add(OF_HOURS, time.from(), summedUp);
            activity.add(OF_OPEN_EXECUTIONS, time.from(), summedUp);
            activity.add(OF_EXECUTIONS, summedUp, time.to());
        }
        return time.counts(activity.counts);
    }

    private void add(Query question, Instant from, Instant to) throws SQLException {
        Map<String, @Nullable Object> parameters = SqlAnalytics.parameters(filter.between(from, to), filter.limit());
        parameters.put("span_from", time.from());
        parameters.put("span_micros", time.spanMicros());
        parameters.put("parts", (long) time.parts());
        runner.list(
                question,
                parameters,
                row -> counts.merge(
                        (int) row.number("part"),
                        new TimeParts.Count(row.number("executions"), row.number("failed")),
                        TimeParts.Count::plus));
    }
}
