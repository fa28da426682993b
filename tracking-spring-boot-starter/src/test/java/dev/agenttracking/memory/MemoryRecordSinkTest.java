// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Findings;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MemoryRecordSinkTest {

    private final Recordings recordings = new Recordings();
    private MemoryRecordSink sink = sink(3, 1 << 20);
    private final ExecutionAnalytics analytics = ExecutionAnalytics.inMemory(() -> sink.tables());

    @Test
    void forgetsTheOldestAndSaysSo() throws Exception {
        for (String agent : List.of("A", "B", "C", "D", "E")) {
            store(recordings.run(agent, () -> null));
            recordings.passMillis(1);
        }

        assertThat(agents()).containsExactly("E", "D", "C");
        assertThat(analytics.source())
                .isEqualTo("memory: the newest 3 executions of this process; 2 older ones are forgotten");
        AgentDiagnosis forgotten = analytics.debugWhyAgentDidntFire("Alpha", null, null);
        assertThat(forgotten.status()).isEqualTo(AgentDiagnosis.Status.NEVER_REGISTERED);
        assertThat(forgotten.message())
                .isEqualTo(
                        "There is no agent Alpha (known are the newest 3 executions of this process; 2 older ones are"
                                + " forgotten)");
    }

    @Test
    void takesNoMoreSpaceThanAllowedButForTheNewestItself() throws Exception {
        sink = sink(1_000, 10_000);
        for (int i = 0; i < 20; i++) {
            store(runWithInput("x".repeat(3_000)));
        }
        assertThat(agents()).hasSize(3);
        store(runWithInput("x".repeat(30_000)));
        assertThat(agents()).hasSize(1);
        store(runWithInput("x"));
        assertThat(agents()).hasSize(1);
    }

    @Test
    void learnsLaterHowATransactionEnded() throws Exception {
        Execution plain = recordings.run("Plain", () -> null);
        Execution violating = recordings.run("Violating", () -> null);
        violating.findings(new Findings(List.of(new Violation("hook", "says no")), List.of(), null));
        store(plain);
        store(violating);

        sink.note(Map.of(
                plain.id(),
                TransactionEnd.ROLLED_BACK,
                violating.id(),
                TransactionEnd.COMMIT_FAILED,
                new UUID(1, 2),
                TransactionEnd.UNKNOWN));

        assertThat(analytics.execution(plain.id()).orElseThrow().executionMetadata())
                .hasToString("{\"transaction\":\"rolled_back\"}");
        JsonNode metadata = analytics.execution(violating.id()).orElseThrow().executionMetadata();
        assertThat(metadata.path("transaction").asString()).isEqualTo("commit_failed");
        assertThat(metadata.path("violations")).hasSize(1);
    }

    @Test
    void replacesTheRowOfARunningExecutionByThatOfItsEnd() throws Exception {
        sink = sink(2, 1 << 20);
        Execution slow = recordings.begin("Slow");
        store(slow);
        store(recordings.run("Quick", () -> null));
        assertThat(analytics.execution(slow.id()).orElseThrow().summary().status())
                .isEqualTo(ExecutionStatus.RUNNING);

        recordings.recorder().returned(slow, "done");
        store(slow);
        store(recordings.run("Next", () -> null));

        assertThat(agents()).containsExactlyInAnyOrder("Slow", "Next");
        assertThat(analytics.execution(slow.id()).orElseThrow().summary().status())
                .isEqualTo(ExecutionStatus.SUCCESS);
    }

    @Test
    void keepsWhatWasSaidOfAnExecutionWhenItsRecordComesAgain() throws Exception {
        Execution execution = recordings.run("Agent", () -> "answer");
        store(execution);
        sink.note(Map.of(execution.id(), TransactionEnd.ROLLED_BACK));
        sink.evaluated(
                List.of(LateEvaluation.ofJudge(execution.id(), null, "judge", Evaluation.Label.WARN, 0.25, null)));
        RecordEncoder encoder = sink.newEncoder();
        EncodedRecord record = new EncodedRecord(execution.id(), execution.status(), encoder.encode(execution));

        sink.write(new EncodedBatch(encoder.format(), List.of(record), Set.of(), true));

        assertThat(analytics.execution(execution.id()).orElseThrow().executionMetadata())
                .hasToString("{\"transaction\":\"rolled_back\"}");
        assertThat(sink.tables().rows("agent_evaluations", execution.id())).hasSize(1);
    }

    @Test
    void keepsWhatWasSaidOfARunningExecutionWhenItEnds() throws Exception {
        Execution slow = recordings.begin("Slow");
        store(slow);
        sink.evaluated(List.of(LateEvaluation.ofJudge(slow.id(), null, "judge", Evaluation.Label.WARN, 0.25, null)));
        recordings.recorder().returned(slow, "done");
        store(slow);

        assertThat(statusOf(slow)).isEqualTo(ExecutionStatus.SUCCESS);
        assertThat(sink.tables().rows("agent_evaluations", slow.id())).hasSize(1);
    }

    @Test
    void refusesBytesOfAnotherFormat() throws Exception {
        Execution execution = recordings.run("Agent", () -> "answer");
        EncodedRecord record = new EncodedRecord(
                execution.id(), execution.status(), sink.newEncoder().encode(execution));

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> sink.write(new EncodedBatch("another", List.of(record), Set.of(), false)));
        assertThat(agents()).isEmpty();
    }

    @Test
    void marksWhatIsUnderWayWhenTheApplicationStops() throws Exception {
        Execution left = recordings.begin("Left");
        Execution lost = recordings.begin("Lost");
        store(left, lost, recordings.run("Done", () -> null));
        sink.heartbeat(List.of(left), Map.of(lost.id(), ExecutionStatus.FAILED));
        assertThat(statusOf(lost)).isEqualTo(ExecutionStatus.FAILED);

        sink.farewell();

        assertThat(statusOf(left)).isEqualTo(ExecutionStatus.ABANDONED);
        assertThat(statusOf(lost)).isEqualTo(ExecutionStatus.FAILED);
        assertThat(statusOf(recordings.ended().get(0))).isEqualTo(ExecutionStatus.SUCCESS);
        recordings.recorder().returned(lost, null);
        recordings.recorder().returned(left, null);
    }

    @Test
    void refusesARecordThatCannotBeRead() {
        sink = new MemoryRecordSink(
                new MemoryLimits(3, 1 << 20),
                (value, bytes, out) -> {
                    throw new java.io.IOException("full");
                },
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity(null, null, null)));

        assertThatExceptionOfType(RejectedRecordException.class)
                .isThrownBy(() -> store(runWithInput("x")))
                .withMessageContaining("UncheckedIOException")
                .withMessageNotContaining("full");
        assertThat(agents()).isEmpty();
    }

    private Execution runWithInput(String text) {
        return recordings.run(
                Recordings.method("Agent").build(),
                new ContextIds(null, null, null),
                null,
                Map.of("text", text),
                () -> null);
    }

    private ExecutionStatus statusOf(Execution execution) {
        return analytics.execution(execution.id()).orElseThrow().summary().status();
    }

    private List<String> agents() {
        return analytics.recentExecutions(ExecutionFilter.all()).stream()
                .map(ExecutionSummary::agentName)
                .toList();
    }

    private void store(Execution... executions) throws RejectedRecordException {
        sink.write(new RecordBatch(List.of(executions), List.of(), false));
    }

    private static MemoryRecordSink sink(int executions, long bytes) {
        return new MemoryRecordSink(
                new MemoryLimits(executions, bytes),
                new JsonContent()::encode,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity(null, null, null)));
    }
}
