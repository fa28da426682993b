// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What registered agents did not do, from the database. */
final class SqlAgents {

    /** Of each agent so many executions are asked for their stages before all are. */
    private static final int NEWEST = 100;

    private static final String SEPARATOR = "\u001f";

    private SqlAgents() {}

    static List<IdleAgent> idle(Query.Runner runner, ExecutionFilter filter) throws SQLException {
        return KnownAgents.hasRegistry(runner)
                ? runner.list(AgentQuestions.IDLE, SqlAnalytics.parameters(filter, filter.limit()), Rows::idleAgent)
                : List.of();
    }

    static List<UnreachedStage> unreachedStages(Query.Runner runner, ExecutionFilter filter) throws SQLException {
        if (!KnownAgents.hasRegistry(runner)) {
            return List.of();
        }
        Map<String, @Nullable Object> parameters = SqlAnalytics.parameters(filter, SqlAnalytics.MAX_AGENTS);
        parameters.put("newest", NEWEST);
        List<DeclaredStages> agents = runner.list(AgentQuestions.DECLARED_STAGES, parameters, Rows::declaredStages);
        Set<String> uncertain = new TreeSet<>();
        for (DeclaredStages agent : agents) {
            if (agent.executions() > NEWEST) {
                uncertain.addAll(agent.missing());
            }
        }
        if (uncertain.isEmpty()) {
            return DeclaredStages.unreached(agents, filter.limit());
        }
        parameters.put("stages", String.join(SEPARATOR, uncertain));
        Set<DeclaredStages.Entered> entered =
                Set.copyOf(runner.list(AgentQuestions.ENTERED_STAGES, parameters, Rows::enteredStage));
        return DeclaredStages.unreached(
                agents.stream().map(agent -> agent.andEntered(entered)).toList(), filter.limit());
    }
}
