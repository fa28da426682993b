// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Evaluation;
import dev.agenttracking.execution.LateEvaluation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LateEvaluationsTest {

    private final LateEvaluations evaluations = new LateEvaluations();
    private final FakeSink sink = new FakeSink();

    @Test
    void dropsWhatTheStoreRefusesAndNothingElse(CapturedOutput output) {
        for (int i = 0; i < 1_500; i++) {
            evaluations.add(evaluation(i == 700 || i == 1_400 ? "refused" : "judge-" + i));
        }
        evaluations.write(sink, 0);

        assertThat(sink.stored).hasSize(1_498).doesNotHaveDuplicates().startsWith("judge-0", "judge-1");
        assertThat(sink.stored).endsWith("judge-1499").doesNotContain("refused");
        assertThat(evaluations.areWaiting()).isFalse();
        assertThat(output.getAll()).containsOnlyOnce("a fake refuses what 'refused' says");
        evaluations.giveUp(sink);
        assertThat(output).contains("stops with 2 evaluations not stored");
    }

    @Test
    void storesLaterWhatTheStoreCannotTakeNow() {
        evaluations.add(evaluation("first"));
        evaluations.add(evaluation("refused"));
        evaluations.add(evaluation("second"));
        sink.failsAfter = 1;
        evaluations.write(sink, 0);
        assertThat(sink.stored).containsExactly("first");

        sink.failsAfter = Integer.MAX_VALUE;
        evaluations.write(sink, TimeUnit.SECONDS.toNanos(9));
        assertThat(sink.stored).containsExactly("first");
        evaluations.write(sink, TimeUnit.SECONDS.toNanos(10));
        assertThat(sink.stored).containsExactly("first", "second");
    }

    @Test
    void saysOnceThatTooManyWaitAndCountsThem(CapturedOutput output) {
        for (int i = 0; i < 10_003; i++) {
            evaluations.add(evaluation("judge"));
        }

        assertThat(output.getAll()).containsOnlyOnce("10000 wait to be stored");
        evaluations.write(sink, 0);
        assertThat(sink.stored).hasSize(10_000);
        evaluations.giveUp(sink);
        assertThat(output).contains("stops with 3 evaluations not stored");
    }

    private static LateEvaluation evaluation(String name) {
        return LateEvaluation.ofJudge(UUID.randomUUID(), 0, name, Evaluation.Label.PASS, 1, null);
    }

    private static final class FakeSink implements RecordSink {

        private final List<String> stored = new ArrayList<>();
        private int failsAfter = Integer.MAX_VALUE;

        @Override
        public void write(RecordBatch batch) {}

        @Override
        public void evaluated(List<LateEvaluation> evaluations) throws Exception {
            List<String> names = evaluations.stream().map(LateEvaluation::name).toList();
            if (names.contains("refused")) {
                throw new RejectedRecordException("no such thing", new IllegalArgumentException());
            }
            if (stored.size() >= failsAfter) {
                throw new SQLException("away");
            }
            stored.addAll(names);
        }

        @Override
        public String describe() {
            return "a fake";
        }
    }
}
