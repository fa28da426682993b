// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** The SQL about whole trees of calls. */
final class TreeQuestions {

    /**
     * Who belongs to a tree that began in a span of time most often began in it too; who did not, or by another clock, is found in the
     * partition of the root, and then each by its id: the offset keeps the planner from reading all there is for them.
     */
    private static final String HEAVIEST = """
            with members as (
                select e.root_execution_id as root, e.started_at, e.duration_ms,
                       e.llm_calls, e.llm_tokens_used, e.llm_cost_usd
                from agent_executions e
                where (:from_id::uuid is null or (e.id >= :from_id::uuid and e.root_execution_id >= :from_id::uuid))
                  and (:to_id::uuid is null or (e.id < :to_id::uuid and e.root_execution_id < :to_id::uuid))
                union all
                select c.root_execution_id, x.started_at, x.duration_ms,
                       x.llm_calls, x.llm_tokens_used, x.llm_cost_usd
                from agent_call_chains c
                cross join lateral (select * from agent_executions e where e.id = c.child_execution_id offset 0) x
                where (:from_id::uuid is null or c.root_execution_id >= :from_id::uuid)
                  and (:to_id::uuid is null or c.root_execution_id < :to_id::uuid)
                  and (c.child_execution_id < :from_id::uuid or c.child_execution_id >= :to_id::uuid)
            ), sums as (
                select m.root,
                       count(*) as executions,
                       coalesce(sum(m.llm_calls), 0)::bigint as llm_call_count,
                       sum(m.llm_tokens_used)::bigint as tokens_used,
                       sum(m.llm_cost_usd) as cost_usd,
                       (extract(epoch from max(m.started_at + m.duration_ms * interval '1 millisecond')
                                           - min(m.started_at)) * 1000)::float8 as elapsed_ms
                from members m
                group by m.root
            ), heaviest as (
                select s.*
                from sums s
                join agent_executions e on e.id = s.root
                where s.%1$s is not null and e.root_execution_id = e.id and\s""" + Questions.MATCHING + """
                order by s.%1$s desc, s.root desc
                limit :limit::int)
            select s.executions, s.llm_call_count, s.tokens_used, s.cost_usd, s.elapsed_ms,\s""" + Questions.SUMMARY_COLUMNS + """
            from heaviest s
            join agent_executions e on e.id = s.root
            where (:from_id::uuid is null or e.id >= :from_id::uuid) and (:to_id::uuid is null or e.id < :to_id::uuid)
            order by s.%1$s desc, s.root desc
            """;

    private TreeQuestions() {}

    static Query heaviest(TreeMeasure measure) {
        return Query.of(HEAVIEST.formatted(measure.column()));
    }
}
