// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** The SQL of the search for a text. */
final class SearchQuestions {

    private static final String WITHIN = """
            from agent_executions e
            where (:from::timestamptz is null or (e.created_at >= :from::timestamptz and e.id >= :from_id::uuid))
              and (:to::timestamptz is null or (e.created_at < :to::timestamptz and e.id < :to_id::uuid))
              and (:after::timestamptz is null
                   or (e.created_at <= :after::timestamptz and e.id < :after_bound_id::uuid))
            """;

    /** When the oldest and the newest began of what may be looked at; both come from the index on the begin. */
    static final Query SPAN = Query.of("""
            select s.oldest, s.newest + interval '1 microsecond' as after_newest
            from (select (select e.created_at\s""" + WITHIN + """
                          order by e.created_at limit 1) as oldest,
                         (select e.created_at\s""" + WITHIN + """
                          order by e.created_at desc limit 1) as newest) s
            where s.newest is not null
            """);

    /** The answers of earlier calls of models are on those. */
    static final Query TEXT = Questions.list(Questions.SUMMARY_COLUMNS, """
            (jsonb_path_exists(e.input_data, :path::jsonpath)
             or jsonb_path_exists(e.output_data, :path::jsonpath)
             or jsonb_path_exists(e.llm_response, :path::jsonpath)
             or (e.llm_calls > 1 and exists (
                     select from agent_llm_calls c
                     where c.execution_id = e.id and jsonb_path_exists(c.llm_response, :path::jsonpath))))
            """);

    private SearchQuestions() {}
}
