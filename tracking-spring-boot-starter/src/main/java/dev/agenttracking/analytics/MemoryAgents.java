// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What registered agents did not do, from memory. */
final class MemoryAgents {

    private MemoryAgents() {}

    static List<IdleAgent> idle(MemoryTables now, ExecutionFilter filter) throws SQLException {
        List<MemoryRow> matching = MemoryExecutions.matching(now, filter);
        List<MemoryRow> all = MemoryExecutions.matching(now, ExecutionFilter.all());
        List<IdleAgent> idle = new ArrayList<>();
        for (MemoryRow agent : registered(now, filter)) {
            if (of(agent, matching).isEmpty()) {
                List<MemoryRow> newestFirst = of(agent, all);
                idle.add(new IdleAgent(
                        agent.text("service_name"),
                        agent.text("agent_name"),
                        agent.bool("enabled"),
                        agent.bool("is_bean"),
                        newestFirst.isEmpty() ? null : newestFirst.get(0).time("created_at")));
            }
        }
        return List.copyOf(idle.subList(0, Math.min(filter.limit(), idle.size())));
    }

    static List<UnreachedStage> unreachedStages(MemoryTables now, ExecutionFilter filter) throws SQLException {
        List<MemoryRow> matching = MemoryExecutions.matching(now, filter);
        List<DeclaredStages> agents = new ArrayList<>();
        for (MemoryRow agent : registered(now, filter)) {
            List<MemoryRow> executions = of(agent, matching);
            agents.add(new DeclaredStages(
                    agent.text("service_name"),
                    agent.text("agent_name"),
                    agent.texts("stages"),
                    executions.size(),
                    entered(now, executions)));
        }
        return DeclaredStages.unreached(agents, filter.limit());
    }

    private static Set<String> entered(MemoryTables now, List<MemoryRow> executions) throws SQLException {
        Set<String> entered = new HashSet<>();
        for (MemoryRow execution : executions) {
            for (MemoryRow log : MemoryRow.all(now.rows("agent_execution_logs", execution.id("id")))) {
                String stage = log.textOrNull("stage");
                if (stage != null && !log.has("stage_status", "event")) {
                    entered.add(stage);
                }
            }
        }
        return entered;
    }

    private static List<MemoryRow> registered(MemoryTables now, ExecutionFilter filter) {
        return MemoryRow.all(now.rows("agent_registry")).stream()
                .filter(agent -> agent.has("agent_name", filter.agent()))
                .sorted(Comparator.comparing((MemoryRow agent) -> agent.get("service_name", String.class))
                        .thenComparing(agent -> agent.get("agent_name", String.class)))
                .toList();
    }

    private static List<MemoryRow> of(MemoryRow agent, List<MemoryRow> executions) {
        return executions.stream()
                .filter(execution -> execution.has("agent_name", agent.get("agent_name", String.class))
                        && agent.has("service_name", service(execution)))
                .toList();
    }

    private static String service(MemoryRow execution) {
        String name = execution.get("service_name", String.class);
        return name == null ? "" : name;
    }
}
