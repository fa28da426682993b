// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * A PgBouncer in front of a server: it gives few sessions to many, each for a transaction. {@code .ci/pgbouncer} installs it.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class PgBouncer implements AutoCloseable {

    private static final Path INSTALLED = Path.of("..", "target", "pgbouncer");

    /** Of the driver's, those that a pooler does not take by itself. */
    private static final String CONFIGURATION = """
            [databases]
            * = host=localhost port=%d
            [pgbouncer]
            listen_addr = localhost
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            auth_file = %s
            pool_mode = transaction
            default_pool_size = %d
            max_client_conn = 100
            server_login_retry = 1
            ignore_startup_parameters = extra_float_digits
            """;

    private final Path directory;
    private final int port;
    private final Process process;

    /**
     * Starts one.
     *
     * @param sessions how many it has at the server, per database
     */
    public PgBouncer(int serverPort, int sessions) throws IOException {
        Path program = INSTALLED.resolve(Path.of("usr", "sbin", "pgbouncer"));
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("There is no PgBouncer in target/pgbouncer: run .ci/pgbouncer");
        }
        port = freePort();
        directory = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = Files.writeString(
                directory.resolve("users.txt"),
                "\"%s\" \"%s\"%n".formatted(TestDatabase.USERNAME, TestDatabase.PASSWORD));
        Path configuration = Files.writeString(
                directory.resolve("pgbouncer.ini"), CONFIGURATION.formatted(serverPort, port, users, sessions));
        List<String> command = new ArrayList<>(List.of(program.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.add(configuration.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(directory.resolve("log").toFile());
        builder.environment()
                .put(
                        "LD_LIBRARY_PATH",
                        Files.readString(INSTALLED.resolve("libraries")).strip());
        process = builder.start();
        awaitStart();
    }

    /** The address of a database behind it. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        FileSystemUtils.deleteRecursively(directory);
    }

    private void awaitStart() throws IOException {
        await().until(() -> listens() || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("PgBouncer does not start: " + Files.readString(directory.resolve("log")));
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getByName("localhost"), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
