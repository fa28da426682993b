// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Tracking;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which partitions the questions look into, on five days beside the default partition. */
@Tag("postgres")
class PartitionPruningPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Instant FIRST_DAY = Instant.parse("2024-03-10T12:00:00Z");
    private static final Pattern SCANNED =
            Pattern.compile("(?:Scan(?: Backward)? using \\S+ on|Scan on) (agent_\\w+?)_(p\\d{8}|default)\\b");

    private static final Recordings recordings = new Recordings(FIRST_DAY);
    private static Execution third;

    @BeforeAll
    static void fillsFiveDays() throws Exception {
        PostgresRecordSink sink = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "one"), Presence.HEARTBEAT_TIMEOUT, List::of, recordings),
                PostgresRecordSink.NETWORK_TIMEOUT);
        sink.prepare();
        for (int day = 0; day < 5; day++) {
            for (int heartbeat = 0; heartbeat < 5; heartbeat++) {
                sink.maintain();
                recordings.pass(Duration.ofMinutes(1));
            }
            Execution execution = recordings.run("Agent", () -> {
                Tracking.current().stage("look up", () -> recordings.passMillis(1));
                return recordings.run("Child", () -> "");
            });
            if (day == 2) {
                third = execution;
            }
            recordings.pass(Duration.ofDays(1));
        }
        sink.write(new RecordBatch(List.copyOf(recordings.ended()), List.of(), false));
        database.execute("analyze");
    }

    @Test
    void lookUpsByIdTouchOnePartition() throws Exception {
        Map<String, UUID> id = Map.of("id", third.id());
        Map<Query, String> tables = new HashMap<>();
        tables.put(Questions.EXECUTION, "agent_executions");
        tables.put(Questions.IS_STORED, "agent_executions");
        tables.put(Questions.ROOT, "agent_executions");
        tables.put(Questions.LOGS, "agent_execution_logs");
        tables.put(Questions.TOOL_CALLS, "agent_tool_calls");
        tables.put(Questions.EVALUATIONS, "agent_evaluations");
        tables.put(Questions.CITATIONS, "agent_citations");
        tables.put(Questions.DECISIONS, "agent_decisions");
        for (Map.Entry<Query, String> question : tables.entrySet()) {
            assertThat(scanned(question.getKey(), id))
                    .as(question.getKey().sql())
                    .containsExactly(question.getValue() + " p20240312");
        }
        assertThat(scanned(Questions.STAGE_TIMELINE, id))
                .containsExactly("agent_execution_logs p20240312", "agent_executions p20240312");
        assertThat(scanned(Questions.LLM_INTERACTIONS, id))
                .isSubsetOf("agent_llm_calls p20240312", "agent_executions p20240312")
                .contains("agent_llm_calls p20240312");
    }

    @Test
    void theTreeOfARootIsInOnePartition() throws Exception {
        assertThat(scanned(Questions.CALLS, Map.of("root", third.id(), "limit", 100)))
                .containsExactly("agent_call_chains p20240312", "agent_executions p20240312");
    }

    @Test
    void aTimeWindowIsARangeOfIds() throws Exception {
        ExecutionFilter filter =
                ExecutionFilter.all().between(FIRST_DAY.plus(Duration.ofDays(1)), FIRST_DAY.plus(Duration.ofDays(2)));
        Map<String, @Nullable Object> parameters = SqlAnalytics.parameters(filter, 50);
        parameters.put("threshold", 0.7);
        parameters.put("threshold_ms", 0.0);
        for (Query question : List.of(
                Questions.RECENT_EXECUTIONS,
                Questions.FAILED_EXECUTIONS,
                Questions.SKIPPED_EXECUTIONS,
                Questions.SLOW_EXECUTIONS,
                Questions.POOR_RESPONSES,
                Questions.INVALID_RESPONSES,
                Questions.STATISTICS,
                Questions.COMMON_ERRORS,
                Questions.PERFORMANCE,
                Questions.RESPONSE_QUALITY,
                Questions.COMMON_FINDINGS)) {
            assertThat(scanned(question, parameters))
                    .as(question.sql())
                    .contains("agent_executions p20240311")
                    .isSubsetOf(
                            // Ids of a clock that is far off may be of any time.
                            "agent_executions default",
                            "agent_executions p20240311",
                            "agent_executions p20240312",
                            "agent_call_chains p20240311",
                            "agent_call_chains p20240312");
        }
    }

    @Test
    void whatGoesBeyondExecutionsKeepsToItsWindowToo() throws Exception {
        ExecutionFilter filter =
                ExecutionFilter.all().between(FIRST_DAY.plus(Duration.ofDays(1)), FIRST_DAY.plus(Duration.ofDays(2)));
        Map<String, @Nullable Object> parameters = SqlAnalytics.parameters(filter, 50);
        SqlAnalytics.parameters(filter, 50).forEach((name, value) -> parameters.put("a_" + name, value));
        SqlAnalytics.parameters(filter, 50).forEach((name, value) -> parameters.put("b_" + name, value));
        database.execute(
                "insert into agent_registry values ('shop', 'Agent', 'p.Agent', '{run}', '{look up}', true, true)");
        parameters.put("path", SearchedText.of("text").jsonPath());
        parameters.put("stages", "look up");
        parameters.put("newest", 100);
        for (Query question : List.of(
                SearchQuestions.SPAN,
                SearchQuestions.TEXT,
                TreeQuestions.heaviest(TreeMeasure.COST),
                AgentQuestions.DECLARED_STAGES,
                AgentQuestions.ENTERED_STAGES,
                SqlComparison.SIDES)) {
            assertThat(scanned(question, parameters))
                    .as(question.sql())
                    .contains("agent_executions p20240311")
                    .allMatch(scan -> scan.matches(".* (default|p20240311|p20240312)"));
        }
    }

    @Test
    void aPageLooksAtNothingNewerThanTheOneBefore() throws Exception {
        Instant begin = FIRST_DAY.plus(Duration.ofDays(1));
        ExecutionFilter next = ExecutionFilter.all().after(new ExecutionCursor(begin, third.id()));

        assertThat(scanned(Questions.RECENT_EXECUTIONS, SqlAnalytics.parameters(next, 50)))
                .contains("agent_executions p20240310")
                .isSubsetOf("agent_executions default", "agent_executions p20240310", "agent_executions p20240311");
    }

    private static Set<String> scanned(Query question, Map<String, ?> values) throws Exception {
        Set<String> scanned = new TreeSet<>();
        try (Connection connection = database.dataSource().getConnection()) {
            Query explained =
                    new Query("explain (analyze, costs off, timing off) " + question.sql(), question.parameters());
            for (String line : new Query.Runner(connection).list(explained, values, row -> row.text("QUERY PLAN"))) {
                Matcher scan = SCANNED.matcher(line);
                if (!line.contains("never executed") && scan.find()) {
                    scanned.add(scan.group(1) + " " + scan.group(2));
                }
            }
        }
        return scanned;
    }
}
