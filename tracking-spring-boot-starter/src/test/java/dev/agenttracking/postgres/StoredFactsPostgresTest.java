// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class StoredFactsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final TrackedMethod METHOD = TrackedMethod.of(
                    StoredFactsPostgresTest.class, "PsychologistOfTheStoryAgent", "considerTheWholeOfTheStory")
            .execution()
            .tags("a tag with so many letters", "another one of them")
            .build();

    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new PlainJson(),
            null,
            true,
            ContentLimits.DEFAULTS,
            Presence.of(new ServiceIdentity("a service with a long name", "1.0.0-SNAPSHOT-20260301.120000", "one")),
            PostgresRecordSink.NETWORK_TIMEOUT);

    @Test
    void nothingButContentGoesOutOfTheRow() throws Exception {
        Execution execution = new Recordings()
                .run(
                        METHOD,
                        new ContextIds(random(), random(), random()),
                        null,
                        Map.of("text", "long ".repeat(1_000)),
                        () -> {
                            throw new IllegalCallerException("no");
                        });
        sink.prepare();
        sink.write(new RecordBatch(List.of(execution), List.of(), false));

        Object outside = database.value(
                "select reltoastrelid::regclass::text from pg_class where relname = 'agent_executions_default'");
        assertThat(database.value("select count(distinct chunk_id) from " + outside))
                .as("the input and the stack trace")
                .isEqualTo(2L);
    }

    private static String random() {
        return UUID.randomUUID().toString();
    }
}
