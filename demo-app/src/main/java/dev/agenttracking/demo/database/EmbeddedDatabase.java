// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import dev.agenttracking.cli.DefaultDatabase;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo's PostgreSQL, shared by all processes that have the same {@link DatabaseHome}: the first starts it, the others use
 * it. It outlives a process that is killed, and the next one finds it.
 *
 * <p>Each instance keeps one connection open as the sign that somebody uses the server.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: opening throws {@link DatabaseUnavailableException}; closing only logs.
 */
public final class EmbeddedDatabase implements DefaultDatabase.Lease {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(90);
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    /** A backend whose client has just gone is listed for a moment longer. */
    private static final Duration LEAVING_PATIENCE = Duration.ofMillis(500);

    private static final String OTHER_CLIENTS =
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final DatabaseHome home;
    private final Connection presence;
    private final @Nullable EmbeddedPostgres started;
    private boolean closed;

    private EmbeddedDatabase(DatabaseHome home, Connection presence, @Nullable EmbeddedPostgres started) {
        this.home = home;
        this.presence = presence;
        this.started = started;
    }

    /** Finds the running server of this home, or starts it. The first start of all makes the database. */
    @SuppressWarnings("try") // The lock is only held.
    public static EmbeddedDatabase open(DatabaseHome home) {
        home.create();
        try (HomeLock lock = HomeLock.acquire(home.lock(), LOCK_PATIENCE)) {
            Connection running = RunningServer.find(home);
            if (running == null) {
                return start(home);
            }
            Files.deleteIfExists(home.unfinished());
            return new EmbeddedDatabase(home, running, null);
        } catch (IOException e) {
            throw notStarted(home, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notStarted(home, e);
        }
    }

    @Override
    public String url() {
        return RunningServer.url(home);
    }

    @Override
    public String username() {
        return RunningServer.USER;
    }

    /** The user needs none. */
    @Override
    public @Nullable String password() {
        return null;
    }

    /** Whether this instance has started the server, and did not find it running. */
    public boolean hasStarted() {
        return started != null;
    }

    /** Leaves the server; stops it where this instance started it and nobody else is connected. */
    @Override
    @SuppressWarnings("try") // The lock is only held.
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (HomeLock lock = HomeLock.acquire(home.lock(), LOCK_PATIENCE)) {
            boolean stop = started != null && !othersAreConnected();
            presence.close();
            if (stop && started != null) {
                started.close();
            }
        } catch (IOException | SQLException e) {
            LOG.warn("The demo's database is left as it is: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean othersAreConnected() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LEAVING_PATIENCE.toNanos();
        try (Statement statement = presence.createStatement()) {
            while (otherClients(statement) > 0) {
                if (System.nanoTime() > deadline) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        return false;
    }

    private static long otherClients(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(OTHER_CLIENTS)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static EmbeddedDatabase start(DatabaseHome home) throws IOException, InterruptedException {
        prepareDataDirectory(home);
        EmbeddedPostgres server;
        try {
            server = startServer(home);
        } catch (RuntimeException | ExceptionInInitializerError e) {
            throw notStarted(home, e);
        }
        restrictProgramDirectory(home);
        Connection connection = RunningServer.find(home);
        if (connection == null) {
            throw notStarted(home, new IOException("it went away at once"));
        }
        Files.deleteIfExists(home.unfinished());
        return new EmbeddedDatabase(home, connection, server);
    }

    /** Removes what an earlier, interrupted attempt to make the database left, and marks this one. */
    private static void prepareDataDirectory(DatabaseHome home) throws IOException {
        if (Files.exists(home.unfinished())) {
            delete(home.dataDirectory());
        }
        if (!Files.exists(home.dataDirectory())) {
            Files.writeString(home.unfinished(), "The database is being made.\n");
        }
    }

    private static EmbeddedPostgres startServer(DatabaseHome home) throws IOException {
        Redirect log = Redirect.appendTo(home.log().toFile());
        return EmbeddedPostgres.builder()
                .setDataDirectory(home.dataDirectory())
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(home.programDirectory().toFile())
                .setPort(home.port())
                .setPgBinaryResolver(EmbeddedDatabase::program)
                .setPGStartupWait(START_PATIENCE)
                // The tracker still writes while the JVM's shutdown hooks run; see close().
                .setRegisterShutdownHook(false)
                // A pipe would end with this process, and the server may outlive it.
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("log_checkpoints", "off")
                .start();
    }

    /** The archives for both kinds of Mac hold the same universal program; the demo brings one of them. */
    private static InputStream program(String system, String hardware) throws IOException {
        return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                system, system.equals("Darwin") ? "aarch64" : hardware);
    }

    /** The library unpacks the program into a directory that everybody may write. */
    private static void restrictProgramDirectory(DatabaseHome home) {
        File directory = home.programDirectory().toFile();
        if (!directory.setWritable(false, false) || !directory.setWritable(true, true)) {
            LOG.debug("The permissions of {} stay as they are", directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }

    private static DatabaseUnavailableException notStarted(DatabaseHome home, Throwable cause) {
        return new DatabaseUnavailableException(
                "PostgreSQL did not start in " + home.directory() + " (" + cause.getMessage() + ")",
                "Its log is " + home.log() + ".",
                cause);
    }
}
