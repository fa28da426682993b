// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("postgres")
class ErasePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Commands commands = new Commands(database);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void erasesAUser() throws Exception {
        for (String user : List.of("alice", "bob")) {
            recordings.run(
                    Recordings.method("Agent").build(), new ContextIds(null, "talk", user), null, Map.of(), () -> "");
        }
        commands.store();

        Commands.Run counted = commands.run("erase", "--user-id", "alice", "--dry-run");
        assertThat(counted.exitCode()).as(counted.err()).isZero();
        assertThat(counted.out())
                .startsWith("1 executions would be erased of user alice")
                .containsPattern("agent_executions +1");
        Commands.assertFitsInto80Columns(counted.out());
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(2L);

        Commands.Run erased = commands.run("erase", "--user-id", "alice", "--yes", "--json");
        assertThat(erased.exitCode()).as(erased.err()).isZero();
        JsonNode report = JsonMapper.shared().readTree(erased.out());
        assertThat(report.path("erased").booleanValue()).isTrue();
        assertThat(report.path("rows").path("agent_executions").intValue()).isEqualTo(1);
        assertThat(database.query("select user_id from agent_executions")).containsExactly(Map.of("user_id", "bob"));

        assertThat(commands.run("erase", "--conversation-id", "talk", "--yes").out())
                .contains("conversation talk");
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(0L);
    }

    @Test
    void erasesNothingUnlessItIsSaidWhoseAndThatItIsMeant() throws Exception {
        recordings.run(
                Recordings.method("Agent").build(), new ContextIds(null, "talk", "alice"), null, Map.of(), () -> "");
        commands.store();

        for (Commands.Run run : List.of(
                commands.run("erase"),
                commands.run("erase", "--yes"),
                commands.run("erase", "--user-id", "alice"),
                commands.run("erase", "--user-id", "alice", "--conversation-id", "talk", "--yes"),
                commands.run("erase", "--user-id", "alice", "--dry-run", "--yes"),
                commands.run("erase", "--user-id", " ", "--yes"),
                commands.run("erase", "--user-id", "alice", "--vault-id", "", "--yes"))) {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().strip()).hasLineCount(2);
        }
        assertThat(database.value("select count(*) from agent_executions")).isEqualTo(1L);
    }
}
