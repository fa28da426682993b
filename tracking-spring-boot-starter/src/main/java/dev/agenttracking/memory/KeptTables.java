// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.memory;

import dev.agenttracking.analytics.MemoryTables;
import dev.agenttracking.postgres.RegisteredAgent;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.postgres.StoredRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is kept at one moment. */
record KeptTables(
        Map<UUID, StoredRows> executions,
        List<RegisteredAgent> agents,
        ServiceIdentity service,
        int capacity,
        long forgotten)
        implements MemoryTables {

    private static final String REGISTRY = "agent_registry";

    @Override
    public List<Map<String, @Nullable Object>> rows(String table) {
        if (table.equals(REGISTRY)) {
            return registry();
        }
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        executions.values().forEach(execution -> rows.addAll(execution.rows(table)));
        return rows;
    }

    @Override
    public List<Map<String, @Nullable Object>> rows(String table, UUID executionId) {
        StoredRows rows = executions.get(executionId);
        return rows == null ? List.of() : rows.rows(table);
    }

    @Override
    public String describe() {
        return forgotten == 0
                ? String.format(Locale.ROOT, "the newest %,d executions of this process", capacity)
                : String.format(
                        Locale.ROOT,
                        "the newest %,d executions of this process; %,d older ones are forgotten",
                        executions.size(),
                        forgotten);
    }

    private List<Map<String, @Nullable Object>> registry() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (RegisteredAgent agent : agents) {
            rows.add(Map.of(
                    "class_name",
                    agent.className(),
                    "methods",
                    agent.methods(),
                    "stages",
                    agent.stages(),
                    "service_name",
                    Objects.requireNonNullElse(service.name(), ""),
                    "agent_name",
                    agent.agent(),
                    "enabled",
                    agent.enabled(),
                    "is_bean",
                    agent.bean()));
        }
        return rows;
    }
}
