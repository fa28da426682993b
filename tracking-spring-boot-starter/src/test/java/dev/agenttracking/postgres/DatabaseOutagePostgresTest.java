// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.RecordBatch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("postgres")
class DatabaseOutagePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(1);

    private final Recordings recordings = new Recordings();

    @BeforeEach
    void makesTables() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
    }

    @Test
    void givesUpOnAServerThatDoesNotAnswer() throws Exception {
        recordings.run("Agent", () -> null);

        givesUpWhereTheServerIsFrozen(Frozen.BEFORE_THE_BATCH);
    }

    @Test
    void givesUpOnAServerThatTakesNothingMore() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            recordings.run("Agent", () -> Map.of("text", "x".repeat(60_000)));
        }

        givesUpWhereTheServerIsFrozen(Frozen.WITHIN_THE_COPY);
    }

    @Test
    void goesOnAfterARestartOfTheServer(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = start(directory, 0);
        int port = server.getPort();
        try (HikariDataSource pool = pool("jdbc:postgresql://localhost:" + port + "/postgres")) {
            PostgresRecordSink sink = sink(pool, new PlainJson());
            sink.prepare();
            sink.write(batch(false, recordings.run("Agent", () -> null)));
            server.close();

            Execution meanwhile = recordings.run("Agent", () -> null);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> sink.write(batch(false, meanwhile)));

            server = start(directory, port);
            // Connections of before the restart may fail once more; the pool drops them one by one.
            await().ignoreExceptions().until(() -> {
                sink.write(batch(true, meanwhile));
                return true;
            });
            assertThat(count(pool)).isEqualTo(2);
        } finally {
            server.close();
        }
    }

    /** While it is: without a limit the driver would wait for as long as that takes. */
    private void givesUpWhereTheServerIsFrozen(Frozen when) throws Exception {
        HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));
        int backend = backend(pool);
        PlainJson json = new PlainJson();
        AtomicBoolean frozen = new AtomicBoolean();
        ContentEncoder freezing = (value, maxBytes, out) -> {
            if (frozen.compareAndSet(false, true)) {
                signal("STOP", backend);
            }
            json.encode(value, maxBytes, out);
        };
        RecordBatch batch = new RecordBatch(List.copyOf(recordings.ended()), List.of(), false);
        if (when == Frozen.BEFORE_THE_BATCH) {
            signal("STOP", backend);
        }
        try {
            CompletableFuture<Void> write = CompletableFuture.runAsync(() -> {
                try {
                    sink(pool, when == Frozen.BEFORE_THE_BATCH ? json : freezing)
                            .write(batch);
                } catch (Exception e) {
                    throw new CompletionException(e);
                }
            });
            assertThat(write)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(SQLException.class);
        } finally {
            signal("CONT", backend);
        }

        assertThat(backend(pool)).as("a new connection").isNotEqualTo(backend);
        sink(pool, json)
                .write(new RecordBatch(
                        batch.executions(),
                        batch.executions().stream().map(Execution::id).toList(),
                        true));
        assertThat(database.value("select count(*) from agent_executions"))
                .isEqualTo((long) batch.executions().size());
        database.execute("truncate agent_executions");
    }

    private static EmbeddedPostgres start(Path directory, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(TestDatabase.USERNAME);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(3));
        return new HikariDataSource(config);
    }

    private static PostgresRecordSink sink(DataSource dataSource, ContentEncoder encoder) {
        return new PostgresRecordSink(
                () -> dataSource,
                encoder,
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity(null, null, null)),
                NETWORK_TIMEOUT);
    }

    private static RecordBatch batch(boolean replayed, Execution execution) {
        return new RecordBatch(List.of(execution), replayed ? List.of(execution.id()) : List.of(), replayed);
    }

    private static int backend(DataSource dataSource) throws SQLException {
        return number(dataSource, "select pg_backend_pid()");
    }

    private static int count(DataSource dataSource) throws SQLException {
        return number(dataSource, "select count(*) from agent_executions");
    }

    private static int number(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }

    private static void signal(String name, int process) {
        try {
            assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process))
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private enum Frozen {
        BEFORE_THE_BATCH,
        WITHIN_THE_COPY
    }
}
