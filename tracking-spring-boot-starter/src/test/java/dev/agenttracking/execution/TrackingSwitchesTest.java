// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrackingSwitchesTest {

    private final List<String> recorded = new ArrayList<>();
    private final TrackingSwitches switches =
            new TrackingSwitches(method -> new AgentPolicy(!method.agent().equals("Off"), true, true, 0));
    private final ExecutionRecorder recorder = new ExecutionRecorder(
            TimeSource.SYSTEM,
            switches,
            value -> value,
            execution -> recorded.add(execution.method().agent()),
            new Faults(),
            LaterResults.NONE,
            Surroundings.NONE);

    @AfterEach
    void leavesNothingOnTheThread() {
        assertThat(CurrentExecution.get()).isNull();
    }

    @Test
    void switchesEverythingWhileCallsAreUnderWay() {
        Object outer = recorder.enter(method("Outer"));
        switches.enable(false);
        assertThat(switches.isEnabled()).isFalse();
        call("Inner");
        recorder.returned(outer, null);
        call("Later");
        switches.enable(true);
        call("Again");

        assertThat(recorded).containsExactly("Outer", "Again");
    }

    @Test
    void switchesOneAgentByItsNameInAnyWriting() {
        call("MyAgent");
        switches.enable("my-agent", false);
        call("MyAgent");
        call("Other");
        switches.enable("MYAGENT", true);
        call("MyAgent");

        assertThat(recorded).containsExactly("MyAgent", "Other", "MyAgent");
        assertThat(switches.switchedAgents()).containsOnlyKeys("myagent").containsEntry("myagent", true);
    }

    @Test
    void goesBeforeTheConfiguration() {
        call("Off");
        switches.enable("off", true);
        call("Off");

        assertThat(recorded).containsExactly("Off");
    }

    private void call(String agent) {
        Object call = recorder.enter(method(agent));
        if (call != null) {
            recorder.returned(call, null);
        }
    }

    private static TrackedMethod method(String agent) {
        return TrackedMethod.of(TrackingSwitchesTest.class, agent, "run")
                .execution()
                .build();
    }
}
