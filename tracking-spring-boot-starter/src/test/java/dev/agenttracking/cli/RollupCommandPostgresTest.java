// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class RollupCommandPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String SUMMED_UP =
            "select coalesce(sum(total_executions), 0)::bigint from agent_performance_metrics where granularity = 'hour'";

    private final Recordings recordings = new Recordings(Instant.now().minus(Duration.ofHours(50)));
    private final Commands commands = new Commands(database, recordings);

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
        database.execute(
                "truncate agent_performance_metrics, agent_stage_metrics, agent_llm_metrics, agent_maintenance");
    }

    @Test
    void sumsUpWhatIsDue() throws Exception {
        for (int hour = 0; hour < 48; hour++) {
            recordings.run("Agent", () -> null);
            recordings.pass(Duration.ofHours(1));
        }
        commands.store();

        Commands.Run run = commands.run("rollup");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("Summed up to \\d{4}-\\d\\d-\\d\\d \\d\\d:00:00\\.000 UTC\\R");
        assertThat(database.value(SUMMED_UP)).isEqualTo(48L);

        JsonNode again =
                JsonMapper.shared().readTree(commands.run("rollup", "--json").out());
        assertThat(again.path("reached").stringValue())
                .isEqualTo(again.path("due").stringValue());
        assertThat(database.value(SUMMED_UP)).isEqualTo(48L);
    }

    @Test
    void hasNothingToDoWithoutExecutions() {
        Commands.Run run = commands.run("rollup");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).hasSize(1);
    }

    @Test
    void drawsHowFarItIs() {
        assertThat(RollupCommand.bar(0)).isEqualTo("░".repeat(30) + " 0 %");
        assertThat(RollupCommand.bar(0.999)).isEqualTo("█".repeat(29) + "░ 99 %");
        assertThat(RollupCommand.bar(1)).isEqualTo("█".repeat(30) + " 100 %");
    }
}
