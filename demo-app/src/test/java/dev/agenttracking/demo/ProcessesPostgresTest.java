// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.demo.database.DatabaseHome;
import dev.agenttracking.demo.database.EmbeddedDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All processes of this class share one home and one port, as those of a user do. */
@Tag("postgres")
class ProcessesPostgresTest {

    private static final String SERVER_RUNS = "postgres-data/postmaster.pid";
    private static final String QUESTION = "What is Maren afraid of?";
    private static final int TERMINATED = 128 + 15;

    @TempDir
    static Path folder;

    private static Path home;
    private static int port;

    @BeforeAll
    static void chooseHome() throws IOException {
        home = folder.resolve("home");
        port = DemoRun.freePort();
    }

    @Test
    void printsTheAnswerAndThenTheStoredExecution() throws Exception {
        try (DemoProcess chat = run("chat", QUESTION, "--vault-id", "v-7", "--conversation-id", "c-7")) {
            assertThat(chat.exitCode()).as(chat.err()).isZero();
            assertThat(chat.err()).isEmpty();
            List<String> lines = chat.out().lines().toList();
            assertThat(lines.get(0)).startsWith("PsychologistAgent: ").contains("Maren Holt");
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("  PsychologistAgent.run  success")
                            .contains("quality 1.00")
                            .endsWith("$0.00"));
            assertThat(lines.get(lines.size() - 2)).matches("1 LLM call  [\\d,]+ tokens  \\$0\\.00");

            assertThat(stored(executionOf(chat)))
                    .containsEntry("agent_name", "OrchestratorAgent")
                    .containsEntry("status", "success")
                    .containsEntry("vault_id", "v-7")
                    .containsEntry("conversation_id", "c-7")
                    .containsEntry("children", 7L);
        }
        assertThat(home.resolve(SERVER_RUNS))
                .as("stopped by the one that started it")
                .doesNotExist();
    }

    @Test
    void needsNoDatabaseWithTrackingOff() throws Exception {
        Path untouched = folder.resolve("untouched");
        try (DemoProcess chat =
                DemoProcess.start(folder, untouched, DemoRun.freePort(), "chat", QUESTION, "--no-enable-tracking")) {
            assertThat(chat.exitCode()).isZero();
            assertThat(chat.out()).startsWith("PsychologistAgent: ").doesNotContain("execution ");
            assertThat(chat.err()).isEmpty();
        }
        assertThat(untouched).doesNotExist();
    }

    @Test
    void printsOneDocumentOnDemand() throws Exception {
        try (DemoProcess chat = run("chat", "Где находится Lantern Rock?", "--json")) {
            assertThat(chat.exitCode()).isZero();
            JsonNode reply = JsonMapper.shared().readTree(chat.out());
            assertThat(reply.path("agents")).hasSize(7);
            assertThat(stored(UUID.fromString(reply.path("executionId").asString())))
                    .containsEntry("status", "success");
        }
    }

    @Test
    void listsNothingOnAFreshDatabase() throws Exception {
        Path fresh = folder.resolve("fresh");
        int freshPort = DemoRun.freePort();
        try (DemoProcess stats = DemoProcess.start(folder, fresh, freshPort, "tracking-stats", "--json")) {
            assertThat(stats.exitCode()).as(stats.err()).isZero();
            assertThat(stats.err()).isEmpty();
            assertThat(JsonMapper.shared().readTree(stats.out()).isObject()).isTrue();
        }
        try (DemoProcess view =
                DemoProcess.start(folder, fresh, freshPort, "view-execution", "01a203bf-89d8-7efd-8e89-2f16ccb63375")) {
            assertThat(view.exitCode()).isEqualTo(1);
            assertThat(view.out()).isEmpty();
        }
    }

    @Test
    void showsWhatAChatLeft() throws Exception {
        UUID execution;
        try (DemoProcess chat = run("chat", QUESTION)) {
            assertThat(chat.exitCode()).isZero();
            execution = executionOf(chat);
        }
        try (DemoProcess view = run("view-execution", execution.toString())) {
            assertThat(view.exitCode()).as(view.err()).isZero();
            assertThat(view.err()).isEmpty();
            assertThat(view.out())
                    .contains("OrchestratorAgent", "PsychologistAgent", "ArchitectAgent", "skipped", "combine");
        }
        try (DemoProcess stats = run("tracking-stats")) {
            assertThat(stats.exitCode()).isZero();
            assertThat(stats.out()).contains("PsychologistA", "skipped");
        }
    }

    /** Where processes are started without Ctrl-C, until they are asked to end in the other way. */
    @Test
    void followsExecutionsUntilCtrlC() throws Exception {
        boolean hearsCtrlC = DemoProcess.hearsCtrlC();
        try (DemoProcess tail = run("tail", "--limit", "0", "--interval", "0.2")) {
            // Who starts the database stops it.
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve(SERVER_RUNS)));
            UUID execution;
            try (DemoProcess chat = run("chat", QUESTION)) {
                assertThat(chat.exitCode()).as(chat.err()).isZero();
                execution = executionOf(chat);
            }
            tail.awaitOutput(execution.toString());
            if (hearsCtrlC) {
                tail.interrupt();
            } else {
                tail.terminate();
            }

            assertThat(tail.exitCode()).isEqualTo(hearsCtrlC ? 0 : TERMINATED);
            assertThat(tail.err()).isEmpty();
            assertThat(tail.out())
                    .contains("success    OrchestratorAgent.answer")
                    .contains("PsychologistAgent.run");
        }
        if (!hearsCtrlC) {
            stopServer();
        }
        await().untilAsserted(() -> assertThat(home.resolve(SERVER_RUNS))
                .as("stopped by the one that started it")
                .doesNotExist());
    }

    /** A command that is terminated leaves the server to the next one. */
    private static void stopServer() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(home.resolve(SERVER_RUNS)).get(0).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    @Test
    void refusesACommandThatDoesNotExist() throws Exception {
        try (DemoProcess nonsense = run("nonsense")) {
            assertThat(nonsense.exitCode()).isEqualTo(2);
            assertThat(nonsense.out()).isEmpty();
            assertThat(nonsense.err().lines()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void callsAnEmptyMessageWrongUsage() throws Exception {
        try (DemoProcess chat = run("chat", " ")) {
            assertThat(chat.exitCode()).isEqualTo(2);
            assertThat(chat.out()).isEmpty();
            assertThat(chat.err().lines()).hasSize(2).first().isEqualTo("MESSAGE is empty");
        }
    }

    @Test
    void answersWithoutAReachableDatabase() throws Exception {
        String dead = "jdbc:postgresql://127.0.0.1:" + DemoRun.freePort() + "/postgres";
        try (DemoProcess chat = run("chat", QUESTION, "--url", dead)) {
            assertThat(chat.exitCode()).isZero();
            assertThat(chat.out()).startsWith("PsychologistAgent: ");
            assertThat(chat.err())
                    .contains("Tracking cannot write to PostgreSQL")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (EmbeddedDatabase other = EmbeddedDatabase.open(new DatabaseHome(home, port));
                DemoProcess chat = DemoProcess.start(folder, folder.resolve("mine"), port, "chat", QUESTION)) {
            assertThat(other.url()).contains(Integer.toString(port));
            assertThat(chat.exitCode()).isEqualTo(1);
            assertThat(chat.out()).isEmpty();
            assertThat(chat.err().lines())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("port " + port + " is taken"))
                    .anyMatch(line -> line.contains("TRACKING_DEMO_PORT"));
        }
    }

    @Test
    void sharesTheDatabaseBetweenWebAndCommands() throws Exception {
        int web = DemoRun.freePort();
        try (DemoProcess server = run("--server.port=" + web, "--spring.profiles.active=production")) {
            server.awaitOutput("Started DemoApplication");
            UUID posted = UUID.fromString(post(web).path("executionId").asString());
            try (DemoProcess chat = run("chat", QUESTION)) {
                assertThat(chat.exitCode()).isZero();
                assertThat(stored(executionOf(chat))).containsEntry("status", "success");
            }
            server.terminate();
            server.exitCode();

            assertThat(stored(posted)).containsEntry("status", "success").containsEntry("children", 7L);
            assertThat(server.out().lines())
                    .allSatisfy(line -> assertThat(JsonMapper.shared()
                                    .readTree(line)
                                    .path("message")
                                    .asString())
                            .isNotBlank());
            assertThat(server.out().lines().map(JsonMapper.shared()::readTree))
                    .filteredOn(line -> line.path("message").asString().startsWith("Asked 7 agents"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.path("execution_id").asString()).isEqualTo(posted.toString());
                        assertThat(line.path("log").path("level").asString()).isEqualTo("INFO");
                    });
        }
        assertThat(home.resolve(SERVER_RUNS)).doesNotExist();
    }

    @Test
    void logsLinesThatPeopleReadWhileDeveloping() throws Exception {
        int web = DemoRun.freePort();
        try (DemoProcess server = run("--server.port=" + web)) {
            server.awaitOutput("Started DemoApplication");
            String posted = post(web).path("executionId").asString();
            server.terminate();
            server.exitCode();

            assertThat(server.out().lines().filter(line -> line.contains("OrchestratorAgent")))
                    .singleElement()
                    .asString()
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ +INFO .*\\[" + posted
                            + "] \\S+OrchestratorAgent +: Asked 7 agents, calling \\[PsychologistAgent]");
            assertThat(server.out()).doesNotContain("[] ").doesNotContain(" WARN ");
        }
    }

    @Test
    void doesNotStartOnAPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                DemoProcess server = run("--server.port=" + taken.getLocalPort())) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.out()).contains("Port " + taken.getLocalPort() + " was already in use");
        }
    }

    @Test
    void doesNotStartWithAMalformedStory() throws Exception {
        Path story = Files.writeString(folder.resolve("story.json"), "{\"id\": ");
        try (DemoProcess server = run("--server.port=0", "--demo.world=file:" + story)) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.out())
                    .contains("The story cannot be read from", "story.json", "demo.world")
                    .doesNotContain("\tat ");
        }
    }

    private static DemoProcess run(String... arguments) throws IOException {
        return DemoProcess.start(folder, home, port, arguments);
    }

    private static UUID executionOf(DemoProcess chat) {
        List<String> lines = chat.out().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertThat(last).matches("execution [0-9a-f-]{36}");
        return UUID.fromString(last.substring("execution ".length()));
    }

    private static Map<String, Object> stored(UUID execution) {
        try (EmbeddedDatabase database = EmbeddedDatabase.open(new DatabaseHome(home, port))) {
            return JdbcClient.create(new DriverManagerDataSource(database.url(), database.username(), ""))
                    .sql("""
                            SELECT e.*, (SELECT count(*) FROM agent_executions c WHERE c.parent_execution_id = e.id) AS children
                            FROM agent_executions e WHERE e.id = ?""")
                    .param(execution)
                    .query()
                    .singleRow();
        }
    }

    private static JsonNode post(int web) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + "/chat"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"message\": \"" + QUESTION + "\"}"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }
}
