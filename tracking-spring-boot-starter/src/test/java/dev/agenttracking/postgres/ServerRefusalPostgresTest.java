// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RejectedRecordException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class ServerRefusalPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new PlainJson(),
            null,
            true,
            ContentLimits.DEFAULTS,
            Presence.of(new ServiceIdentity("shop", "1.2", "pod-7")),
            PostgresRecordSink.NETWORK_TIMEOUT);

    @Test
    void quotesNothingOfTheRowThatTheServerRefuses() throws Exception {
        sink.prepare();
        database.execute("alter table agent_executions add constraint no_one check (agent_name <> 'Agent')");
        Recordings recordings = new Recordings();
        recordings.run("Agent", () -> Map.of("said", "tellnobody"));
        Throwable refusal = catchThrowable(() -> sink.write(new RecordBatch(recordings.ended(), List.of(), false)));

        assertThat(refusal).isInstanceOf(RejectedRecordException.class).hasMessageContaining("no_one");
        assertThat(printed(refusal)).contains("table agent_executions").doesNotContain("tellnobody", "Failing row");
    }

    @Test
    void quotesNothingOfAnEvaluationThatTheServerRefuses() throws Exception {
        sink.prepare();
        database.execute("alter table agent_evaluations add constraint no_taste check (name <> 'taste')");
        LateEvaluation evaluation =
                LateEvaluation.ofJudge(UUID.randomUUID(), null, "taste", Evaluation.Label.WARN, 0.5, "tellnobody");
        Throwable refusal = catchThrowable(() -> sink.evaluated(List.of(evaluation)));

        assertThat(refusal).isInstanceOf(RejectedRecordException.class).hasMessageContaining("no_taste");
        assertThat(printed(refusal)).doesNotContain("tellnobody", "Failing row");
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
