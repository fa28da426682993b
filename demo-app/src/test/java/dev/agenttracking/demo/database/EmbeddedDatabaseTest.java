// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {

    /** Unpacked once for all tests but one. */
    @TempDir
    static Path program;

    @TempDir
    Path folder;

    private DatabaseHome home;

    @BeforeEach
    void chooseHome() throws IOException {
        home = new DatabaseHome(folder.resolve("home with blank"), freePort());
        home.create();
        Files.createSymbolicLink(home.programDirectory(), program);
    }

    @AfterEach
    void stopServer() throws IOException {
        stopServerOf(home);
        if (Files.isSymbolicLink(home.programDirectory())) {
            Files.delete(home.programDirectory());
        }
    }

    @Test
    void keepsItsDataBetweenStarts() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(database.hasStarted()).isTrue();
            execute(database, "CREATE TABLE note (text text); INSERT INTO note VALUES ('kept')");
        }
        assertThat(serverOf(home)).isEmpty();

        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(query(database, "SELECT text FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void isDurableAndListensOnTheLoopbackAlone() throws SQLException {
        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(query(database, "SHOW fsync")).isEqualTo("on");
            assertThat(query(database, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(database, "SHOW unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void keepsOthersOutOfItsDirectory() throws IOException {
        home = new DatabaseHome(folder.resolve("another"), home.port());
        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(database.hasStarted()).isTrue();
            assertThat(Files.getPosixFilePermissions(home.directory())).hasSize(3);
            assertThat(Files.getPosixFilePermissions(home.programDirectory()))
                    .noneMatch(permission -> permission.name().equals("OTHERS_WRITE"));
        }
    }

    @Test
    void isSharedBySecondOpener() throws SQLException {
        EmbeddedDatabase first = EmbeddedDatabase.open(home);
        EmbeddedDatabase second = EmbeddedDatabase.open(home);
        assertThat(second.hasStarted()).isFalse();

        first.close();
        assertThat(query(second, "SELECT 'still here'")).isEqualTo("still here");
        second.close();
        assertThat(serverOf(home)).as("left by the one who shared it").isPresent();
    }

    @Test
    void stopsWhenTheSharerHasLeftBefore() {
        EmbeddedDatabase first = EmbeddedDatabase.open(home);
        EmbeddedDatabase.open(home).close();
        assertThat(serverOf(home)).isPresent();

        first.close();
        assertThat(serverOf(home)).isEmpty();
    }

    @Test
    void isStartedOnceByTwoProcessesAtTheSameMoment() throws Exception {
        Process one = openInChild();
        Process two = openInChild();

        List<String> lines = List.of(firstLine(one), firstLine(two));

        assertThat(lines).containsExactlyInAnyOrder("started true", "started false");
        end(one);
        end(two);
    }

    @Test
    void isStartedOnceByTwoThreadsAtTheSameMoment() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Callable<EmbeddedDatabase> open = () -> EmbeddedDatabase.open(home);
            List<Future<EmbeddedDatabase>> opened = threads.invokeAll(List.of(open, open));
            EmbeddedDatabase one = opened.get(0).get();
            EmbeddedDatabase two = opened.get(1).get();

            assertThat(one.hasStarted()).isNotEqualTo(two.hasStarted());
            one.close();
            two.close();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void findsTheServerOfAKilledProcess() throws Exception {
        Process killed = openInChild();
        assertThat(firstLine(killed)).isEqualTo("started true");
        killed.destroyForcibly().waitFor();

        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(database.hasStarted()).isFalse();
            assertThat(query(database, "SELECT 'alive'")).isEqualTo("alive");
        }
    }

    @Test
    void isSharedThroughASymbolicLink() throws IOException {
        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(database.hasStarted()).isTrue();
            Path link = Files.createSymbolicLink(folder.resolve("link"), home.directory());
            try (EmbeddedDatabase linked = EmbeddedDatabase.open(new DatabaseHome(link, home.port()))) {
                assertThat(linked.hasStarted()).isFalse();
            }
            Files.delete(link);
        }
    }

    @Test
    void refusesAServerOfAnotherDirectory() {
        try (EmbeddedDatabase other = EmbeddedDatabase.open(home)) {
            assertThat(other.hasStarted()).isTrue();
            DatabaseHome mine = new DatabaseHome(folder.resolve("mine"), home.port());

            assertThatExceptionOfType(DatabaseUnavailableException.class)
                    .isThrownBy(() -> EmbeddedDatabase.open(mine))
                    .withMessageContaining("port " + home.port())
                    .withMessageContaining(home.dataDirectory().toString())
                    .satisfies(refused -> assertThat(refused.remedy()).contains("TRACKING_DEMO_PORT"));
            assertThat(mine.dataDirectory()).doesNotExist();
        }
    }

    @Test
    void refusesAPortOfSomethingElse() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (ServerSocket web = new ServerSocket(home.port(), 50, InetAddress.getByName("127.0.0.1"))) {
            thread.submit(() -> answerLikeAWebServer(web));

            assertThatExceptionOfType(DatabaseUnavailableException.class)
                    .isThrownBy(() -> EmbeddedDatabase.open(home))
                    .withMessageContaining("port " + home.port())
                    .satisfies(refused -> assertThat(refused.remedy()).contains("TRACKING_DEMO_PORT"));
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void beginsAgainAfterAnInterruptedFirstStart() throws Exception {
        Files.createDirectories(home.dataDirectory().resolve("base"));
        Files.writeString(home.dataDirectory().resolve("PG_VERSION"), "18\n");
        Files.writeString(home.unfinished(), "");

        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            assertThat(query(database, "SELECT 'fresh'")).isEqualTo("fresh");
        }
        assertThat(home.unfinished()).doesNotExist();
    }

    @Test
    void saysWhereTheLogIsWhenTheServerDoesNotStart() throws IOException {
        Files.createDirectories(home.dataDirectory());
        Files.writeString(home.dataDirectory().resolve("stranger.txt"), "not a database");

        assertThatExceptionOfType(DatabaseUnavailableException.class)
                .isThrownBy(() -> EmbeddedDatabase.open(home))
                .satisfies(failed ->
                        assertThat(failed.remedy()).contains(home.log().toString()));
        assertThat(home.dataDirectory().resolve("stranger.txt")).exists();
    }

    private Process openInChild() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DatabaseHolder.class.getName(),
                        home.directory().toString(),
                        Integer.toString(home.port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("started ")) {
            line = out.readLine();
        }
        return String.valueOf(line);
    }

    private static void end(Process process) throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
    }

    private static Object answerLikeAWebServer(ServerSocket web) throws IOException {
        while (!web.isClosed()) {
            try (Socket client = web.accept()) {
                client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        return null;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    static void stopServerOf(DatabaseHome home) throws IOException {
        Optional<ProcessHandle> server = serverOf(home);
        server.ifPresent(ProcessHandle::destroy);
        await().atMost(Duration.ofSeconds(20)).until(() -> serverOf(home).isEmpty());
    }

    private static Optional<ProcessHandle> serverOf(DatabaseHome home) {
        Path file = home.dataDirectory().resolve("postmaster.pid");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
                    .filter(ProcessHandle::isAlive);
        } catch (IOException notRunning) {
            return Optional.empty();
        }
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.username(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.url(), database.username(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
