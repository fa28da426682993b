// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * The executions of {@link LoadAgent} that are in a database, row by row: each is there once, with all of its rows in all tables,
 * and none of another's; there are no rows without an execution. This much is asserted when it is read, whatever was lost.
 */
final class Stored {

    private static final String EXECUTIONS = """
            select id, parent_execution_id, root_execution_id, agent_name, vault_id, status, (input_data->>'number')::bigint,
                   input_data->>'text', output_data->>'result', completed_at is not null
            from agent_executions
            """;

    private static final String STAGES = """
            select execution_id, string_agg(stage || ' ' || stage_status, ', ' order by sequence),
                   min(sequence) = 0 and max(sequence) = count(*) - 1
            from agent_execution_logs group by execution_id
            """;

    private static final String PROMPTS = """
            select execution_id, count(*) || ' ' || min(request_model) || ' ' || sum(input_tokens) || '+' || sum(output_tokens)
            from agent_llm_calls group by execution_id
            """;

    private static final String CITATIONS = "select execution_id, count(*)::int from agent_citations group by 1";

    private static final String CHAINS = "select child_execution_id, count(*)::int from agent_call_chains group by 1";

    private final Map<UUID, Facts> executions = new HashMap<>();
    private final Map<Long, UUID> agents = new HashMap<>();

    private Stored() {}

    /** Reads all. */
    static Stored in(DataSource dataSource) throws SQLException {
        Stored stored = new Stored();
        try (Connection connection = dataSource.getConnection()) {
            stored.read(connection);
        }
        return stored;
    }

    /** The ids of calls, by their numbers. */
    Map<Long, UUID> calls() {
        return agents;
    }

    /** How many executions, those within others included. */
    int count() {
        return executions.size();
    }

    /** How many executions of calls with numbers from one to below the other. */
    int executionsBetween(long from, long below) {
        return (int) executions.values().stream()
                .filter(facts -> facts.number() >= from && facts.number() < below)
                .count();
    }

    /** Of these calls all executions are there, and no others. */
    void assertExactly(Map<Long, UUID> calls) {
        assertContains(calls);
        assertThat(agents).as("calls").hasSameSizeAs(calls);
        assertThat(executions).hasSize(Load.executionsOf(calls.keySet()));
    }

    /** Of these calls all executions are there; there may be others. */
    void assertContains(Map<Long, UUID> calls) {
        assertThat(missing(calls)).as("calls that are not stored").isEmpty();
    }

    /** The numbers of those calls of which an execution is not there. */
    Set<Long> missing(Map<Long, UUID> calls) {
        Set<Long> helped = new HashSet<>();
        executions.values().stream()
                .filter(facts -> facts.agent().equals(Facts.HELPER))
                .forEach(facts -> helped.add(facts.number()));
        Set<Long> missing = new HashSet<>();
        calls.forEach((number, id) -> {
            if (!id.equals(agents.get(number)) || Facts.hasHelp(number) && !helped.contains(number)) {
                missing.add(number);
            }
        });
        return missing;
    }

    private void read(Connection connection) throws SQLException {
        Map<UUID, String> stages = new HashMap<>();
        for (Object[] row : rows(connection, STAGES)) {
            stages.put((UUID) row[0], (String) row[1]);
            assertThat(row[2]).as("sequences are complete").isEqualTo(true);
        }
        Map<UUID, Object> prompts = byId(connection, PROMPTS);
        Map<UUID, Object> citations = byId(connection, CITATIONS);
        Map<UUID, Object> chains = byId(connection, CHAINS);
        Map<Long, UUID> parents = new HashMap<>();
        for (Object[] row : rows(connection, EXECUTIONS)) {
            UUID id = (UUID) row[0];
            long number = (Long) row[6];
            boolean agent = row[3].equals(Facts.AGENT);
            Facts facts = new Facts(
                    (String) row[3],
                    number,
                    (String) row[4],
                    row[1] != null,
                    (String) row[5],
                    Facts.digest((String) row[7]),
                    (String) row[8],
                    stages.get(id),
                    (String) prompts.get(id),
                    (Integer) citations.getOrDefault(id, 0),
                    (Integer) chains.getOrDefault(id, 0));
            assertThat(facts).isEqualTo(agent ? Facts.ofAgent(number, id) : Facts.ofHelper(number));
            assertThat(row[9]).as("has an end").isEqualTo(true);
            assertThat(row[2]).as("root").isEqualTo(agent ? id : row[1]);
            assertThat(executions.put(id, facts)).isNull();
            assertThat((agent ? agents : parents).put(number, agent ? id : (UUID) row[1]))
                    .as("another execution of call %s", number)
                    .isNull();
        }
        parents.forEach((number, parent) ->
                assertThat(agents.getOrDefault(number, parent)).as("caller").isEqualTo(parent));
        for (Map<UUID, ?> rows : List.of(stages, prompts, citations, chains)) {
            Set<UUID> orphans = new HashSet<>(rows.keySet());
            orphans.removeAll(executions.keySet());
            assertThat(orphans).as("rows without an execution").isEmpty();
        }
    }

    private static Map<UUID, Object> byId(Connection connection, String sql) throws SQLException {
        Map<UUID, Object> values = new HashMap<>();
        for (Object[] row : rows(connection, sql)) {
            values.put((UUID) row[0], row[1]);
        }
        return values;
    }

    private static List<Object[]> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Object[]> rows = new ArrayList<>();
            while (result.next()) {
                Object[] row = new Object[result.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
