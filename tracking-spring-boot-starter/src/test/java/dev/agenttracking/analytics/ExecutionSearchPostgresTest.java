// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.testing.TestDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

/** The search for a text, in PostgreSQL and in memory, beside a look at each text that was stored. */
@Tag("postgres")
class ExecutionSearchPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final JsonMapper JSON = new JsonMapper();
    private static final ExecutionFilter ALL = ExecutionFilter.all().withLimit(ExecutionFilter.MAX_LIMIT);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> TEXTS = List.of(
            "The Lighthouse said \"no\"",
            "100% of a_b",
            "100 of aXb",
            "C:\\temp\n(a.c)",
            "abc",
            "Ärger über Zoë",
            "it's 4711, or so",
            "😀 done");

    private static HikariDataSource pool;

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(pool, null);
    private final Map<UUID, String> stored = new HashMap<>();
    private GeneratedTables tables;

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
        pool = database.pool(settings -> {});
    }

    @BeforeEach
    void storesTexts() throws Exception {
        database.execute("truncate agent_llm_calls");
        tables = GeneratedTables.of(150, 11);
        int i = 0;
        for (Map<String, @Nullable Object> row : tables.executions()) {
            UUID id = (UUID) row.get("id");
            String text = TEXTS.get(i % TEXTS.size());
            String json = JSON.writeValueAsString(Map.of("content", List.of(Map.of("deep", text))));
            row.put("llm_calls", 0);
            switch (i++ % 5) {
                case 0 -> row.put("input_data", json);
                case 1 -> row.put("output_data", json);
                case 2 -> row.put("llm_response", json);
                case 3 -> {
                    row.put("llm_calls", 2);
                    tables.row("agent_llm_calls", earlierCall(row, json));
                }
                default -> text = "";
            }
            stored.put(id, text);
        }
        tables.store(database);
    }

    private static Map<String, @Nullable Object> earlierCall(Map<String, @Nullable Object> execution, String answer) {
        Map<String, @Nullable Object> call = new HashMap<>();
        call.put("execution_id", execution.get("id"));
        call.put("sequence", 0);
        call.put("started_at", execution.get("started_at"));
        call.put("operation", "chat");
        call.put("streaming", false);
        call.put("cancelled", false);
        call.put("llm_response", answer);
        return call;
    }

    @Test
    void findsTextsWhereverTheyStandAndTakesEachCharacterForItself() {
        for (String text : List.of(
                "lighthouse",
                "said \"NO\"",
                "100%",
                "a_b",
                "\\temp\n(a.",
                "a.c",
                "b",
                "ärger ÜBER",
                "zoë",
                "4711",
                "😀")) {
            List<UUID> expected = naive(text);
            assertThat(expected).as(text).isNotEmpty();
            for (ExecutionAnalytics analytics : both()) {
                FoundExecutions found = analytics.searchExecutions(ALL, text, LONG);
                assertThat(ids(found))
                        .as("%s from %s", text, analytics.source())
                        .isEqualTo(expected);
                assertThat(found.complete()).isTrue();
                assertThat(found.searchedBackTo()).isNull();
                assertThat(found.next()).isNull();
            }
        }
    }

    @Test
    void doesNotFindNamesOfMembers() {
        for (ExecutionAnalytics analytics : both()) {
            assertThat(analytics.searchExecutions(ALL, "deep", LONG).executions())
                    .isEmpty();
        }
    }

    @Test
    void findsNumbersAsAWhole() throws Exception {
        Map<String, @Nullable Object> row = tables.executions().get(0);
        row.put("input_data", "{\"order\": 815.50}");
        tables.store(database);

        for (ExecutionAnalytics analytics : both()) {
            assertThat(ids(analytics.searchExecutions(ALL, "815.5", LONG))).containsExactly((UUID) row.get("id"));
            assertThat(ids(analytics.searchExecutions(ALL, "815", LONG))).isEmpty();
        }
    }

    @Test
    void looksAtNothingThatTheFilterKeepsOut() {
        Instant from = GeneratedTables.START.plus(Duration.ofHours(1));
        ExecutionFilter filter = ALL.withAgent("Architect").between(from, from.plus(Duration.ofHours(3)));
        List<UUID> expected = tables.executions().stream()
                .filter(row -> "Architect".equals(row.get("agent_name"))
                        && !begin(row).isBefore(from)
                        && begin(row).isBefore(from.plus(Duration.ofHours(3))))
                .map(row -> (UUID) row.get("id"))
                .toList();
        for (ExecutionAnalytics analytics : both()) {
            FoundExecutions found = analytics.searchExecutions(filter, "a", LONG);
            assertThat(ids(found))
                    .as(analytics.source())
                    .isEqualTo(naive("a").stream().filter(expected::contains).toList())
                    .isNotEmpty();
            assertThat(found.searchedBackTo()).isEqualTo(from);
        }
    }

    @Test
    void pagesFollowOneAnotherWithoutGapsAndSayHowFarTheyLooked() {
        for (ExecutionAnalytics analytics : both()) {
            List<UUID> read = new ArrayList<>();
            FoundExecutions page = analytics.searchExecutions(ALL.withLimit(7), "a", LONG);
            for (int pages = 0; !page.complete() && pages < 1_000; pages++) {
                assertThat(page.executions()).hasSize(7);
                assertThat(page.searchedBackTo())
                        .isEqualTo(page.executions().get(6).startedAt());
                read.addAll(ids(page));
                page = analytics.searchExecutions(ALL.withLimit(7).after(page.next()), "a", LONG);
            }
            read.addAll(ids(page));
            assertThat(read).as(analytics.source()).isEqualTo(naive("a"));
        }
    }

    @Test
    void stopsWhenItsTimeIsUpAndGoesOnFromThere() {
        List<UUID> read = new ArrayList<>();
        Instant reached = Instant.MAX;
        FoundExecutions page = searchOfFiveMinutes(ALL);
        int pages = 1;
        while (!page.complete()) {
            assertThat(page.searchedBackTo()).isBefore(reached);
            reached = page.searchedBackTo();
            read.addAll(ids(page));
            page = searchOfFiveMinutes(ALL.after(page.next()));
            pages++;
        }
        read.addAll(ids(page));

        assertThat(read).isEqualTo(naive("a"));
        assertThat(pages).as("six hours, of five minutes each, without gaps").isBetween(40, 72);
    }

    /** Its clock has each piece take a fifth of a second, which is neither quick nor slow. */
    private static FoundExecutions searchOfFiveMinutes(ExecutionFilter filter) {
        AtomicLong nanos = new AtomicLong();
        Database asked = new Database(new Connections.Borrowed(pool), null);
        return new TextSearch(asked, () -> nanos.addAndGet(200_000_000), filter, SearchedText.of("a"))
                .within(Duration.ofSeconds(3));
    }

    @Test
    void saysThatItLookedAtNothingWhereTheDatabaseIsTooSlow() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table agent_llm_calls in access exclusive mode");
            FoundExecutions found = fromPostgres.searchExecutions(ALL, "a", Duration.ofMillis(20));

            assertThat(found.executions()).isEmpty();
            assertThat(found.complete()).isFalse();
            assertThat(found.searchedBackTo())
                    .isAfter(begin(newestFirst().get(0)))
                    .isBefore(begin(newestFirst().get(0)).plusMillis(1));
            other.rollback();
            assertThat(ids(fromPostgres.searchExecutions(ALL.after(found.next()), "a", LONG)))
                    .isEqualTo(naive("a"));
        }
    }

    @Test
    void ofNothingItFindsNothing() throws Exception {
        tables = GeneratedTables.empty();
        tables.store(database);

        for (ExecutionAnalytics analytics : both()) {
            assertThat(analytics.searchExecutions(ALL, "a", LONG))
                    .isEqualTo(new FoundExecutions(List.of(), null, true, null));
            assertThatIllegalArgumentException().isThrownBy(() -> analytics.searchExecutions(ALL, "", LONG));
        }
    }

    private List<ExecutionAnalytics> both() {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private List<UUID> naive(String text) {
        return newestFirst().stream()
                .map(row -> (UUID) row.get("id"))
                .filter(id -> stored.get(id).toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private List<Map<String, @Nullable Object>> newestFirst() {
        return tables.executions().stream()
                .sorted(Comparator.comparing(ExecutionSearchPostgresTest::begin)
                        .thenComparing(row -> row.get("id").toString())
                        .reversed())
                .toList();
    }

    private static Instant begin(Map<String, @Nullable Object> row) {
        return (Instant) row.get("created_at");
    }

    private static List<UUID> ids(FoundExecutions page) {
        return page.executions().stream().map(ExecutionSummary::id).toList();
    }
}
