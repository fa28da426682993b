// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Agents that were not called and stages that were not entered, from PostgreSQL and from memory, beside a look at all rows. */
@Tag("postgres")
class IdleAgentsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final ExecutionFilter ALL = ExecutionFilter.all().withLimit(ExecutionFilter.MAX_LIMIT);
    private static final List<String> STAGES = List.of("init", "ask", "parse", "rare", "never");

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);
    private GeneratedTables tables = GeneratedTables.empty();

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @BeforeEach
    void beginsWithNothing() throws Exception {
        database.execute("truncate agent_execution_logs, agent_registry");
    }

    @Test
    void agreesWithALookAtAllRows() throws Exception {
        // More than the number of newest executions that are looked at first, of each agent.
        tables = GeneratedTables.of(400, 31);
        int i = 0;
        for (Map<String, @Nullable Object> row : tables.executions()) {
            if (i % 7 == 0) {
                row.put("service_name", i % 2 == 0 ? "billing" : null);
            }
            boolean early = begin(row).isBefore(GeneratedTables.START.plus(Duration.ofMinutes(20)));
            stage(row, 0, "init", "completed");
            stage(row, 1, early ? "rare" : i % 3 == 0 ? "ask" : "other", i % 5 == 0 ? "failed" : "completed");
            stage(row, 2, "parse", "event");
            i++;
        }
        for (String service : List.of("shop", "billing", "")) {
            for (String agent : List.of("Psychologist", "Architect", "Zoë", "Unused")) {
                register(service, agent, STAGES);
            }
        }
        tables.store(database);
        Instant from = GeneratedTables.START.plus(Duration.ofHours(1));
        agree(ALL, row -> true);
        agree(ALL.between(from, null), row -> !begin(row).isBefore(from));
        agree(
                ALL.between(from, from.plusSeconds(240)).withVaultId("v1"),
                row -> "v1".equals(row.get("vault_id"))
                        && !begin(row).isBefore(from)
                        && begin(row).isBefore(from.plusSeconds(240)));
        agree(ALL.withServiceVersion("2"), row -> "2".equals(row.get("service_version")));
    }

    private void agree(ExecutionFilter filter, Predicate<Map<String, @Nullable Object>> lets) {
        for (ExecutionAnalytics analytics : both()) {
            String description = filter + " from " + analytics.source();
            assertThat(analytics.agentsNotInvoked(filter)).as(description).isEqualTo(naiveIdle(lets));
            assertThat(analytics.stagesNeverReached(filter)).as(description).isEqualTo(naiveUnreached(lets));
            assertThat(analytics.agentsNotInvoked(filter.withAgent("Unused")))
                    .hasSize(3)
                    .allMatch(agent -> agent.agentName().equals("Unused"));
        }
    }

    private List<IdleAgent> naiveIdle(Predicate<Map<String, @Nullable Object>> lets) {
        List<IdleAgent> idle = new ArrayList<>();
        for (Map<String, @Nullable Object> agent : registeredInOrder()) {
            if (of(agent).stream().noneMatch(lets)) {
                idle.add(new IdleAgent(
                        (String) agent.get("service_name"),
                        (String) agent.get("agent_name"),
                        true,
                        false,
                        of(agent).stream()
                                .map(IdleAgentsPostgresTest::begin)
                                .max(Comparator.naturalOrder())
                                .orElse(null)));
            }
        }
        return idle;
    }

    private List<UnreachedStage> naiveUnreached(Predicate<Map<String, @Nullable Object>> lets) {
        List<UnreachedStage> unreached = new ArrayList<>();
        for (Map<String, @Nullable Object> agent : registeredInOrder()) {
            List<Object> ids =
                    of(agent).stream().filter(lets).map(row -> row.get("id")).toList();
            for (String stage : STAGES) {
                if (tables.rows("agent_execution_logs").stream()
                        .noneMatch(log -> ids.contains(log.get("execution_id"))
                                && stage.equals(log.get("stage"))
                                && !"event".equals(log.get("stage_status")))) {
                    unreached.add(new UnreachedStage(
                            (String) agent.get("service_name"), (String) agent.get("agent_name"), stage, ids.size()));
                }
            }
        }
        unreached.sort(Comparator.comparing(stage -> -stage.executions()));
        return unreached;
    }

    private List<Map<String, @Nullable Object>> registeredInOrder() {
        return tables.rows("agent_registry").stream()
                .sorted(Comparator.comparing(row -> row.get("service_name") + " " + row.get("agent_name")))
                .toList();
    }

    private List<Map<String, @Nullable Object>> of(Map<String, @Nullable Object> agent) {
        return tables.executions().stream()
                .filter(row -> agent.get("agent_name").equals(row.get("agent_name"))
                        && agent.get("service_name").equals(Objects.requireNonNullElse(row.get("service_name"), "")))
                .toList();
    }

    @Test
    void withoutARegistryNobodyKnows() throws Exception {
        tables = GeneratedTables.of(5, 1);
        tables.store(database);

        for (ExecutionAnalytics analytics : both()) {
            assertThat(analytics.agentsNotInvoked(ALL)).isEmpty();
            assertThat(analytics.stagesNeverReached(ALL)).isEmpty();
        }
        database.execute("alter table agent_registry rename to agent_registry_away");
        try {
            assertThat(fromPostgres.agentsNotInvoked(ALL)).isEmpty();
            assertThat(fromPostgres.stagesNeverReached(ALL)).isEmpty();
        } finally {
            database.execute("alter table agent_registry_away rename to agent_registry");
        }
    }

    @Test
    void withoutExecutionsAllIsIdle() throws Exception {
        register("shop", "Only", List.of("init"));
        register("shop", "Without", List.of());
        tables.store(database);

        for (ExecutionAnalytics analytics : both()) {
            assertThat(analytics.agentsNotInvoked(ALL))
                    .containsExactly(
                            new IdleAgent("shop", "Only", true, false, null),
                            new IdleAgent("shop", "Without", true, false, null));
            assertThat(analytics.stagesNeverReached(ALL))
                    .containsExactly(new UnreachedStage("shop", "Only", "init", 0));
            assertThat(analytics.agentsNotInvoked(ALL.withLimit(1))).hasSize(1);
        }
    }

    private List<ExecutionAnalytics> both() {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private void register(String service, String agent, List<String> stages) {
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("service_name", service);
        row.put("agent_name", agent);
        row.put("class_name", "p." + agent);
        row.put("methods", List.of("run"));
        row.put("stages", stages);
        row.put("enabled", true);
        row.put("is_bean", false);
        row.put("updated_at", GeneratedTables.START);
        tables.row("agent_registry", row);
    }

    private void stage(Map<String, @Nullable Object> execution, int sequence, String name, String status) {
        Map<String, @Nullable Object> log = new HashMap<>();
        log.put("id", new UUID(1, tables.rows("agent_execution_logs").size()));
        log.put("execution_id", execution.get("id"));
        log.put("sequence", sequence);
        log.put("stage", name);
        log.put("stage_status", status);
        log.put("timestamp", begin(execution));
        tables.row("agent_execution_logs", log);
    }

    private static Instant begin(Map<String, @Nullable Object> row) {
        return (Instant) row.get("created_at");
    }
}
