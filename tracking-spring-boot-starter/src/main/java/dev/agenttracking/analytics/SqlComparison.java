// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares executions of two kinds in the database, which gives counts and moments and no executions. */
final class SqlComparison {

    private static final int MAX_ROWS = 10_000;

    private static final String SIDE = """
            select e.agent_name, e.status in ('failed', 'timeout') as failed, e.duration_ms,
                   e.response_quality_score as quality,
                   case when coalesce(e.llm_calls, 0) = 0 then 0 else e.llm_cost_usd::float8 end as cost
            from agent_executions e
            where e.status not in ('pending', 'running', 'llm_request', 'llm_response') and\s""" + Questions.MATCHING;

    /** Without an agent, a row is that of all. */
    static final Query SIDES = Query.of("""
            with sides as materialized (
                select 'a' as side, a.* from (""" + Query.prefixed(SIDE, "a_") + """
                ) a
                union all
                select 'b', b.* from (""" + Query.prefixed(SIDE, "b_") + """
                ) b
            ), together as materialized (
                select s.agent_name, percentile_disc(0.95) within group (order by s.duration_ms) as p95_ms
                from sides s
                group by grouping sets ((), (s.agent_name)))
            select s.side, s.agent_name,
                   count(*) as ended,
                   count(*) filter (where s.failed) as failed,
                   count(s.duration_ms) as durations,
                   case when grouping(s.agent_name) = 1
                        then count(*) filter (where s.duration_ms > x.p95_ms)
                        else count(*) filter (where s.duration_ms > t.p95_ms) end as slow,
                   percentile_cont(0.95) within group (order by s.duration_ms) as p95_ms,
                   count(s.quality) as rated, avg(s.quality) as quality, var_samp(s.quality) as quality_variance,
                   count(s.cost) as priced, avg(s.cost) as cost_usd, var_samp(s.cost) as cost_variance
            from sides s
            join together t on t.agent_name = s.agent_name
            cross join (select p95_ms from together where agent_name is null) x
            group by grouping sets ((s.side), (s.side, s.agent_name))
            order by grouping(s.agent_name) desc, ended desc
            limit :limit::int
            """);

    private SqlComparison() {}

    static Comparison compare(Query.Runner runner, ExecutionFilter a, ExecutionFilter b) throws SQLException {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        SqlAnalytics.parameters(a, 0).forEach((name, value) -> parameters.put("a_" + name, value));
        SqlAnalytics.parameters(b, 0).forEach((name, value) -> parameters.put("b_" + name, value));
        parameters.put("limit", MAX_ROWS);
        return Comparisons.of(runner.list(
                SIDES,
                parameters,
                row -> new Comparisons.Part(
                        row.text("side").equals("a"), row.textOrNull("agent_name"), ComparedSample.of(row))));
    }
}
