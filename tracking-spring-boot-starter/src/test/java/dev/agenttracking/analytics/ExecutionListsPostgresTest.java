// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists of executions, from PostgreSQL and from memory, beside what a look at each generated row gives. */
@Tag("postgres")
class ExecutionListsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
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
                    all.withErrorType("app.Bad"),
                    all.withServiceVersion("1"))) {
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

    @Test
    void failedAreThoseThatFailedOrRanOutOfTime() throws Exception {
        for (GeneratedTables tables : List.of(some(), GeneratedTables.ofFailures(20), GeneratedTables.empty(), one())) {
            sameIds(
                    stored(tables),
                    filter -> analytics -> ids(analytics.failedExecutions(filter)),
                    row -> List.of("failed", "timeout").contains(row.get("status")));
        }
        for (ExecutionAnalytics analytics : both(stored(some()))) {
            assertThat(analytics.failedExecutions(ExecutionFilter.all().withStatus(ExecutionStatus.TIMEOUT)))
                    .isNotEmpty()
                    .extracting(ExecutionSummary::status)
                    .containsOnly(ExecutionStatus.TIMEOUT);
            assertThat(analytics.failedExecutions(ExecutionFilter.all().withStatus(ExecutionStatus.SUCCESS)))
                    .isEmpty();
        }
    }

    @Test
    void skippedAreThoseThatWereSkipped() throws Exception {
        for (GeneratedTables tables : List.of(some(), GeneratedTables.ofFailures(20), GeneratedTables.empty(), one())) {
            sameIds(
                    stored(tables),
                    filter -> analytics -> ids(analytics.skippedExecutions(filter)),
                    row -> "skipped".equals(row.get("status")));
        }
    }

    @Test
    void poorAreThoseBelowTheThreshold() throws Exception {
        for (GeneratedTables tables : List.of(some(), GeneratedTables.ofNulls(5), GeneratedTables.empty(), one())) {
            for (double threshold : new double[] {0, 0.5, 0.7, 0.9, 1}) {
                sameIds(
                        stored(tables),
                        filter -> analytics -> checkedIds(analytics.poorQualityResponses(filter, threshold)),
                        row -> row.get("response_quality_score") != null
                                && (Double) row.get("response_quality_score") < threshold);
            }
        }
    }

    @Test
    void invalidAreThoseWithErrors() throws Exception {
        for (GeneratedTables tables : List.of(some(), GeneratedTables.ofNulls(5), GeneratedTables.empty(), one())) {
            sameIds(
                    stored(tables),
                    filter -> analytics -> checkedIds(analytics.invalidResponses(filter)),
                    row -> row.get("response_validation_errors") != null
                            && !"[]".equals(row.get("response_validation_errors")));
        }
    }

    @Test
    void checkedResponsesSayWhatWasFound() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> row = tables.execution(GeneratedTables.START, null);
        row.put("response_quality_score", 0.25);
        row.put("response_valid", false);
        row.put("response_validation_errors", "[\"json: no end\"]");
        row.put("response_warnings", "[\"refusal\"]");
        row.put("response_metrics", "{\"word_count\": 2}");
        stored(tables);

        for (ExecutionAnalytics analytics : both(tables)) {
            CheckedResponse poor =
                    analytics.poorQualityResponses(ExecutionFilter.all(), 0.7).get(0);
            assertThat(poor.execution().responseQualityScore()).isEqualTo(0.25);
            assertThat(poor.response().valid()).isFalse();
            assertThat(poor.response().validationErrors()).containsExactly("json: no end");
            assertThat(poor.response().warnings()).containsExactly("refusal");
            assertThat(poor.response().metrics()).hasToString("{\"word_count\":2}");
            assertThat(analytics.invalidResponses(ExecutionFilter.all())).containsExactly(poor);
            JsonNode json = new JsonMapper().readTree(AnalyticsJson.write(poor));
            assertThat(json.path("responseQualityScore").doubleValue()).isEqualTo(0.25);
            assertThat(json.path("responseWarnings").path(0).stringValue()).isEqualTo("refusal");
            assertThat(json.propertyNames()).doesNotContain("execution", "response", "cursor");
        }
    }

    @Test
    void slowAreThoseThatTookTheTimeOrLonger() throws Exception {
        GeneratedTables tables = stored(some());
        for (double millis : new double[] {0, 250, 999.75, 5_000}) {
            Duration threshold = Duration.ofNanos((long) (millis * 1e6));
            sameIds(
                    tables,
                    filter -> analytics -> slowIds(analytics.slowExecutions(filter, threshold)),
                    row -> row.get("duration_ms") != null && (Double) row.get("duration_ms") >= millis);
        }
        for (GeneratedTables others : List.of(GeneratedTables.ofNulls(5), GeneratedTables.empty(), one())) {
            sameIds(
                    stored(others),
                    filter -> analytics -> slowIds(analytics.slowExecutions(filter, Duration.ZERO)),
                    row -> row.get("duration_ms") != null);
        }
    }

    @Test
    void overheadIsWhatNeitherModelsNorChildrenTook() throws Exception {
        GeneratedTables tables = stored(some());
        int atOnce = 0;
        for (ExecutionAnalytics analytics : both(tables)) {
            List<SlowExecution> slow =
                    analytics.slowExecutions(ExecutionFilter.all().withLimit(1_000), Duration.ZERO);
            for (SlowExecution one : slow) {
                Map<String, @Nullable Object> row =
                        tables.rows("agent_executions", one.execution().id()).get(0);
                double sum = sumOfChildren(tables, row);
                double busy = busyWithChildren(tables, row);
                double children = sum - busy < 3 ? sum : busy;
                atOnce += sum - busy < 3 ? 0 : 1;
                Object latency = row.get("llm_latency_ms");
                double rest = (Double) row.get("duration_ms") - (latency == null ? 0 : (Double) latency) - children;
                assertThat(one.childrenMillis()).as(row.toString()).isEqualTo(children, within(1e-6));
                assertThat(one.overheadMillis()).as(row.toString()).isEqualTo(rest < 0 ? 0 : rest, within(1e-6));
            }
        }
        assertThat(atOnce).as("some have children at once").isPositive();
    }

    @Test
    void childrenCountOnceThoughTheyRunAtOnceOrOutliveTheirParent() throws Exception {
        assertThat(childrenMillis(100)).containsOnly(0.0);
        assertThat(childrenMillis(100, 0, 30.5, 40, 20)).as("one after another").containsOnly(50.5);
        assertThat(childrenMillis(100, 10, 30.75, 40, 20))
                .as("begin in the same millisecond")
                .containsOnly(50.75);
        assertThat(childrenMillis(100, 10, 50, 20, 50, 15, 5)).as("at once").containsOnly(60.0);
        assertThat(childrenMillis(100, 80, 500)).as("beyond its end").containsOnly(20.0);
        assertThat(childrenMillis(100, 10, 50, 10, -1)).as("one has not ended").containsOnly(50.0);
    }

    /** Of a parent, from both, with children given by when they begin after it and how long they take; negative is not ended. */
    private List<Double> childrenMillis(double millis, double... children) throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        Map<String, @Nullable Object> parent = tables.execution(GeneratedTables.START, null);
        parent.put("duration_ms", millis);
        for (int i = 0; i < children.length; i += 2) {
            Map<String, @Nullable Object> child =
                    tables.execution(GeneratedTables.START.plusMillis((long) children[i]), parent);
            child.put("duration_ms", children[i + 1] < 0 ? null : children[i + 1]);
        }
        stored(tables);
        List<Double> answers = new ArrayList<>();
        for (ExecutionAnalytics analytics : both(tables)) {
            analytics.slowExecutions(ExecutionFilter.all(), Duration.ZERO).stream()
                    .filter(slow -> slow.execution().id().equals(parent.get("id")))
                    .forEach(slow -> answers.add(slow.childrenMillis()));
        }
        assertThat(answers).hasSize(2);
        return answers;
    }

    private static double sumOfChildren(GeneratedTables tables, Map<String, @Nullable Object> parent) {
        double sum = 0;
        for (Map<String, @Nullable Object> row : tables.executions()) {
            if (parent.get("id").equals(row.get("parent_execution_id")) && row.get("duration_ms") != null) {
                sum += (Double) row.get("duration_ms");
            }
        }
        return sum;
    }

    /** Looks at each quarter of a millisecond whether one of them runs: all durations are full quarters. */
    private static double busyWithChildren(GeneratedTables tables, Map<String, @Nullable Object> parent) {
        boolean[] busy = new boolean[(int) ((Double) parent.get("duration_ms") * 4)];
        for (Map<String, @Nullable Object> row : tables.executions()) {
            if (parent.get("id").equals(row.get("parent_execution_id")) && row.get("duration_ms") != null) {
                long offset = begin(row).toEpochMilli() - begin(parent).toEpochMilli();
                for (long i = offset * 4; i < offset * 4 + (Double) row.get("duration_ms") * 4; i++) {
                    if (i < busy.length) {
                        busy[(int) i] = true;
                    }
                }
            }
        }
        int quarters = 0;
        for (boolean one : busy) {
            quarters += one ? 1 : 0;
        }
        return quarters / 4.0;
    }

    /** With and without a filter, whole and page by page. */
    private void sameIds(
            GeneratedTables tables,
            Function<ExecutionFilter, Function<ExecutionAnalytics, List<UUID>>> list,
            Predicate<Map<String, @Nullable Object>> lets) {
        ExecutionFilter all = ExecutionFilter.all().withLimit(ExecutionFilter.MAX_LIMIT);
        List<UUID> expected = naive(tables, lets);
        List<UUID> filtered = naive(tables, row -> lets.test(row) && "v1".equals(row.get("vault_id")));
        for (ExecutionAnalytics analytics : both(tables)) {
            String source = analytics.source();
            assertThat(list.apply(all).apply(analytics)).as(source).isEqualTo(expected);
            assertThat(list.apply(all.withVaultId("v1")).apply(analytics))
                    .as(source)
                    .isEqualTo(filtered);
            if (expected.size() > 2) {
                ExecutionFilter next = all.withLimit(2).after(cursor(tables, expected.get(0)));
                assertThat(list.apply(next).apply(analytics)).as(source).isEqualTo(expected.subList(1, 3));
            }
        }
    }

    private static ExecutionCursor cursor(GeneratedTables tables, UUID id) {
        return new ExecutionCursor(begin(tables.rows("agent_executions", id).get(0)), id);
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
                new Filtered(all.withServiceVersion("2"), row -> "2".equals(row.get("service_version"))),
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
            assertThat(page).hasSizeLessThanOrEqualTo(first.limit());
            assertThat(ids(page)).as("new ones").noneMatch(ids::contains);
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

    private static GeneratedTables some() {
        return GeneratedTables.of(80, 6);
    }

    private static GeneratedTables one() {
        GeneratedTables tables = GeneratedTables.empty();
        tables.execution(GeneratedTables.START, null);
        return tables;
    }

    private static List<UUID> checkedIds(List<CheckedResponse> responses) {
        return responses.stream().map(response -> response.execution().id()).toList();
    }

    private static List<UUID> slowIds(List<SlowExecution> executions) {
        return executions.stream().map(slow -> slow.execution().id()).toList();
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
