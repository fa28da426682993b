// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SamplingTest {

    private final List<Execution> ended = new ArrayList<>();
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            method -> new AgentPolicy(
                    true,
                    true,
                    true,
                    true,
                    0,
                    Map.of("Half", 0.5, "Never", 0.0, "Always", 1.0).getOrDefault(method.agent(), Double.NaN),
                    LoggerFactory.getLogger(SamplingTest.class)),
            value -> value,
            ended::add,
            new Faults());

    @Test
    void keepsAsMuchAsIsAskedForAndTreesAsAWhole() {
        Sampling sampling = new Sampling(0.25);
        int kept = 0;
        for (int i = 0; i < 4_000; i++) {
            ended.clear();
            call("Root", () -> call("Child", () -> call("Grandchild", () -> {})));
            List<Integer> stored = ended.stream()
                    .map(execution -> sampling.select(execution).size())
                    .distinct()
                    .toList();
            assertThat(stored).hasSize(1);
            kept += stored.get(0);
        }
        assertThat(kept / 4_000.0).isCloseTo(0.25, within(0.05));
    }

    @Test
    void drawsTheSameInEveryProcess() {
        call("Root", () -> {});
        assertThat(new Sampling(0.5).select(ended.get(0))).hasSameSizeAs(new Sampling(0.5).select(ended.get(0)));
    }

    @Test
    void keepsWhatFailedWithItsCallersWhetherTheyEndLaterOrEndedBefore() {
        Sampling sampling = new Sampling(0);
        call("Root", () -> {
            call("Fine", () -> {});
            Object failing = recorder.enter(method("Failing"));
            recorder.threw(failing, new IllegalStateException());
        });
        List<String> stored = new ArrayList<>();
        ended.forEach(execution -> sampling.select(execution)
                .forEach(kept -> stored.add(kept.method().agent())));
        assertThat(stored).containsExactly("Failing", "Root");

        ended.clear();
        stored.clear();
        CurrentExecution.Handle[] inside = new CurrentExecution.Handle[1];
        call("Root", () -> inside[0] = CurrentExecution.capture());
        try (CurrentExecution.Scope scope = CurrentExecution.enter(inside[0])) {
            recorder.threw(recorder.enter(method("Late")), new IllegalStateException());
        }
        ended.forEach(execution -> sampling.select(execution)
                .forEach(kept -> stored.add(kept.method().agent())));
        assertThat(stored).containsExactly("Root", "Late");
    }

    @Test
    void keepsWhatHasAPoorAnswerWithItsCallers() {
        Sampling sampling = new Sampling(0);
        call("Root", () -> {
            call("Good", () -> {});
            call("Poor", () -> {});
        });
        ended.get(0).findings(found(false));
        ended.get(1).findings(found(true));
        List<String> stored = new ArrayList<>();
        ended.forEach(execution -> sampling.select(execution)
                .forEach(kept -> stored.add(kept.method().agent())));

        assertThat(stored).containsExactly("Poor", "Root");
    }

    private static Findings found(boolean poor) {
        return new Findings(List.of(), List.of(), new ResponseQuality(0.8, List.of(), List.of(), null, poor));
    }

    @Test
    void anAgentsRateIsItsOwnAtTheRootAndOnlyLowersElsewhere() {
        Sampling all = new Sampling(1);
        Sampling none = new Sampling(0);
        call("Always", () -> {});
        call("Root", () -> call("Always", () -> {}));
        call("Root", () -> call("Never", () -> call("Below", () -> {})));

        assertThat(none.select(ended.get(0))).hasSize(1);
        assertThat(none.select(ended.get(1))).isEmpty();
        assertThat(none.select(ended.get(2))).isEmpty();
        assertThat(all.select(ended.get(3))).isEmpty();
        assertThat(all.select(ended.get(4))).isEmpty();
        assertThat(all.select(ended.get(5))).hasSize(1);
    }

    private void call(String agent, Runnable body) {
        Object call = recorder.enter(method(agent));
        body.run();
        recorder.returned(call, null);
    }

    private static TrackedMethod method(String agent) {
        return TrackedMethod.of(SamplingTest.class, agent, "run").execution().build();
    }
}
