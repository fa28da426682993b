// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.testing.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL whose directory outlives it. It is filled as fast as it can be, which it could not be if a crash of the machine had
 * to leave what was committed; one of its processes or of this one leaves it.
 */
final class QuestionsServer implements AutoCloseable {

    private final EmbeddedPostgres server;
    private final String url;
    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();

    QuestionsServer(Path directory) throws IOException {
        stopAbandoned(directory);
        server = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofMinutes(5))
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                // Tables that are emptied and filled in one transaction are not logged then.
                .setServerConfig("wal_level", "minimal")
                .setServerConfig("max_wal_senders", "0")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("checkpoint_timeout", "30min")
                .setServerConfig("shared_buffers", "1GB")
                // What is filled is vacuumed and analyzed at once, and nothing else may go on while questions are
                // asked.
                .setServerConfig("autovacuum", "off")
                .start();
        url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
        dataSource.setUrl(url);
        dataSource.setUser(TestDatabase.USERNAME);
    }

    /** One that a killed run has left running. */
    private static void stopAbandoned(Path directory) throws IOException {
        Path running = directory.resolve("postmaster.pid");
        if (Files.exists(running)) {
            long pid = Long.parseLong(Files.readAllLines(running).get(0).strip());
            ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                    .ifPresent(process -> {
                        process.destroy();
                        process.onExit().join();
                    });
        }
    }

    String url() {
        return url;
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** Runs statements, each in a transaction of its own. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    String value(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
