// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Decision;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class DebugAgentPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Commands commands = new Commands(database);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void saysWhyAnAgentDidNotRun() throws Exception {
        recordings.run("Orchestrator", () -> {
            new RecordingTracker(recordings.recorder())
                    .decision(Decision.ranked(0.5, 1)
                            .candidate("ArchitectAgent", 0.42)
                            .candidate("PsychologistAgent", 0.81)
                            .build());
            return "";
        });
        commands.store();

        Commands.Run run = commands.run("debug-agent", "architect-agent");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("ArchitectAgent was not chosen by Orchestrator: 0.42 < 0.50; chosen:")
                .contains("not_selected (below_threshold)")
                .containsSubsequence(
                        "not_selected (below_threshold), score 0.42, rank 2",
                        "    0.42 < 0.50",
                        "    decided by Orchestrator,");
        Commands.assertFitsInto80Columns(run.out());
        Commands.Run json = commands.run("debug-agent", "ArchitectAgent", "--json");
        JsonNode diagnosis = JsonMapper.shared().readTree(json.out());
        assertThat(diagnosis.path("status").stringValue()).isEqualTo("not_selected");
        assertThat(diagnosis.path("outcomes").path(0).path("threshold").doubleValue())
                .isEqualTo(0.5);

        Commands.Run unknown = commands.run("debug-agent", "ArchitektAgent");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEmpty();
        assertThat(unknown.err().strip())
                .endsWith("There is no agent ArchitektAgent; did you mean ArchitectAgent?")
                .hasLineCount(1);
        assertThat(commands.run("debug-agent").exitCode()).isEqualTo(2);
    }
}
