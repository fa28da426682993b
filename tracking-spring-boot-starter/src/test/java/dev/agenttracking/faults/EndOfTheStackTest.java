// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.AgentPolicy;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Agents that are called where hardly any stack is left, frame by frame from its very end. */
class EndOfTheStackTest {

    private static final int ROUNDS = 60;
    private static final int ATTEMPTS = 400;

    private static final TrackedMethod AROUND = TrackedMethod.of(EndOfTheStackTest.class, "Around", "run")
            .execution()
            .build();

    private final List<Execution> ended = new ArrayList<>(2 * ROUNDS * ATTEMPTS);
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            method -> new AgentPolicy(true, true, true, 0),
            value -> value,
            ended::add,
            new Faults());
    private final Thinker thinker = new Thinker$$Tracked();
    private int attempts;
    private int finished;
    private int returned;
    private int threw;

    /**
     * What the tracker cannot guard is the call of its own method where an agent ends, where not even that fits on the stack: at most
     * one frame of each way back. Whatever is left then is left with the execution around it.
     */
    @Test
    void leavesTheThreadWhereItWasWhereverTheStackEnds() throws Exception {
        ((TrackedBean) thinker).agentTracking$recorder(recorder);
        onASmallStack(() -> {
            attempt(); // loads the classes
            for (int i = 0; i < ROUNDS; i++) {
                attempts = 0;
                Execution around = recorder.begin(AROUND, new ContextIds(null, null, null), null, Map.of());
                descend();
                recorder.returned(around, null);
                assertThat(CurrentExecution.capture().isEmpty())
                        .as("round %s", i)
                        .isTrue();
            }
            ended.clear();
            attempt();
            assertThat(ended).hasSize(1).allMatch(each -> each.parent() == null);
        });

        assertThat(threw).as("attempts that ran out of stack").isPositive();
        assertThat(finished).as("attempts that did not").isPositive();
        assertThat(returned)
                .as("calls that returned, of those that came to their end")
                .isBetween(finished - ROUNDS, finished);
    }

    /** Goes to the end of the stack, and calls an agent at each frame of the way back. */
    private void descend() {
        try {
            descend();
        } catch (StackOverflowError end) {
            // Now back, frame by frame.
        }
        if (attempts++ < ATTEMPTS) {
            attempt();
        }
    }

    private void attempt() {
        try {
            thinker.plain("vault", "argument", this::body);
            returned++;
        } catch (StackOverflowError end) {
            threw++;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Object body() {
        int deeper = deeper(3);
        finished++;
        return deeper;
    }

    private static int deeper(int levels) {
        return levels == 0 ? 0 : deeper(levels - 1) + 1;
    }

    private static void onASmallStack(Runnable work) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = new Thread(null, work, "small stack", 512 * 1024);
        thread.setUncaughtExceptionHandler((t, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }
}
