// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.payload.ValueSnapshots;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.postgres.StoredRows;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs the writer to turn an execution with eight stages, a kilobyte of input and one of output into bytes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class EncodingBenchmark {

    @Benchmark
    public byte[] execution(Recorded recorded) throws RejectedRecordException {
        return recorded.encoder.encode(recorded.next());
    }

    /** Executions that have ended, and their encoder. */
    @State(Scope.Benchmark)
    public static class Recorded {

        private static final int EXECUTIONS = 64;

        private final RecordEncoder encoder = StoredRows.encoder(
                new ServiceIdentity("shop", "1.2", "pod-7"), new JsonContent()::encode, ContentLimits.DEFAULTS);
        private final Execution[] executions = new Execution[EXECUTIONS];
        private int next;

        public Recorded() {
            ValueSnapshots snapshots = new ValueSnapshots(ContentLimits.DEFAULTS.maxValueBytes());
            Recordings recordings = new Recordings(Recordings.ALL, snapshots::of);
            TrackedMethod method = TrackedMethod.of(Recorded.class, "Psychologist", "answer")
                    .execution()
                    .tags("chat")
                    .build();
            for (int i = 0; i < EXECUTIONS; i++) {
                executions[i] = recordings.run(
                        method,
                        new ContextIds("vault-7", "conversation-" + i, "user-42"),
                        null,
                        Map.of("arguments", Arguments.kilobyte()),
                        () -> {
                            for (ExecutionStage stage : ExecutionStage.values()) {
                                Tracking.current().stage(stage.storedName(), () -> recordings.passMillis(1));
                            }
                            return Arguments.kilobyte();
                        });
            }
        }

        private Execution next() {
            return executions[next++ & (EXECUTIONS - 1)];
        }
    }
}
