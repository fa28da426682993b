// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The heaviest trees, from PostgreSQL and from memory, beside what adding up the generated rows gives. */
@Tag("postgres")
class HeaviestTreesPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final ExecutionFilter ALL = ExecutionFilter.all().withLimit(ExecutionFilter.MAX_LIMIT);

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @Test
    void sumsCountEachExecutionOfATreeOnce() throws Exception {
        GeneratedTables tables = GeneratedTables.of(120, 21);
        tables.store(database);
        Instant from = GeneratedTables.START.plus(Duration.ofMinutes(90));
        Instant to = from.plus(Duration.ofHours(1));
        agree(tables, ALL, row -> true);
        agree(tables, ALL.withAgent("Architect"), row -> "Architect".equals(row.get("agent_name")));
        agree(
                tables,
                ALL.between(from, to),
                row -> !begin(row).isBefore(from) && begin(row).isBefore(to));
    }

    @Test
    void aTreeThatGoesOnAfterTheWindowCountsAsAWhole() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> root = tables.execution(GeneratedTables.START, null);
        for (Duration later : List.of(Duration.ofMinutes(-1), Duration.ofMinutes(1), Duration.ofDays(3))) {
            tables.execution(GeneratedTables.START.plus(later), root);
        }
        tables.store(database);
        ExecutionFilter window = ALL.between(GeneratedTables.START, GeneratedTables.START.plus(Duration.ofMinutes(30)));

        for (ExecutionAnalytics analytics : both(tables)) {
            List<HeavyTree> trees = analytics.heaviestTrees(window, TreeMeasure.EXECUTIONS);
            assertThat(trees).hasSize(1);
            assertThat(trees.get(0).executions()).as(analytics.source()).isEqualTo(4);
            assertThat(analytics.heaviestTrees(
                            ALL.between(GeneratedTables.START.plusSeconds(1), null), TreeMeasure.EXECUTIONS))
                    .isEmpty();
        }
    }

    @Test
    void timeGoesToTheEndOfTheLast() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> root = tables.execution(GeneratedTables.START, null);
        root.put("duration_ms", 10.0);
        Map<String, @Nullable Object> child = tables.execution(GeneratedTables.START.plusMillis(5), root);
        child.put("duration_ms", 20.25);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.heaviestTrees(ALL, TreeMeasure.TIME).get(0).elapsedMillis())
                    .isEqualTo(25.25);
        }
    }

    @Test
    void leavesOutTreesWhoseMeasureIsNotKnownAndKeepsToTheLimit() throws Exception {
        GeneratedTables tables = GeneratedTables.ofNulls(20);
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.heaviestTrees(ALL, TreeMeasure.COST)).isEmpty();
            assertThat(analytics.heaviestTrees(ALL, TreeMeasure.TOKENS)).isEmpty();
            assertThat(analytics.heaviestTrees(ALL, TreeMeasure.TIME)).isEmpty();
            assertThat(analytics.heaviestTrees(ALL, TreeMeasure.LLM_CALLS)).hasSize(20);
            assertThat(analytics.heaviestTrees(ALL.withLimit(3), TreeMeasure.EXECUTIONS))
                    .hasSize(3);
        }
    }

    @Test
    void ofNothingThereIsNone() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            for (TreeMeasure measure : TreeMeasure.values()) {
                assertThat(analytics.heaviestTrees(ALL, measure)).isEmpty();
            }
        }
    }

    private void agree(GeneratedTables tables, ExecutionFilter filter, Predicate<Map<String, @Nullable Object>> lets) {
        List<Tree> trees = tables.executions().stream()
                .filter(row -> row.get("parent_execution_id") == null && lets.test(row))
                .map(root -> tree(tables, root))
                .toList();
        assertThat(trees).isNotEmpty();
        for (TreeMeasure measure : TreeMeasure.values()) {
            List<Tree> expected = trees.stream()
                    .filter(tree -> tree.value(measure) != null)
                    .sorted(Comparator.comparing((Tree tree) -> tree.value(measure))
                            .thenComparing(tree -> tree.root().toString())
                            .reversed())
                    .toList();
            for (ExecutionAnalytics analytics : both(tables)) {
                assertThat(analytics.heaviestTrees(filter, measure))
                        .as("%s of %s from %s", measure, filter, analytics.source())
                        .extracting(Tree::of)
                        .isEqualTo(expected);
            }
        }
    }

    private static Tree tree(GeneratedTables tables, Map<String, @Nullable Object> root) {
        Tree tree = new Tree((UUID) root.get("id"), 0, 0, null, null, null);
        Instant end = null;
        Instant begin = null;
        for (Map<String, @Nullable Object> row : tables.executions()) {
            if (root.get("id").equals(row.get("root_execution_id"))) {
                Long tokens = (Long) row.get("llm_tokens_used");
                BigDecimal cost = (BigDecimal) row.get("llm_cost_usd");
                tree = new Tree(
                        tree.root(),
                        tree.executions() + 1,
                        tree.calls() + (Integer) row.get("llm_calls"),
                        tokens == null ? tree.tokens() : (Long) (tokens + (tree.tokens() == null ? 0 : tree.tokens())),
                        cost == null
                                ? tree.cost()
                                : tree.cost() == null ? cost : tree.cost().add(cost),
                        null);
                begin = begin == null || begin(row).isBefore(begin) ? begin(row) : begin;
                Double millis = (Double) row.get("duration_ms");
                if (millis != null) {
                    Instant own = begin(row).plusNanos((long) (millis * 1e6));
                    end = end == null || own.isAfter(end) ? own : end;
                }
            }
        }
        return end == null ? tree : tree.lasting(Duration.between(begin, end).toNanos() / 1e6);
    }

    private List<ExecutionAnalytics> both(GeneratedTables tables) {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private static Instant begin(Map<String, @Nullable Object> row) {
        return (Instant) row.get("started_at");
    }

    /** What a tree is, added up once more. */
    private record Tree(
            UUID root,
            long executions,
            long calls,
            @Nullable Long tokens,
            @Nullable BigDecimal cost,
            @Nullable Double millis) {

        static Tree of(HeavyTree tree) {
            BigDecimal cost = tree.costUsd();
            return new Tree(
                    tree.root().id(),
                    tree.executions(),
                    tree.llmCalls(),
                    tree.tokensUsed(),
                    cost,
                    tree.elapsedMillis());
        }

        /** Of costs the value counts, and not how many digits it is written with. */
        Tree {
            cost = cost == null ? null : cost.stripTrailingZeros();
        }

        Tree lasting(double elapsed) {
            return new Tree(root, executions, calls, tokens, cost, elapsed);
        }

        @Nullable
        Double value(TreeMeasure measure) {
            return switch (measure) {
                case COST -> cost == null ? null : (Double) cost.doubleValue();
                case TOKENS -> tokens == null ? null : (Double) tokens.doubleValue();
                case LLM_CALLS -> (double) calls;
                case EXECUTIONS -> (double) executions;
                case TIME -> millis;
            };
        }
    }
}
