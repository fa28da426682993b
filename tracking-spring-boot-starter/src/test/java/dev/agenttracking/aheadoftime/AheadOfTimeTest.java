// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AheadOfTimeTest {

    private static final String EXECUTIONS = "15";

    private static AheadOfTimeBuild build;

    @BeforeAll
    static void processAheadOfTime(@TempDir Path directory) throws Exception {
        build = AheadOfTimeBuild.of(SagaApplication.class, directory, EXECUTIONS);
    }

    @Test
    void recordsTheSameAsWithout() throws Exception {
        List<String> without = build.runAsItIs(EXECUTIONS);
        List<String> with = build.runGenerated(EXECUTIONS);

        assertThat(without).contains("generated: false");
        assertThat(with).contains("generated: true", "bean: Bystander$$Tracked", "writer threads: 2");
        assertThat(with).contains("transactions: 1");
        assertThat(records(with))
                .hasSize(15)
                .containsExactlyElementsOf(records(without))
                .anyMatch(line -> line.contains("unknown.chat") && line.contains("who carved these?"))
                .anyMatch(line -> line.contains("SkaldAgent.sing | SUCCESS | v1"));
    }

    @Test
    void leavesTheUsersOwnClassInPlaceWhenSwitchedOffAtTheStart() throws Exception {
        List<String> lines = build.runGenerated("0", "--tracking.enabled=false");
        assertThat(lines)
                .contains(
                        "generated: true",
                        "bean: Bystander",
                        "bean: SkaldAgent",
                        "bean: SagaApplication$Runes",
                        "writer threads: 0")
                .contains("transactions: 1");
        assertThat(records(lines)).isEmpty();
    }

    private static List<String> records(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(SagaApplication.RECORD))
                .toList();
    }
}
