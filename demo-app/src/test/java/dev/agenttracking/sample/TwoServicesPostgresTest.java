// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.sample.desk.DeskService;
import dev.agenttracking.sample.expert.ExpertService;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two services over one PostgreSQL, one run for all of it: each way in which an agent can run or not run, and what the tables
 * say about it. The last test kills one of them, and asks why each agent did or did not fire.
 */
@Tag("postgres")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoServicesPostgresTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static EmbeddedPostgres postgres;
    private static DataSource database;
    private static ServiceProcess expert;
    private static ServiceProcess desk;

    @BeforeAll
    static void startsBoth() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("timezone", "Asia/Kathmandu")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        database = postgres.getPostgresDatabase();
        expert = ServiceProcess.start(folder, ExpertService.class, settings("expert"));
        desk = ServiceProcess.start(folder, DeskService.class, settings("desk"));
    }

    @AfterAll
    static void stopsBoth() throws Exception {
        for (AutoCloseable started : new AutoCloseable[] {desk, expert, postgres}) {
            if (started != null) {
                started.close();
            }
        }
    }

    /** Each row: the agent's method, its status, its depth in the tree, and where that is another service, which. */
    @Order(1)
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            returns              | done                  | WorkingAgent.returns success 1
            advised              | advised               | AdvisedAgent.run success 1
            fails                | the model refuses     | WorkingAgent.fails failed 1
            timeout by exception | no answer             | WorkingAgent.timesOut timeout 1
            timeout declared     | late                  | WorkingAgent.overdue timeout 1
            future               | later                 | WorkingAgent.later success 1
            future cancelled     | true                  | WorkingAgent.later cancelled 1
            mono twice           | oneone                | WorkingAgent.mono success 1, WorkingAgent.mono success 1
            mono never run       | false                 |
            flux to its end      | 3                     | WorkingAgent.flux cancelled 1
            stream               | ABC                   | WorkingAgent.stream success 1
            input stream         | 3                     | WorkingAgent.raw success 1
            async                | task-1                | WorkingAgent.elsewhere success 1
            wrapped thread       | done                  | WorkingAgent.returns success 1
            declines             |                       | PickyAgent.run skipped 1
            answers              | since you ask         | PickyAgent.run success 1
            is asked             | false                 | PickyAgent.shouldRespond skipped 1
            decision             | done                  | WorkingAgent.returns success 1
            retries              | at last               | UnsteadyAgent.run failed 1, UnsteadyAgent.run failed 1, UnsteadyAgent.run success 1
            violations           | *                     | UntidyAgent.run success 1
            switched off         | silent                |
            other host           | seen                  | ExpertAgent.look success 1 at expert
            """)
    void everyWayToRun(String conversation, String answer, String rows) throws Exception {
        HttpResponse<String> response = begin(conversation);

        assertThat(response.statusCode()).isEqualTo(200);
        if (!"*".equals(answer)) {
            assertThat(response.body()).isEqualTo(answer == null ? "" : answer);
        }
        String expected = "DeskAgent.handle success 0" + (rows == null ? "" : ", " + rows);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsOf(conversation)).isEqualTo(expected));
        assertThat(value(
                        "select count(distinct root_execution_id) from agent_executions where conversation_id = :a",
                        conversation))
                .isEqualTo(1L);
        assertThat(value(
                        "select count(*) from agent_executions e join agent_call_chains c on c.child_execution_id = e.id"
                                + " where e.conversation_id = :a",
                        conversation))
                .isEqualTo(rows == null ? 0L : (long) rows.split(",").length);
    }

    @Order(2)
    @Test
    void aClientThatHangsUpLeavesAFluxCancelledWithWhatWasSeen() throws Exception {
        HttpResponse<InputStream> response = HTTP.send(
                HttpRequest.newBuilder(URI.create(desk.address() + "/numbers")).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("data:0");
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsOf("client hangs up")).isEqualTo("WorkingAgent.flux cancelled 0"));
        assertThat((Integer) value(
                        "select jsonb_array_length(output_data -> 'result') from agent_executions"
                                + " where conversation_id = :a",
                        "client hangs up"))
                .isBetween(1, 9_999);
    }

    @Order(2)
    @Test
    void theFirstSubscriptionsAreTheExecutionsOfAPublisher() throws Exception {
        assertThat(value(
                        "select count(*) from agent_executions where conversation_id = :a and output_data ->> 'result' = 'one'",
                        "mono twice"))
                .isEqualTo(2L);
    }

    @Order(2)
    @Test
    void aDecisionIsKeptWithItsReasons() throws Exception {
        assertThat(JdbcClient.create(database)
                        .sql(
                                "select agent_name, score, threshold, rank, chosen, reason_code, reason from agent_decisions"
                                        + " where conversation_id = 'decision' order by sequence")
                        .query()
                        .listOfRows())
                .extracting(row -> row.get("agent_name") + " " + row.get("score") + " of " + row.get("threshold")
                        + " rank " + row.get("rank") + " " + row.get("chosen") + " " + row.get("reason_code"))
                .containsExactly(
                        "WorkingAgent 0.81 of 0.5 rank 1 true chosen",
                        "AdvisedAgent 0.62 of 0.5 rank 2 false outranked",
                        "UntidyAgent 0.42 of 0.5 rank 3 false below_threshold");
        assertThat(value(
                        "select chosen || ' ' || score || ' ' || reason_code || ' ' || reason from agent_decisions"
                                + " where conversation_id = :a",
                        "is asked"))
                .isEqualTo("false 0.2 declined no question");
        assertThat(value(
                        "select relevance_score || ' ' || relevance_reasoning from agent_executions"
                                + " where agent_name = 'PickyAgent' and conversation_id = :a",
                        "is asked"))
                .isEqualTo("0.2 no question");
    }

    @Order(2)
    @Test
    void whatIsNotAsDeclaredIsNamed() throws Exception {
        List<String> violations = JdbcClient.create(database)
                .sql(
                        "select v ->> 'kind' || ': ' || (v ->> 'message') from agent_executions,"
                                + " jsonb_array_elements(execution_metadata -> 'violations') v where agent_name = 'UntidyAgent'")
                .query(String.class)
                .list();

        assertThat(violations)
                .containsExactly(
                        "missing_id: no vault in 'vault'",
                        "stage_order: stage 'llm_call' after 'post_process'",
                        "missing_stage: missing required stage 'pre_process'",
                        "response: stage 'llm_call': $.traits[1].name: is missing");
        assertThat(value(
                        "select response_valid from agent_executions where agent_name = 'UntidyAgent' and conversation_id = :a",
                        "violations"))
                .isEqualTo(false);
    }

    @Order(3)
    @Test
    void anExecutionThatTakesLongIsSeenWhileItRuns() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = beginInBackground("runs long");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsOf("runs long"))
                        .isEqualTo("DeskAgent.handle running 0, WorkingAgent.waits running 1"));
        assertThat(diagnosis("WorkingAgent", "runs long")).startsWith("running ");
        String heartbeat = "select max(updated_at)::text from agent_executions where conversation_id = :a";
        Object before = value(heartbeat, "runs long");
        await().atMost(PATIENCE).until(() -> !value(heartbeat, "runs long").equals(before));

        HTTP.send(
                HttpRequest.newBuilder(URI.create(desk.address() + "/release"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());

        assertThat(answer.get().body()).isEqualTo("released");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsOf("runs long"))
                        .isEqualTo("DeskAgent.handle success 0, WorkingAgent.waits success 1"));
    }

    @Order(4)
    @Test
    void aServiceThatIsKilledLeavesItsExecutionAbandonedAtItsLastStage() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = beginInBackground("other host dies");
        String stage = "select coalesce(max(status || ' at ' || current_stage), '') from agent_executions"
                + " where agent_name = 'ExpertAgent' and conversation_id = :a";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(value(stage, "other host dies")).isEqualTo("llm_request at llm_call"));

        expert.kill();

        assertThat(answer.get().statusCode()).isEqualTo(500);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rowsOf("other host dies"))
                        .isEqualTo("DeskAgent.handle failed 0, ExpertAgent.ponder abandoned 1 at expert"));
        assertThat(value(stage, "other host dies")).isEqualTo("abandoned at llm_call");
        assertThat(value(
                        "select string_agg(service_name, ',') from agent_instances where died_at is not null and :a = :a",
                        ""))
                .isEqualTo("expert");
        assertThat(desk.log()).contains("has given no sign of life since");
    }

    @Order(5)
    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(delimiter = '|', textBlock = """
            NobodyAgent    |                      | never_registered
            LostAgent      |                      | never_invoked not_a_bean
            SilentAgent    |                      | never_invoked disabled
            IdleAgent      |                      | never_invoked never_a_candidate
            UntidyAgent    | decision             | not_selected below_threshold
            AdvisedAgent   | decision             | not_selected outranked
            PickyAgent     | declines             | skipped declined
            PickyAgent     | is asked             | skipped declined
            WorkingAgent   | fails                | failed
            WorkingAgent   | timeout declared     | timeout
            WorkingAgent   | future cancelled     | cancelled
            ExpertAgent    | other host dies      | abandoned
            WorkingAgent   | decision             | fired_successfully
            UnsteadyAgent  | retries              | fired_successfully
            """)
    void whyItDidOrDidNotFire(String agent, String conversation, String status) {
        assertThat(diagnosis(agent, conversation)).isEqualTo(status + (status.contains(" ") ? "" : " null"));
    }

    private static String diagnosis(String agent, String conversation) {
        AgentDiagnosis diagnosis =
                ExecutionAnalytics.of(database, null).debugWhyAgentDidntFire(agent, conversation, null);
        return diagnosis.status().name().toLowerCase(Locale.ROOT) + " " + diagnosis.reason();
    }

    private static HttpResponse<String> begin(String conversation) throws Exception {
        return HTTP.send(request(conversation), HttpResponse.BodyHandlers.ofString());
    }

    private static CompletableFuture<HttpResponse<String>> beginInBackground(String conversation) {
        return HTTP.sendAsync(request(conversation), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest request(String conversation) {
        return HttpRequest.newBuilder(URI.create(
                        desk.address() + "/cases?case=" + URLEncoder.encode(conversation, StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
    }

    private static String rowsOf(String conversation) {
        List<Map<String, Object>> rows = JdbcClient.create(database)
                .sql("select agent_name || '.' || agent_method || ' ' || status || ' ' || e.depth"
                        + " || case service_name when 'desk' then '' else ' at ' || service_name end as row"
                        + " from agent_executions e left join agent_call_chains c on c.child_execution_id = e.id"
                        + " where e.conversation_id = ? order by e.depth, c.sequence")
                .param(conversation)
                .query()
                .listOfRows();
        return String.join(
                ", ", rows.stream().map(row -> (String) row.get("row")).toList());
    }

    private static Object value(String sql, String parameter) {
        return JdbcClient.create(database)
                .sql(sql)
                .param("a", parameter)
                .query()
                .singleValue();
    }

    private static String[] settings(String service) {
        return new String[] {
            "--spring.application.name=" + service,
            "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
            "--desk.expert=" + (expert == null ? "" : expert.address()),
            "--tracking.propagation.accept=true",
            "--tracking.propagation.send=all",
            "--tracking.heartbeat.grace-time=200ms",
            "--tracking.heartbeat.interval=200ms",
            "--tracking.heartbeat.timeout=2s",
            "--tracking.agents.silent-agent.enabled=false",
            "--logging.level.root=warn"
        };
    }
}
