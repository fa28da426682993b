// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/**
 * The SQL about agents that are registered and what they did not do. Their executions are looked up agent by agent, in the
 * index on the agent's name and the time.
 */
final class AgentQuestions {

    /** For one row: the planner takes them for few, and goes to the index. */
    private static final String FEW_OF_REGISTERED =
            "e.agent_name = r.agent_name and coalesce(e.service_name, '') = r.service_name";

    /** For the newest of many: the planner knows how many they are, and reads the index in its order. */
    private static final String MANY_OF_REGISTERED = """
            e.agent_name = r.agent_name
            and (e.service_name = r.service_name or (r.service_name = '' and e.service_name is null))
            """;

    private static final String LOGS_WITHIN = """
            (:from_id::uuid is null or l.execution_id >= :from_id::uuid)
            and (:to_id::uuid is null or l.execution_id < :to_id::uuid)
            """;

    static final Query IDLE =
            Query.of("""
            select r.service_name, r.agent_name, r.enabled, r.is_bean,
                   (select e.created_at from agent_executions e where\s""" + FEW_OF_REGISTERED + """
                    order by e.created_at desc limit 1) as last_started_at
            from agent_registry r
            left join lateral (select true as ran from agent_executions e
                               where\s""" + FEW_OF_REGISTERED + " and " + Questions.MATCHING + """
                               limit 1) i on true
            where i.ran is null and (:agent::text is null or r.agent_name = :agent::text)
            order by r.service_name collate "C", r.agent_name collate "C"
            limit :limit::int
            """);

    /** With the stages that the newest executions entered, which are most of those that are ever entered. */
    static final Query DECLARED_STAGES = Query.of("""
            with counts as (
                select coalesce(e.service_name, '') as service_name, e.agent_name, count(*) as executions
                from agent_executions e
                where\s""" + Questions.MATCHING + """
                group by 1, 2)
            select r.service_name, r.agent_name, r.stages, coalesce(c.executions, 0) as executions,
                   array(select distinct l.stage
                         from (select e.id from agent_executions e
                               where\s""" + MANY_OF_REGISTERED + " and "
            + Questions.MATCHING + """
                               order by e.created_at desc limit :newest::int) n
                         join agent_execution_logs l on l.execution_id = n.id
                         where l.stage_status <> 'event' and l.stage is not null and\s""" + LOGS_WITHIN + """
                        ) as entered
            from agent_registry r
            left join counts c on c.service_name = r.service_name and c.agent_name = r.agent_name
            where :agent::text is null or r.agent_name = :agent::text
            order by r.service_name collate "C", r.agent_name collate "C"
            limit :limit::int
            """);

    /** Who entered some stages. They are looked up by their names, of which few are asked, and not by their executions. */
    static final Query ENTERED_STAGES = Query.of("""
            select distinct coalesce(e.service_name, '') as service_name, e.agent_name, l.stage
            from agent_execution_logs l
            join agent_executions e on e.id = l.execution_id
            where l.stage = any (string_to_array(:stages::text, chr(31))) and l.stage_status <> 'event'
              and\s""" + LOGS_WITHIN + " and " + Questions.MATCHING);

    private AgentQuestions() {}
}
