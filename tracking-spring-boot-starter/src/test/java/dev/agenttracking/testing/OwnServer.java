// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL of its own, that can be slow, frozen and gone without harm to other tests. */
public final class OwnServer implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final Path directory;
    private final HikariDataSource pool;
    private boolean frozen;

    /** Starts one in an empty directory. */
    public OwnServer(Path directory) throws IOException {
        this.directory = directory;
        this.server = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .start();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://localhost:" + server.getPort() + "/postgres");
        config.setUsername(TestDatabase.USERNAME);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(1));
        this.pool = new HikariDataSource(config);
    }

    /** Connections to it. */
    public HikariDataSource pool() {
        return pool;
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
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() throws IOException, InterruptedException {
        if (frozen) {
            signal("-CONT");
            frozen = false;
        }
    }

    /** Stops it for good. */
    public void stop() throws IOException {
        server.close();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        thaw();
        pool.close();
        server.close();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        long postmaster = Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).get(0).strip());
        List<String> command = new ArrayList<>(List.of("kill", name, String.valueOf(postmaster)));
        ProcessHandle.of(postmaster)
                .orElseThrow()
                .children()
                .forEach(child -> command.add(String.valueOf(child.pid())));
        new ProcessBuilder(command).start().waitFor();
    }
}
