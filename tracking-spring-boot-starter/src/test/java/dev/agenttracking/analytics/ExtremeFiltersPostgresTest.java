// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.rollup.RollupConnection;
import dev.agenttracking.rollup.RollupWork;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters with moments that no execution can have, and texts that no column can have. */
@Tag("postgres")
class ExtremeFiltersPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final GeneratedTables TABLES = GeneratedTables.of(30, 31);
    private static final int EXECUTIONS = TABLES.executions().size();
    private static final List<Instant> EARLY =
            List.of(Instant.MIN, Instant.parse("0000-01-01T00:00:00Z"), Instant.parse("1960-01-01T00:00:00.0001Z"));
    private static final List<Instant> LATE = List.of(Instant.MAX, Instant.parse("+12000-01-01T00:00:00Z"));

    private final ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
        TABLES.store(database);
    }

    @BeforeEach
    void forgetsSums() throws Exception {
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void letAllThroughThatIsBetween(boolean summedUp) throws Exception {
        keepSums(summedUp);
        for (Instant from : EARLY) {
            for (Instant to : LATE) {
                ExecutionFilter all = ExecutionFilter.all().between(from, to).withLimit(ExecutionFilter.MAX_LIMIT);

                assertThat(analytics.recentExecutions(all))
                        .as(from + " to " + to)
                        .hasSize(EXECUTIONS);
                assertThat(analytics.statistics(all).totals().executions()).isEqualTo(EXECUTIONS);
                analytics.llmUsage(all, Set.of());
                analytics.stageStatistics(all);
                assertThat(analytics.recentExecutions(ExecutionFilter.all().between(to, null)))
                        .isEmpty();
                assertThat(analytics
                                .statistics(ExecutionFilter.all().between(null, from))
                                .totals()
                                .executions())
                        .isZero();
            }
        }
        assertThat(analytics.activity(
                        ExecutionFilter.all()
                                .between(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T00:00:00Z")),
                        24))
                .extracting(ActivityCount::executions)
                .contains((long) EXECUTIONS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void findNothingForTextsThatAreNowhere(boolean summedUp) throws Exception {
        keepSums(summedUp);
        ExecutionFilter all = ExecutionFilter.all();
        String none = "a\0b\uD800";

        for (ExecutionFilter filter : List.of(
                all.withAgent(none),
                all.withMethod(none),
                all.withVaultId(none),
                all.withConversationId(none),
                all.withUserId(none),
                all.withTag(none),
                all.withModel(none),
                all.withErrorType(none),
                all.withServiceVersion(none))) {
            assertThat(analytics.recentExecutions(filter)).isEmpty();
            assertThat(analytics.statistics(filter).totals().executions()).isZero();
        }
        assertThat(analytics.debugWhyAgentDidntFire("Architect", none, none).outcomes())
                .isEmpty();
    }

    private static void keepSums(boolean summedUp) throws Exception {
        if (summedUp) {
            try (RollupConnection session = new RollupConnection(database.dataSource())) {
                RollupWork work = RollupWork.withoutLateRows(System::nanoTime);
                Instant now = GeneratedTables.START.plus(Duration.ofHours(48));
                assertThat(work.step(session, now, Duration.ofMinutes(5))).isEqualTo(RollupWork.State.DONE);
            }
        }
    }
}
