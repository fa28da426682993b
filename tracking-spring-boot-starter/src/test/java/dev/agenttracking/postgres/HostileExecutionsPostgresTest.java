// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.Redaction;
import dev.agenttracking.testing.HostileExecutions;
import dev.agenttracking.testing.PlantedSecrets;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class HostileExecutionsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int EXECUTIONS = Integer.getInteger("tracking.test.hostile", 2_000);
    private static final int BATCH = 500;
    private static final ContentLimits LIMITS = new ContentLimits(8_192, 65_536);

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

    /** All that is stored is read back whole: secrets have characters that JSON escapes, so it is looked at both ways. */
    private static List<String> found(List<PlantedSecrets.Planted> planted) throws Exception {
        StringBuilder all = new StringBuilder();
        for (CopyTable<?> table : TrackingTables.ALL) {
            database.query("select t::text as row from " + table.name() + " t")
                    .forEach(row -> all.append(row.get("row")).append('\n'));
        }
        String stored = all.toString();
        String unescaped = stored.replaceAll("\\\\+\"?\"", "\"").replaceAll("\\\\+n", "\n");
        List<String> found = new ArrayList<>(PlantedSecrets.in(stored, planted));
        found.addAll(PlantedSecrets.in(unescaped, planted));
        return found;
    }

    private static PostgresRecordSink sink(CapturedContent content) {
        return new PostgresRecordSink(
                database::dataSource,
                new JsonContent(Redaction.of(content)),
                null,
                true,
                LIMITS,
                Presence.of(new ServiceIdentity("shop", "1.2", "pod-7")),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }
}
