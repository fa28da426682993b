// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/**
 * The SQL. Executions that began in a span of time are also bounded by id: their ids begin with the time, and by ids their table
 * is partitioned. Those that belong to rows of another table are looked up with a limit of one each: joined, they would be taken for
 * as many as there are partitions, and all executions read instead.
 */
final class Questions {

    static final String SUMMARY_COLUMNS = """
            e.id, e.root_execution_id, e.parent_execution_id, e.depth, e.vault_id, e.conversation_id, e.user_id,
            e.agent_name, e.agent_method, e.status, e.current_stage, e.started_at, e.completed_at, e.duration_ms,
            e.llm_model, e.llm_calls, e.llm_tokens_used, e.llm_latency_ms, e.llm_cost_usd, e.response_quality_score,
            e.relevance_score, e.relevance_reasoning, e.error_type, e.error_message, e.tags
            """;

    private static final String CHECKED_COLUMNS = SUMMARY_COLUMNS + """
            , e.response_valid, e.response_validation_errors, e.response_warnings, e.response_metrics
            """;

    /**
     * On {@code e}, an execution. Ids are bounded by whole days, which is enough to leave out partitions. Were they bounded as tightly
     * as the begin, the planner would take one for as good as independent of the other, and expect a 24th of the executions that an
     * hour of a day has.
     */
    static final String MATCHING = """
            (:agent::text is null or e.agent_name = :agent::text)
            and (:method::text is null or e.agent_method = :method::text)
            and (:status::text is null or e.status = :status::text)
            and (:vault::text is null or e.vault_id = :vault::text)
            and (:conversation::text is null or e.conversation_id = :conversation::text)
            and (:user::text is null or e.user_id = :user::text)
            and (:tag::text is null or :tag::text = any (e.tags))
            and (:model::text is null or e.llm_model = :model::text)
            and (:error_type::text is null or e.error_type = :error_type::text)
            and (:service_version::text is null or e.service_version = :service_version::text)
            and (:from::timestamptz is null or (e.created_at >= :from::timestamptz and e.id >= :from_day_id::uuid))
            and (:to::timestamptz is null or (e.created_at < :to::timestamptz and e.id < :to_day_id::uuid))
            """;

    private static final String TOTALS = """
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
            percentile_cont(0.99) within group (order by e.duration_ms) as p99_ms,
            coalesce(sum(e.llm_calls), 0)::bigint as llm_call_count,
            coalesce(sum(e.llm_tokens_used), 0)::bigint as tokens_used,
            sum(e.llm_cost_usd) as cost_usd
            """;

    private static final String QUALITY = """
            count(e.response_quality_score) as rated,
            avg(e.response_quality_score) as average_quality,
            count(*) filter (where e.response_quality_score > 0.9) as above_90,
            count(*) filter (where e.response_quality_score between 0.7 and 0.9) as from_70_to_90,
            count(*) filter (where e.response_quality_score >= 0.5 and e.response_quality_score < 0.7)
                as from_50_to_70,
            count(*) filter (where e.response_quality_score < 0.5) as below_50
            """;

    /** The page of a list after a cursor. */
    private static final String PAGE = """
            and (:after::timestamptz is null
                 or ((e.created_at, e.id) < (:after::timestamptz, :after_id::uuid) and e.id < :after_bound_id::uuid))
            order by e.created_at desc, e.id desc
            limit :limit::int
            """;

    static final Query EXECUTION = Query.of("select * from agent_executions where id = :id::uuid");

    static final Query IS_STORED = Query.of("select true as stored from agent_executions where id = :id::uuid");

    static final Query RECENT_EXECUTIONS = list(SUMMARY_COLUMNS, "true");

    static final Query FAILED_EXECUTIONS = list(SUMMARY_COLUMNS, "e.status in ('failed', 'timeout')");

    static final Query SKIPPED_EXECUTIONS = list(SUMMARY_COLUMNS, "e.status = 'skipped'");

    static final Query POOR_RESPONSES = list(CHECKED_COLUMNS, "e.response_quality_score < :threshold::float8");

    static final Query INVALID_RESPONSES = list(CHECKED_COLUMNS, "not e.response_valid");

    /**
     * The time of children is the sum of their durations where they ran one after another, else the time within their parent's in which
     * one of them ran. Their begins are stored in full milliseconds, so one after another is also what overlaps by up to a millisecond
     * each.
     */
    static final Query SLOW_EXECUTIONS = Query.of("""
            select s.*, c.children_ms
            from (select e.created_at,\s""" + SUMMARY_COLUMNS + """
                  from agent_executions e
                  where e.duration_ms >= :threshold_ms::float8 and\s""" + MATCHING + PAGE + """
            ) s
            cross join lateral (
                select case when t.sum_ms - t.busy_ms <= t.children then t.sum_ms else t.busy_ms end as children_ms
                from (select r.children, r.sum_ms,
                             (select (coalesce(sum(extract(epoch from upper(b) - lower(b))), 0) * 1000)::float8
                              from unnest(r.runs * tstzmultirange(tstzrange(
                                  s.started_at, s.started_at + s.duration_ms * interval '1 millisecond'))) b) as busy_ms
                      from (select count(*) as children, coalesce(sum(x.duration_ms), 0) as sum_ms,
                                   range_agg(tstzrange(
                                       x.started_at, x.started_at + x.duration_ms * interval '1 millisecond')) as runs
                            from agent_call_chains c
                            cross join lateral (
                                select * from agent_executions where id = c.child_execution_id limit 1) x
                            where c.root_execution_id = s.root_execution_id and c.parent_execution_id = s.id
                              and x.duration_ms is not null) r) t) c
            order by s.created_at desc, s.id desc
            """);

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
                   e.response_quality_score, e.llm_model, e.llm_calls, e.llm_tokens_used, e.llm_latency_ms, e.llm_cost_usd
            from (select :root::uuid as execution_id, null::uuid as parent_execution_id, 0 as depth, 0 as sequence,
                         null as call_reason
                  union all
                  select child_execution_id, parent_execution_id, depth, sequence, call_reason
                  from agent_call_chains
                  where root_execution_id = :root::uuid
                  order by depth, sequence
                  limit :limit::int) c
            left join lateral (select * from agent_executions where id = c.execution_id limit 1) e on true
            order by c.depth, c.sequence, c.execution_id
            """);

    static final Query LLM_INTERACTIONS =
            Query.of("select * from agent_llm_interactions where execution_id = :id::uuid order by sequence");

    static final Query TOOL_CALLS =
            Query.of("select * from agent_tool_calls where execution_id = :id::uuid order by sequence");

    static final Query EVALUATIONS =
            Query.of("select * from agent_evaluations where execution_id = :id::uuid order by created_at, id");

    static final Query CITATIONS =
            Query.of("select * from agent_citations where execution_id = :id::uuid order by sequence");

    static final Query DECISIONS =
            Query.of("select * from agent_decisions where execution_id = :id::uuid order by sequence");

    /** Both branches come newest first from an index on the agent's name, so neither reads more than the limit of a scope. */
    static final Query OUTCOMES = Query.of("""
            (select 'execution' as kind, e.status, e.created_at as at, e.id as execution_id,
                    e.parent_execution_id, null as decided_by, e.relevance_score as score,
                    null::float8 as threshold, null::int as rank, null as reason_code,
                    coalesce(e.error_message, e.relevance_reasoning) as reason, e.error_type, e.current_stage as stage,
                    null::text[] as chosen_instead
             from agent_executions e
             where e.agent_name = :agent::text
               and (:vault::text is null or e.vault_id = :vault::text)
               and (:conversation::text is null or e.conversation_id = :conversation::text)
             order by e.created_at desc
             limit :limit::int)
            union all
            (select 'decision', case when d.chosen then 'chosen' else 'not_selected' end, d.created_at, d.execution_id, null,
                    (select x.agent_name from agent_executions x where x.id = d.execution_id),
                    d.score, d.threshold, d.rank, d.reason_code, d.reason, null, null,
                    (select array_agg(w.agent_name order by w.rank, w.sequence)
                     from agent_decisions w
                     where w.execution_id = d.execution_id and w.created_at = d.created_at and w.chosen)
             from agent_decisions d
             where d.agent_name = :agent::text
               and (:vault::text is null or d.vault_id = :vault::text)
               and (:conversation::text is null or d.conversation_id = :conversation::text)
             order by d.created_at desc
             limit :limit::int)
            order by at desc, kind desc
            limit :limit::int
            """);

    static final Query HAS_REGISTRY =
            Query.of("select coalesce(has_table_privilege(to_regclass('agent_registry'), 'select'), false) as present");

    static final Query REGISTERED =
            Query.of("select agent_name, bool_or(enabled) as enabled, bool_or(is_bean) as is_bean from agent_registry"
                    + " group by agent_name");

    static final Query IS_RECORDED_AGENT = Query.of("""
            select exists (select from agent_executions where agent_name = :agent::text)
                or exists (select from agent_decisions where agent_name = :agent::text) as recorded
            """);

    /** Whether an agent of just this name has ever ended an execution; sums stay when executions go. */
    static final Query HAS_RUN = Query.of("""
            select exists (select from agent_performance_metrics where agent_name = :agent::text)
                   or exists (select from agent_executions where agent_name = :agent::text) as known
            """);

    /** The names that executions and decisions have, jumping from one to the next in their indexes. */
    static final Query RECORDED_AGENTS = Query.of("""
            with recursive executed as (
                (select agent_name from agent_executions order by agent_name limit 1)
                union all
                select (select e.agent_name from agent_executions e where e.agent_name > n.agent_name
                        order by e.agent_name limit 1)
                from executed n where n.agent_name is not null),
            considered as (
                (select agent_name from agent_decisions order by agent_name limit 1)
                union all
                select (select d.agent_name from agent_decisions d where d.agent_name > n.agent_name
                        order by d.agent_name limit 1)
                from considered n where n.agent_name is not null)
            select agent_name from executed where agent_name is not null
            union
            select agent_name from considered where agent_name is not null
            limit 10000
            """);

    /** The first row is that of all agents. */
    static final Query STATISTICS = Query.of("""
            select e.agent_name,\s""" + TOTALS + "," + QUALITY + """
            from agent_executions e
            where\s""" + MATCHING + """
            group by grouping sets ((), (e.agent_name))
            order by grouping(e.agent_name) desc, executions desc, e.agent_name collate "C"
            limit :limit::int
            """);

    static final Query COMMON_ERRORS = Query.of("""
            select e.error_type, count(*) as count
            from agent_executions e
            where e.error_type is not null and\s""" + MATCHING + """
            group by e.error_type
            order by count desc, e.error_type collate "C"
            limit 10
            """);

    static final Query PERFORMANCE = Query.of("select " + TOTALS + "," + QUALITY + """
            , sum(e.llm_latency_ms) / nullif(sum(e.llm_calls) filter (where e.llm_latency_ms is not null), 0)
                  as average_llm_latency_ms
            from agent_executions e
            where\s""" + MATCHING);

    static final Query RESPONSE_QUALITY = Query.of("select " + QUALITY + """
            , count(*) filter (where e.response_valid) as valid, count(*) filter (where not e.response_valid) as invalid
            from agent_executions e
            where\s""" + MATCHING);

    /**
     * What most often stands in the arrays of errors and of warnings. Most are empty, and those that are not are mostly alike: they are
     * counted before they are taken apart.
     */
    static final Query COMMON_FINDINGS = Query.of("""
            select c.kind, c.finding, c.count
            from (select f.kind, f.finding, sum(a.executions)::bigint as count,
                         row_number() over (
                             partition by f.kind order by sum(a.executions) desc, f.finding collate "C") as place
                  from (select e.response_validation_errors as errors, e.response_warnings as warnings,
                               count(*) as executions
                        from agent_executions e
                        where (e.response_validation_errors <> '[]' or e.response_warnings <> '[]') and\s""" + MATCHING + """
                        group by 1, 2) a
                  cross join lateral (
                      select 'error' as kind, x.finding from jsonb_array_elements_text(a.errors) x (finding)
                      union all
                      select 'warning', x.finding from jsonb_array_elements_text(a.warnings) x (finding)) f
                  group by f.kind, f.finding) c
            where c.place <= 10
            order by c.kind, c.place
            """);

    private Questions() {}

    /** A list of what a filter lets through and a condition holds for. */
    static Query list(String columns, String condition) {
        return Query.of(
                "select " + columns + " from agent_executions e where " + condition + " and " + MATCHING + PAGE);
    }
}
