// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of its own, that can be slow, frozen, full and gone without harm to other tests. */
public final class OwnServer implements AutoCloseable {

    private static final int WAL_SEGMENT_BYTES = 1 << 20;

    private final Path directory;
    private final HikariDataSource pool;
    private EmbeddedPostgres server;
    private boolean frozen;

    /** Starts one in an empty directory. */
    public OwnServer(Path directory) throws IOException {
        this.directory = directory;
        this.server = start(0);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url("postgres"));
        config.setUsername(TestDatabase.USERNAME);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(1));
        this.pool = new HikariDataSource(config);
    }

    /** Connections to it. */
    public HikariDataSource pool() {
        return pool;
    }

    /** The address of one of its databases; it stays the same. */
    public String url(String database) {
        return "jdbc:postgresql://localhost:" + port() + "/" + database;
    }

    /** Where it listens, also after it has been started again. */
    public int port() {
        return server.getPort();
    }

    /** Its data directory. */
    public Path directory() {
        return directory;
    }

    /** Makes each batch of executions take so long, in seconds; 0 ends that. */
    public void delay(double seconds) throws SQLException {
        execute("drop trigger if exists slow on agent_executions");
        if (seconds > 0) {
            execute("create or replace function slow() returns trigger language plpgsql as $$ begin perform pg_sleep("
                    + seconds + "); return null; end $$");
            execute("create trigger slow before insert on agent_executions for each statement execute function slow()");
        }
    }

    /** Stops all of its processes, so that it neither answers nor closes a connection. */
    public void freeze() throws IOException, InterruptedException {
        frozen = true;
        signalAll("-STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException, InterruptedException {
        if (frozen) {
            signalAll("-CONT");
            frozen = false;
        }
    }

    /** Lets no file of it get longer than 1 MB, which is for its tables what a full disk is, or ends that. */
    public void limitFiles(boolean limited) throws IOException, InterruptedException {
        String limit = "--fsize=" + (limited ? String.valueOf(WAL_SEGMENT_BYTES) : "unlimited") + ":";
        for (ProcessHandle process : processes()) {
            run(List.of("prlimit", "--pid", String.valueOf(process.pid()), limit));
        }
    }

    /** Ends one of its processes as the kernel does when memory is short. The server restarts all others then. */
    public static void kill(long process) {
        try {
            run(List.of("kill", "-KILL", String.valueOf(process)));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all of its processes as the kernel does; {@link #startAgain()} may follow. */
    public void kill() throws IOException {
        List<ProcessHandle> processes = processes();
        processes.forEach(process -> kill(process.pid()));
        processes.forEach(process -> process.onExit().join());
        server.close();
    }

    /** Stops it; {@link #startAgain()} may follow. */
    public void stop() throws IOException {
        server.close();
    }

    /** Starts it as it was, on the same port. */
    public void startAgain() throws IOException {
        server = start(server.getPort());
    }

    /** Another one that follows this one, in an empty directory. This one is stopped and started for it. */
    public OwnServer standby(Path empty) throws IOException, InterruptedException {
        stop();
        run(List.of("cp", "-a", directory + "/.", empty.toString()));
        Files.createFile(empty.resolve("standby.signal"));
        Files.writeString(
                empty.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=" + port() + " user=" + TestDatabase.USERNAME + "'\n");
        startAgain();
        return new OwnServer(empty);
    }

    /** Lets it take no more writes, as a primary that another one has taken over from, or ends that. */
    public void readOnly(boolean only) throws SQLException {
        execute("alter system set default_transaction_read_only = " + (only ? "on" : "off"));
        execute("select pg_reload_conf()");
    }

    /** Runs a statement as the superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), TestDatabase.USERNAME, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        thaw();
        pool.close();
        server.close();
    }

    private EmbeddedPostgres start(int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                // Of what is committed nothing may be lost where a process is killed.
                .setServerConfig("synchronous_commit", "on")
                // In megabytes: of the files of a server only those of tables can then be too large for limitFiles.
                .setLocaleConfig("wal-segsize", "1");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private void signalAll(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", name));
        processes().forEach(process -> command.add(String.valueOf(process.pid())));
        new ProcessBuilder(command).start().waitFor();
    }

    private List<ProcessHandle> processes() throws IOException {
        long postmaster = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
        List<ProcessHandle> processes = new ArrayList<>();
        ProcessHandle handle = ProcessHandle.of(postmaster).orElseThrow();
        processes.add(handle);
        handle.children().forEach(processes::add);
        return processes;
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }
}
