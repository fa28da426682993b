// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.analytics.SideBySide.LlmCallPair;
import dev.agenttracking.analytics.SideBySide.StagePair;
import dev.agenttracking.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two executions beside each other, from PostgreSQL and from memory. */
@Tag("postgres")
class SideBySidePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final ExecutionAnalytics fromPostgres = ExecutionAnalytics.of(database.dataSource(), null);
    private final GeneratedTables tables = GeneratedTables.empty();
    private final Map<String, @Nullable Object> a = execution(0, 100.0);
    private final Map<String, @Nullable Object> b = execution(3_600_000, 130.5);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @BeforeEach
    void beginsWithNothing() throws Exception {
        database.execute("truncate agent_execution_logs, agent_llm_calls");
    }

    @Test
    void alignsStagesByNameAndOccurrence() throws Exception {
        stages(a, "init", "ask", "parse", "ask", "only a", "complete");
        stages(b, "only b first", "init", "ask", "only b", "parse", "complete", "only b last");
        event(b, 7);

        for (SideBySide pair : answers()) {
            assertThat(pair.stages())
                    .extracting(stage -> stage.stage() + " " + stage.occurrence() + presence(stage))
                    .containsExactly(
                            "only b first 1 b",
                            "init 1 ab",
                            "ask 1 ab",
                            "only b 1 b",
                            "parse 1 ab",
                            "ask 2 a",
                            "only a 1 a",
                            "complete 1 ab",
                            "only b last 1 b");
            assertThat(pair.differenceMillis()).isEqualTo(30.5);
            StagePair init = pair.stages().get(1);
            assertThat(init.a().durationMillis()).isEqualTo(0.5);
            assertThat(init.b().durationMillis()).isEqualTo(1.5);
            assertThat(init.differenceMillis()).isEqualTo(1.0);
            assertThat(pair.stages().get(0).differenceMillis()).isNull();
        }
    }

    @Test
    void showsStagesThatRanInAnotherOrderBesideEachOther() throws Exception {
        stages(a, "one", "two", "three");
        stages(b, "three", "extra", "one", "two");

        for (SideBySide pair : answers()) {
            assertThat(pair.stages())
                    .extracting(stage -> stage.stage() + presence(stage))
                    .containsExactly("extra b", "one ab", "two ab", "three ab");
        }
    }

    @Test
    void hasNoDifferenceToWhatHasNotEnded() throws Exception {
        stages(a, "one");
        stages(b, "one");
        b.remove("duration_ms");
        tables.rows("agent_execution_logs").get(1).remove("duration_ms");
        tables.rows("agent_execution_logs").get(1).put("stage_status", "started");

        for (SideBySide pair : answers()) {
            assertThat(pair.differenceMillis()).isNull();
            assertThat(pair.stages().get(0).differenceMillis()).isNull();
            assertThat(pair.stages().get(0).b().status()).isEqualTo("started");
        }
    }

    @Test
    void comparesContentAsJson() throws Exception {
        a.put("input_data", "{\"n\": 1, \"text\": \"x\", \"list\": [1.50]}");
        b.put("input_data", "{\"text\": \"x\", \"list\": [1.5], \"n\": 1.0}");
        a.put("output_data", "{\"result\": \"yes\"}");
        for (SideBySide pair : answers()) {
            assertThat(pair.sameInput()).isTrue();
            assertThat(pair.sameOutput()).isFalse();
        }
        b.put("input_data", "{\"text\": \"X\", \"list\": [1.5], \"n\": 1.0}");
        a.remove("output_data");
        for (SideBySide pair : answers()) {
            assertThat(pair.sameInput()).isFalse();
            assertThat(pair.sameOutput()).isNull();
        }
    }

    @Test
    void putsCallsOfModelsBesideEachOtherByPosition() throws Exception {
        Map<String, @Nullable Object> first = call(a, 0, "{\"content\": \"yes\"}");
        first.put("input_tokens", 10L);
        first.put("latency_ms", 20.0);
        first.put("cost_usd", new BigDecimal("0.5"));
        call(a, 1, null);
        Map<String, @Nullable Object> second = call(b, 0, null);
        second.put("response_model", "large-2");
        second.put("latency_ms", 12.5);
        a.put("llm_calls", 2);
        b.put("llm_calls", 1);
        b.put("llm_response", "{\"content\": \"yes\"}");
        b.put("llm_request", "{\"messages\": []}");

        for (SideBySide pair : answers()) {
            assertThat(pair.llmCalls()).hasSize(2);
            LlmCallPair both = pair.llmCalls().get(0);
            assertThat(both.a().model()).isEqualTo("large");
            assertThat(both.b().model()).isEqualTo("large-2");
            assertThat(both.a().tokens().inputTokens()).isEqualTo(10);
            assertThat(both.a().costUsd()).isEqualByComparingTo("0.5");
            assertThat(both.differenceMillis()).isEqualTo(-7.5);
            assertThat(both.sameResponse()).isTrue();
            assertThat(both.sameRequest()).isFalse();
            LlmCallPair alone = pair.llmCalls().get(1);
            assertThat(alone.sequence()).isEqualTo(1);
            assertThat(alone.b()).isNull();
            assertThat(alone.sameResponse()).isNull();
        }
    }

    @Test
    void anExecutionIsTheSameAsItself() throws Exception {
        stages(a, "one");
        a.put("input_data", "{\"n\": 1}");
        tables.store(database);

        for (ExecutionAnalytics analytics : both()) {
            SideBySide pair = analytics.sideBySide(id(a), id(a)).orElseThrow();
            assertThat(pair.a()).isEqualTo(pair.b());
            assertThat(pair.differenceMillis()).isZero();
            assertThat(pair.sameInput()).isTrue();
            assertThat(pair.stages()).hasSize(1);
            assertThat(pair.llmCalls()).isEmpty();
        }
    }

    @Test
    void doesNotHaveTheContent() throws Exception {
        a.put("input_data", "{\"secret\": 1}");
        a.put("llm_response", "{\"content\": \"secret\"}");
        call(a, 0, null);
        a.put("llm_calls", 1);

        for (SideBySide pair : answers()) {
            JsonNode json = new JsonMapper().readTree(AnalyticsJson.write(pair));
            assertThat(json.toString()).doesNotContain("secret");
            assertThat(json.propertyNames())
                    .containsExactly("a", "b", "differenceMillis", "sameInput", "sameOutput", "stages", "llmCalls");
        }
    }

    private List<SideBySide> answers() throws Exception {
        tables.store(database);
        return both().stream()
                .map(analytics -> analytics.sideBySide(id(a), id(b)).orElseThrow())
                .toList();
    }

    private List<ExecutionAnalytics> both() {
        return List.of(fromPostgres, ExecutionAnalytics.inMemory(() -> tables));
    }

    private static String presence(StagePair stage) {
        return " " + (stage.a() == null ? "" : "a") + (stage.b() == null ? "" : "b");
    }

    private static UUID id(Map<String, @Nullable Object> execution) {
        return (UUID) execution.get("id");
    }

    private Map<String, @Nullable Object> execution(long afterMillis, double millis) {
        Map<String, @Nullable Object> row = tables.execution(GeneratedTables.START.plusMillis(afterMillis), null);
        row.put("status", "success");
        row.put("duration_ms", millis);
        row.put("llm_calls", 0);
        return row;
    }

    private void stages(Map<String, @Nullable Object> execution, String... names) {
        for (int i = 0; i < names.length; i++) {
            Map<String, @Nullable Object> log = log(execution, i);
            log.put("stage", names[i]);
            log.put("stage_status", "completed");
            log.put("duration_ms", i + 0.5);
        }
    }

    private void event(Map<String, @Nullable Object> execution, int sequence) {
        Map<String, @Nullable Object> log = log(execution, sequence);
        log.put("stage", "init");
        log.put("stage_status", "event");
    }

    private Map<String, @Nullable Object> log(Map<String, @Nullable Object> execution, int sequence) {
        Map<String, @Nullable Object> log = new HashMap<>();
        log.put("id", new UUID(1, tables.rows("agent_execution_logs").size()));
        log.put("execution_id", execution.get("id"));
        log.put("sequence", sequence);
        log.put("timestamp", ((Instant) execution.get("started_at")).plus(Duration.ofMillis(sequence)));
        tables.row("agent_execution_logs", log);
        return log;
    }

    private Map<String, @Nullable Object> call(
            Map<String, @Nullable Object> execution, int sequence, @Nullable String answer) {
        Map<String, @Nullable Object> call = new HashMap<>();
        call.put("execution_id", execution.get("id"));
        call.put("sequence", sequence);
        call.put("operation", "chat");
        call.put("request_model", "large");
        call.put("started_at", execution.get("started_at"));
        call.put("streaming", false);
        call.put("cancelled", false);
        call.put("llm_response", answer);
        tables.row("agent_llm_calls", call);
        return call;
    }
}
