// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agenttracking.rollup.RollupConnection;
import dev.agenttracking.rollup.RollupWork;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Counts in parts of a span of time, from PostgreSQL and from memory, beside counting the generated rows. */
@Tag("postgres")
class ActivityPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant FROM = GeneratedTables.START;
    private static final Instant TO = FROM.plusMillis(GeneratedTables.SPAN_MILLIS);

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @BeforeEach
    void forgetsSums() throws Exception {
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");
    }

    @Test
    void countsWhatBeganInEachPart() throws Exception {
        GeneratedTables tables = GeneratedTables.of(150, 12);
        tables.store(database);
        ExecutionFilter all = ExecutionFilter.all().withLimit(1);

        for (ExecutionFilter filter : List.of(
                all.between(FROM, TO),
                all.between(FROM.plusSeconds(4_321), TO.minusNanos(7_000)),
                all.between(FROM.minus(Duration.ofDays(90)), TO),
                all.withAgent("Architect").between(FROM, TO.plusSeconds(1)))) {
            for (int parts : new int[] {1, 7, 24, 100}) {
                for (ExecutionAnalytics analytics : both(tables)) {
                    List<ActivityCount> activity = analytics.activity(filter, parts);

                    assertThat(activity).hasSize(parts).isEqualTo(counted(activity, tables, filter.agent()));
                    assertThat(activity.get(0).from()).isEqualTo(filter.from());
                    assertThat(activity.get(parts - 1).to()).isEqualTo(filter.to());
                    for (int i = 1; i < parts; i++) {
                        assertThat(activity.get(i).from())
                                .isEqualTo(activity.get(i - 1).to());
                    }
                }
            }
        }
    }

    @Test
    void countsTheSameFromTheSumsOfHours() throws Exception {
        GeneratedTables tables = GeneratedTables.of(400, 13, Duration.ofHours(75));
        tables.execution(FROM.plusSeconds(7), null).put("status", "running");
        tables.store(database);
        keep(FROM.plus(Duration.ofHours(60)).plusSeconds(2_400));
        ExecutionFilter days = ExecutionFilter.all().between(FROM, FROM.plus(Duration.ofHours(72)));

        for (ExecutionFilter filter : List.of(
                days,
                days.withAgent("Architect"),
                days.withVaultId("v1"),
                days.between(FROM.minus(Duration.ofHours(96)), FROM.plus(Duration.ofHours(24))),
                days.withModel("small"))) {
            for (int parts : new int[] {1, 24, 72, 7}) {
                assertThat(fromPostgres.activity(filter, parts))
                        .as("%s in %s parts", filter, parts)
                        .isEqualTo(ExecutionAnalytics.inMemory(() -> tables).activity(filter, parts));
            }
        }
        database.execute("update agent_performance_metrics set total_executions = 1000 where agent_name = 'Architect'");
        assertThat(fromPostgres.activity(days, 72))
                .as("it is the sums that are read")
                .anyMatch(part -> part.executions() >= 1_000);
    }

    @Test
    void countsTheFirstMomentOfAPartInIt() throws Exception {
        GeneratedTables tables = GeneratedTables.empty();
        for (int millis : new int[] {0, 333, 334, 666, 667, 999}) {
            tables.execution(FROM.plusMillis(millis), null).put("status", "timeout");
        }
        tables.store(database);

        for (ExecutionAnalytics analytics : both(tables)) {
            assertThat(analytics.activity(ExecutionFilter.all().between(FROM, FROM.plusSeconds(1)), 3))
                    .extracting(ActivityCount::failed)
                    .containsExactly(2L, 2L, 2L);
        }
    }

    @Test
    void needsASpanAndANumberOfParts() {
        ExecutionFilter span = ExecutionFilter.all().between(FROM, TO);
        for (ExecutionAnalytics analytics : both(GeneratedTables.empty())) {
            for (ExecutionFilter none : List.of(
                    ExecutionFilter.all(), span.between(FROM, null), span.between(null, TO), span.between(TO, FROM))) {
                assertThatIllegalArgumentException().isThrownBy(() -> analytics.activity(none, 1));
            }
            for (int parts : new int[] {0, 101}) {
                assertThatIllegalArgumentException().isThrownBy(() -> analytics.activity(span, parts));
            }
        }
    }

    private static void keep(Instant now) throws Exception {
        try (RollupConnection session = new RollupConnection(database.dataSource())) {
            RollupWork work = RollupWork.withRetention(null, System::nanoTime);
            assertThat(work.step(session, now, Duration.ofMinutes(5))).isEqualTo(RollupWork.State.DONE);
        }
    }

    private static List<ActivityCount> counted(
            List<ActivityCount> parts, GeneratedTables tables, @Nullable String agent) {
        return parts.stream()
                .map(part -> {
                    List<Object> statuses = tables.executions().stream()
                            .filter(row -> agent == null || agent.equals(row.get("agent_name")))
                            .filter(row -> {
                                Instant begin = (Instant) row.get("created_at");
                                return !begin.isBefore(part.from()) && begin.isBefore(part.to());
                            })
                            .map(row -> row.get("status"))
                            .toList();
                    long failed = statuses.stream()
                            .filter(List.of("failed", "timeout")::contains)
                            .count();
                    return new ActivityCount(part.from(), part.to(), statuses.size(), failed);
                })
                .toList();
    }

    private List<ExecutionAnalytics> both(GeneratedTables tables) {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }
}
