// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/**
 * The SQL. Executions that began in a span of time are also bounded by id: their ids begin with the time, and by ids their table
 * is partitioned.
 */
final class Questions {

    private static final String SUMMARY_COLUMNS = """
            e.id, e.root_execution_id, e.parent_execution_id, e.depth, e.vault_id, e.conversation_id, e.user_id,
            e.agent_name, e.agent_method, e.status, e.current_stage, e.started_at, e.completed_at, e.duration_ms,
            e.llm_model, e.llm_calls, e.llm_tokens_used, e.llm_latency_ms, e.llm_cost_usd, e.response_quality_score,
            e.relevance_score, e.relevance_reasoning, e.error_type, e.error_message, e.tags
            """;

    private static final String MATCHING = """
            (:agent::text is null or e.agent_name = :agent::text)
            and (:status::text is null or e.status = :status::text)
            and (:vault::text is null or e.vault_id = :vault::text)
            and (:conversation::text is null or e.conversation_id = :conversation::text)
            and (:user::text is null or e.user_id = :user::text)
            and (:from::timestamptz is null or (e.created_at >= :from::timestamptz and e.id >= :from_id::uuid))
            and (:to::timestamptz is null or (e.created_at < :to::timestamptz and e.id < :to_id::uuid))
            """;

    static final Query EXECUTION = Query.of("select * from agent_executions where id = :id::uuid");

    static final Query IS_STORED = Query.of("select true as stored from agent_executions where id = :id::uuid");

    static final Query RECENT_EXECUTIONS = Query.of("select " + SUMMARY_COLUMNS + " from agent_executions e where "
            + MATCHING + " order by e.created_at desc, e.id desc limit :limit::int");

    static final Query LOGS =
            Query.of("select * from agent_execution_logs where execution_id = :id::uuid order by sequence");

    static final Query STAGE_TIMELINE = Query.of("""
            select l.sequence, l.parent_sequence, l.stage, l.stage_kind, l.stage_status, l.timestamp, l.duration_ms,
                   extract(epoch from l.timestamp - e.started_at)::float8 * 1000 as offset_ms
            from agent_execution_logs l
            join agent_executions e on e.id = l.execution_id
            where l.execution_id = :id::uuid and e.id = :id::uuid and l.stage_status <> 'event'
            order by l.sequence
            """);

    static final Query ROOT = Query.of("select root_execution_id from agent_executions where id = :id::uuid");

    static final Query CALLS = Query.of("""
            select c.execution_id, c.parent_execution_id, c.depth, c.sequence, c.call_reason,
                   e.agent_name, e.agent_method, e.status, e.started_at, e.duration_ms, e.relevance_score, e.relevance_reasoning,
                   e.response_quality_score
            from (select :root::uuid as execution_id, null::uuid as parent_execution_id, 0 as depth, 0 as sequence,
                         null as call_reason
                  union all
                  select child_execution_id, parent_execution_id, depth, sequence, call_reason
                  from agent_call_chains
                  where root_execution_id = :root::uuid
                  order by depth, sequence
                  limit :limit::int) c
            left join agent_executions e on e.id = c.execution_id
            order by c.depth, c.sequence, c.execution_id
            """);

    static final Query LLM_INTERACTIONS =
            Query.of("select * from agent_llm_interactions where execution_id = :id::uuid order by sequence");

    static final Query CITATIONS =
            Query.of("select * from agent_citations where execution_id = :id::uuid order by sequence");

    /** The first row is that of all agents. */
    static final Query STATISTICS = Query.of("""
            select e.agent_name,
                   count(*) as executions,
                   count(*) filter (where e.status = 'pending') as pending,
                   count(*) filter (where e.status = 'running') as running,
                   count(*) filter (where e.status = 'llm_request') as llm_request,
                   count(*) filter (where e.status = 'llm_response') as llm_response,
                   count(*) filter (where e.status = 'success') as success,
                   count(*) filter (where e.status = 'failed') as failed,
                   count(*) filter (where e.status = 'timeout') as timeout,
                   count(*) filter (where e.status = 'skipped') as skipped,
                   count(*) filter (where e.status = 'cancelled') as cancelled,
                   count(*) filter (where e.status = 'abandoned') as abandoned,
                   avg(e.duration_ms) as average_ms,
                   percentile_cont(0.5) within group (order by e.duration_ms) as p50_ms,
                   percentile_cont(0.95) within group (order by e.duration_ms) as p95_ms,
                   coalesce(sum(e.llm_calls), 0)::bigint as llm_call_count,
                   coalesce(sum(e.llm_tokens_used), 0)::bigint as tokens_used,
                   sum(e.llm_cost_usd) as cost_usd,
                   count(e.response_quality_score) as rated,
                   avg(e.response_quality_score) as average_quality,
                   count(*) filter (where e.response_quality_score > 0.9) as above_90,
                   count(*) filter (where e.response_quality_score between 0.7 and 0.9) as from_70_to_90,
                   count(*) filter (where e.response_quality_score >= 0.5 and e.response_quality_score < 0.7)
                       as from_50_to_70,
                   count(*) filter (where e.response_quality_score < 0.5) as below_50
            from agent_executions e
            where\s""" + MATCHING + """
            group by grouping sets ((), (e.agent_name))
            order by grouping(e.agent_name) desc, executions desc, e.agent_name
            limit :limit::int
            """);

    static final Query COMMON_ERRORS = Query.of("""
            select e.error_type, count(*) as count
            from agent_executions e
            where e.error_type is not null and\s""" + MATCHING + """
            group by e.error_type
            order by count desc, e.error_type
            limit 10
            """);

    private Questions() {}
}
