// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.execution.TransactionOutcome;
import dev.agenttracking.testing.Recordings;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransactionNotesTest {

    private final TransactionNotes notes = new TransactionNotes();
    private final TransactionOutcome transaction = new TransactionOutcome();
    private final FailingSink sink = new FailingSink();

    @Test
    void saysLaterWhatTheStoreRefusesNowAndThrowsNothing() {
        Execution execution = execution();
        assertThat(TransactionNotes.isUndecided(execution)).isTrue();
        notes.follow(execution);
        transaction.ended(TransactionEnd.ROLLED_BACK);
        assertThat(TransactionNotes.isUndecided(execution)).isFalse();
        assertThat(notes.areWaiting()).isTrue();

        notes.write(sink, 0);
        assertThat(notes.areWaiting()).isFalse();
        sink.fails = false;
        notes.write(sink, TimeUnit.SECONDS.toNanos(9));
        assertThat(sink.noted).isEmpty();
        notes.write(sink, TimeUnit.SECONDS.toNanos(10));

        assertThat(sink.noted).isEqualTo(Map.of(execution.id(), TransactionEnd.ROLLED_BACK));
        assertThat(notes.areWaiting()).isFalse();
    }

    private Execution execution() {
        List<Execution> ended = new ArrayList<>();
        ExecutionRecorder recorder = new ExecutionRecorder(
                TimeSource.SYSTEM,
                new TrackingSwitches(method -> new AgentPolicy(true, true, true, 0)),
                value -> value,
                ended::add,
                new Faults(),
                LaterResults.NONE,
                new Surroundings() {
                    @Override
                    public TransactionOutcome transaction() {
                        return transaction;
                    }
                });
        Execution begun =
                recorder.begin(Recordings.method("Agent").build(), new ContextIds(null, null, null), null, Map.of());
        recorder.returned(begun, "done");
        return ended.get(0);
    }

    private static final class FailingSink implements RecordSink {

        private final Map<UUID, TransactionEnd> noted = new HashMap<>();
        private boolean fails = true;

        @Override
        public void write(RecordBatch batch) {}

        @Override
        public void note(Map<UUID, TransactionEnd> transactions) throws SQLException {
            if (fails) {
                throw new SQLException("permission denied for table agent_executions");
            }
            noted.putAll(transactions);
        }

        @Override
        public String describe() {
            return "a test";
        }
    }
}
