// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that is partitioned by the time of ids, and what of it is content: what people, models, tools and exceptions said. All
 * else is fact: when, how long, how much, how good, by whom, with which outcome.
 *
 * @param name the table
 * @param key the id whose ranges its partitions have
 * @param content by column what is left when the content goes
 */
record PartitionedTable(String name, String key, Map<String, String> content) {

    private static final String GONE = "null";

    /** Violations keep their kind; their messages quote answers. */
    private static final String KINDS_OF_VIOLATIONS = """
            case when execution_metadata -> 'violations' is not null then jsonb_set(execution_metadata, '{violations}', coalesce(
                (select jsonb_agg(v - 'message') from jsonb_array_elements(execution_metadata -> 'violations') v), '[]'))
            else execution_metadata end""";

    /** In the order in which an execution's rows are written. */
    static final List<PartitionedTable> ALL = List.of(
            new PartitionedTable("agent_executions", "id", executionContent()),
            table("agent_execution_logs", "execution_id", "message", "data", "execution_metadata"),
            table("agent_call_chains", "root_execution_id", "call_reason", "data_passed"),
            table("agent_llm_calls", "execution_id", "llm_request", "llm_response", "error_message"),
            table("agent_tool_calls", "execution_id", "arguments", "result", "error_message"),
            table("agent_decisions", "execution_id", "reason"),
            table("agent_evaluations", "execution_id", "explanation"),
            table("agent_citations", "execution_id", "quote"));

    static final PartitionedTable EXECUTIONS = ALL.get(0);

    /** The partition for what no other one is for. */
    String defaultPartition() {
        return name + "_default";
    }

    String qualifiedName(@Nullable String schema) {
        return TrackingSchema.qualified(schema, name);
    }

    /** The assignments after which the content is gone. */
    String assignments() {
        return content.entrySet().stream()
                .map(column -> column.getKey() + " = " + column.getValue())
                .collect(Collectors.joining(", "));
    }

    /** Whether a row has any. */
    String hasContent() {
        return content.entrySet().stream()
                .map(column -> column.getKey() + " is distinct from " + column.getValue())
                .collect(Collectors.joining(" or "));
    }

    private static PartitionedTable table(String name, String key, String... content) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : content) {
            columns.put(column, GONE);
        }
        return new PartitionedTable(name, key, columns);
    }

    private static Map<String, String> executionContent() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String column : List.of(
                "input_data",
                "output_data",
                "llm_request",
                "llm_response",
                "response_validation_errors",
                "response_warnings",
                "error_message",
                "error_traceback",
                "relevance_reasoning")) {
            columns.put(column, GONE);
        }
        columns.put("execution_metadata", KINDS_OF_VIOLATIONS);
        return columns;
    }
}
