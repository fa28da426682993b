// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Sampling;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.Redaction;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.HostileExecutions;
import dev.agenttracking.testing.PlantedSecrets;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.OverflowSettings;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.WriterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

@Tag("postgres")
class HostileExecutionsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int EXECUTIONS = Integer.getInteger("tracking.test.hostile", 2_000);
    private static final int BATCH = 500;

    /** A tenth of them goes through files, some thousand at a time, each of which a database that is away costs some time. */
    private static final int IN_FILES = Math.max(BATCH, EXECUTIONS / 10);

    private static final int OUTAGE = BATCH * Math.min(10, IN_FILES / BATCH);
    private static final long MAX_FILE_BYTES = 1L << 30;

    private static final ContentLimits LIMITS = new ContentLimits(8_192, 65_536);

    @TempDir
    private Path directory;

    @BeforeAll
    static void makesTables() throws Exception {
        sink(CapturedContent.REDACTED).prepare();
    }

    @BeforeEach
    void empties() throws Exception {
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.execute("truncate " + table.name());
        }
    }

    @Test
    void storesAllOfThemAndNoSecret() throws Exception {
        HostileExecutions hostile = new HostileExecutions(1, LIMITS.maxValueBytes());
        PostgresRecordSink sink = sink(CapturedContent.REDACTED);
        for (int written = 0; written < EXECUTIONS; written += BATCH) {
            List<Execution> batch = hostile.next(BATCH);
            sink.write(new RecordBatch(batch, List.of(), false));
            assertThat(database.value("select count(*) from agent_executions")).isEqualTo((long) BATCH);
            assertThat(found(hostile.planted())).isEmpty();
            assertThat(hostile.planted()).hasSizeGreaterThan(BATCH);
            hostile.forget();
            empties();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bringsAllOfThemThroughFilesAndNoSecret(boolean journal) throws Exception {
        HostileExecutions hostile = new HostileExecutions(journal ? 5 : 4, LIMITS.maxValueBytes());
        for (int done = 0; done < IN_FILES; done += OUTAGE) {
            assertThat(foundInFilesOf(hostile, CapturedContent.REDACTED, journal))
                    .isEmpty();
            ExecutionWriter next = writer(false);
            next.start(
                    sink(CapturedContent.REDACTED), new Recordings().recorder().openExecutions());
            await().atMost(Duration.ofMinutes(5)).until(() -> next.counts().written() == OUTAGE);
            next.close();
            assertThat(files()).isEmpty();
            assertThat(database.value("select count(*) from agent_executions")).isEqualTo((long) OUTAGE);
            assertThat(found(hostile.planted())).isEmpty();
            hostile.forget();
            empties();
        }
    }

    @Test
    void findsThemInFilesWhereAllIsAskedFor() throws Exception {
        HostileExecutions hostile = new HostileExecutions(6, LIMITS.maxValueBytes());

        assertThat(foundInFilesOf(hostile, CapturedContent.FULL, true)).hasSizeGreaterThan(2 * BATCH);
    }

    @Test
    void findsThemWhereAllIsAskedFor() throws Exception {
        HostileExecutions hostile = new HostileExecutions(3, LIMITS.maxValueBytes());
        sink(CapturedContent.FULL).write(new RecordBatch(hostile.next(BATCH), List.of(), false));

        assertThat(found(hostile.planted())).hasSizeGreaterThan(BATCH);
        assertThat(database.value(
                        "select count(*) from agent_executions where input_data::text like '%\"password\": \"***%'"))
                .as("what is sensitive is masked all the same")
                .isNotEqualTo(0L);
    }

    @Test
    void storesNothingOfTheContentWhereNoneIsAskedFor() throws Exception {
        HostileExecutions hostile = new HostileExecutions(2, LIMITS.maxValueBytes());
        sink(CapturedContent.NONE).write(new RecordBatch(hostile.next(BATCH), List.of(), false));

        assertThat(database.value("select count(*) from agent_executions")).isEqualTo((long) BATCH);
        assertThat(found(hostile.planted())).isEmpty();
        assertThat(database.value("select count(*) from agent_executions where input_data::text like '%the agent%'"))
                .isEqualTo(0L);
        assertThat(database.value(
                        "select count(*) from agent_executions where input_data -> 'input' ->> '@type' is null"
                                + " and jsonb_typeof(input_data -> 'input') <> 'object'"))
                .isEqualTo(0L);
        assertThat(database.value("select bool_and(error_traceback like 'java.lang.IllegalStateException%at %')"
                        + " from agent_executions where error_type is not null"))
                .isEqualTo(true);
    }

    /** The database is away: all is in the journal, if there is one, and at the end in other files, where it stays. */
    private List<String> foundInFilesOf(HostileExecutions hostile, CapturedContent content, boolean journal)
            throws Exception {
        List<String> found = new ArrayList<>();
        try (FaultyProxy proxy = new FaultyProxy(database.port())) {
            proxy.refuse();
            PGSimpleDataSource away = new PGSimpleDataSource();
            away.setUrl(proxy.url(database.name()));
            ExecutionWriter writer = writer(journal);
            writer.start(sink(() -> away, content), new Recordings().recorder().openExecutions());
            for (int ended = 0; ended < OUTAGE; ended += BATCH) {
                hostile.next(BATCH).forEach(writer);
            }
            if (journal) {
                assertThat(writer.counts().spilled()).isZero();
                found.addAll(foundInFiles(hostile.planted()));
            }
            await().until(() -> writer.counts().failures() > 0);
            writer.close();
            assertThat(writer.counts().spilled()).as("%s", writer.counts()).isEqualTo(OUTAGE);
            found.addAll(foundInFiles(hostile.planted()));
        }
        return found;
    }

    private List<String> foundInFiles(List<PlantedSecrets.Planted> planted) throws IOException {
        assertThat(files()).isNotEmpty();
        List<String> found = new ArrayList<>();
        for (Path file : files()) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            found.addAll(PlantedSecrets.in(bytes, planted));
        }
        return found;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".spill")
                            || file.toString().endsWith(".journal"))
                    .toList();
        }
    }

    private ExecutionWriter writer(boolean journal) {
        OverflowSettings files = OverflowSettings.spillingTo(directory, MAX_FILE_BYTES);
        return new ExecutionWriter(
                new WriterSettings(
                        2 * OUTAGE,
                        BATCH,
                        Duration.ofMillis(5),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(200),
                        new Sampling(1),
                        journal
                                ? files.withJournal().withBuffer(MAX_FILE_BYTES)
                                : files.withBuffer(OverflowSettings.BUFFER_BYTES / 100)),
                TimeSource.SYSTEM);
    }

    /** All that is stored is read back whole. */
    private static List<String> found(List<PlantedSecrets.Planted> planted) throws Exception {
        StringBuilder all = new StringBuilder();
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.query("select t::text as row from " + table.name() + " t")
                    .forEach(row -> all.append(row.get("row")).append('\n'));
        }
        return PlantedSecrets.in(all.toString(), planted);
    }

    private static PostgresRecordSink sink(CapturedContent content) {
        return sink(database::dataSource, content);
    }

    private static PostgresRecordSink sink(Supplier<DataSource> dataSource, CapturedContent content) {
        return new PostgresRecordSink(
                dataSource,
                new JsonContent(Redaction.of(content)),
                null,
                true,
                LIMITS,
                Presence.of(new ServiceIdentity("shop", "1.2", "pod-7")),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }
}
