// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lists of executions, from PostgreSQL and from memory, beside what a look at each generated row gives. */
@Tag("postgres")
class ExecutionListsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        new PostgresRecordSink(
                        database::dataSource,
                        new PlainJson(),
                        null,
                        true,
                        ContentLimits.DEFAULTS,
                        Presence.of(new ServiceIdentity("shop", null, null)),
                        PostgresRecordSink.NETWORK_TIMEOUT)
                .prepare();
    }

    @Test
    void everyFilterLetsThroughWhatItSays() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.of(150, 1));

        for (Filtered filtered : filters()) {
            List<UUID> expected = naive(tables, filtered.lets());
            assertThat(expected)
                    .as("%s lets something through", filtered.filter())
                    .isNotEmpty();
            assertThat(expected.size())
                    .as("%s keeps something out", filtered.filter())
                    .isLessThan(tables.executions().size());
            for (ExecutionAnalytics analytics : both(tables)) {
                assertThat(ids(analytics.recentExecutions(filtered.filter().withLimit(ExecutionFilter.MAX_LIMIT))))
                        .as("%s from %s", filtered.filter(), analytics.source())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void filtersOfOthersThanNullAreFoundInNoNull() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.ofNulls(3));
        ExecutionFilter all = ExecutionFilter.all();

        for (ExecutionAnalytics analytics : both(tables)) {
            for (ExecutionFilter filter : List.of(
                    all.withVaultId("v1"),
                    all.withConversationId("c1"),
                    all.withUserId("u1"),
                    all.withTag("a"),
                    all.withModel("large"),
                    all.withErrorType("app.Bad"))) {
                assertThat(analytics.recentExecutions(filter))
                        .as(filter.toString())
                        .isEmpty();
            }
            assertThat(analytics.recentExecutions(all)).hasSameSizeAs(tables.executions());
        }
    }

    @Test
    void pagesGoOnWhereTheLastOneEnded() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.of(60, 2));

        for (ExecutionAnalytics analytics : both(tables)) {
            for (int limit : new int[] {1, 7, 50}) {
                assertThat(pages(analytics, ExecutionFilter.all().withLimit(limit)))
                        .as("%s at a time from %s", limit, analytics.source())
                        .isEqualTo(naive(tables, row -> true));
            }
        }
    }

    @Test
    void pagesStayAsTheyAreWhileOthersAreStored() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.of(60, 2));
        List<UUID> expected = naive(tables, row -> true);
        ExecutionFilter filter = ExecutionFilter.all().withLimit(20);
        List<ExecutionSummary> fromDatabase = fromPostgres.recentExecutions(filter);
        List<ExecutionSummary> fromMemory =
                ExecutionAnalytics.inMemory(() -> tables).recentExecutions(filter);

        Instant newest = fromDatabase.get(0).startedAt();
        List<Map<String, @Nullable Object>> arrived = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            arrived.add(tables.execution(newest.plusMillis(i), null));
        }
        GeneratedTables.add(database, "agent_executions", arrived);

        ExecutionFilter next = filter.after(fromDatabase.get(19).cursor());
        assertThat(fromMemory).isEqualTo(fromDatabase);
        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(ids(analytics.recentExecutions(next)))
                    .as(analytics.source())
                    .isEqualTo(expected.subList(20, 40));
        }
    }

    @Test
    void aCursorOutlivesItsExecution() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.of(20, 5));
        List<UUID> expected = naive(tables, row -> true);
        ExecutionFilter next = ExecutionFilter.all()
                .after(fromPostgres
                        .recentExecutions(ExecutionFilter.all())
                        .get(3)
                        .cursor());
        tables.executions().removeIf(row -> expected.get(3).equals(row.get("id")));
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(ids(analytics.recentExecutions(next.withLimit(6)))).isEqualTo(expected.subList(4, 10));
        }
    }

    @Test
    void sumsLeaveTheCursorOutOfAccount() throws Exception {
        GeneratedTables tables = stored(GeneratedTables.of(20, 5));
        ExecutionFilter filter = ExecutionFilter.all().after(new ExecutionCursor(Instant.EPOCH, new UUID(0, 0)));

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.recentExecutions(filter)).isEmpty();
            assertThat(analytics.statistics(filter).totals().executions())
                    .isEqualTo(tables.executions().size());
        }
    }

    /** Filters, each with its meaning said once more. */
    private static List<Filtered> filters() {
        ExecutionFilter all = ExecutionFilter.all();
        Instant from = GeneratedTables.START.plus(Duration.ofHours(2));
        Instant to = from.plus(Duration.ofHours(2));
        return List.of(
                new Filtered(all.withAgent("Architect"), row -> "Architect".equals(row.get("agent_name"))),
                new Filtered(all.withMethod("ask"), row -> "ask".equals(row.get("agent_method"))),
                new Filtered(all.withStatus(ExecutionStatus.TIMEOUT), row -> "timeout".equals(row.get("status"))),
                new Filtered(all.withVaultId("v2"), row -> "v2".equals(row.get("vault_id"))),
                new Filtered(all.withConversationId("c1"), row -> "c1".equals(row.get("conversation_id"))),
                new Filtered(all.withUserId("u1"), row -> "u1".equals(row.get("user_id"))),
                new Filtered(
                        all.withTag("b"), row -> String.valueOf(row.get("tags")).contains("b")),
                new Filtered(all.withModel("small"), row -> "small".equals(row.get("llm_model"))),
                new Filtered(all.withErrorType("app.Übel"), row -> "app.Übel".equals(row.get("error_type"))),
                new Filtered(all.between(from, null), row -> !begin(row).isBefore(from)),
                new Filtered(all.between(null, to), row -> begin(row).isBefore(to)),
                new Filtered(
                        all.between(from, to).withMethod("run").withTag("a").withModel("large"),
                        row -> !begin(row).isBefore(from)
                                && begin(row).isBefore(to)
                                && "run".equals(row.get("agent_method"))
                                && String.valueOf(row.get("tags")).contains("a")
                                && "large".equals(row.get("llm_model"))));
    }

    private static List<UUID> pages(ExecutionAnalytics analytics, ExecutionFilter first) {
        List<UUID> ids = new ArrayList<>();
        List<ExecutionSummary> page = analytics.recentExecutions(first);
        while (!page.isEmpty()) {
            assertThat(page.size()).isLessThanOrEqualTo(first.limit());
            ids.addAll(ids(page));
            page = analytics.recentExecutions(
                    first.after(page.get(page.size() - 1).cursor()));
        }
        return ids;
    }

    private List<ExecutionAnalytics> both(GeneratedTables tables) {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    /** Newest first; of the same millisecond, the one with the greatest id as text. */
    private static List<UUID> naive(GeneratedTables tables, Predicate<Map<String, @Nullable Object>> lets) {
        return tables.executions().stream()
                .filter(lets)
                .sorted((a, b) -> key(b).compareTo(key(a)))
                .map(row -> (UUID) row.get("id"))
                .toList();
    }

    private static String key(Map<String, @Nullable Object> row) {
        return "%020d %s".formatted(begin(row).toEpochMilli(), row.get("id"));
    }

    private static Instant begin(Map<String, @Nullable Object> row) {
        return (Instant) row.get("created_at");
    }

    private static List<UUID> ids(List<ExecutionSummary> executions) {
        return executions.stream().map(ExecutionSummary::id).toList();
    }

    private static GeneratedTables stored(GeneratedTables tables) throws Exception {
        tables.store(database);
        return tables;
    }

    /** A filter, and what it means. */
    private record Filtered(ExecutionFilter filter, Predicate<Map<String, @Nullable Object>> lets) {}
}
