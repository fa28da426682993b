// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CompletionCommandTest {

    private static final Path BASH = Path.of("/bin/bash");

    private final DefaultDatabase database = DefaultDatabase.at("jdbc:postgresql://localhost:1/none", null, null);

    @ParameterizedTest
    @CsvSource({
        "agents poo, poor-responses",
        "agents failed --error, --error-type",
        "agents recent --status timeo, timeout"
    })
    void completesCommandsOptionsAndValuesInBash(String typed, String completed, @TempDir Path folder)
            throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion"),
                Commands.execute(TrackingCommandLine.create("agents", database), "completion")
                        .out());
        String asked = "source " + script + "; COMP_WORDS=(" + typed + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                + " _complete_agents 2>/dev/null; echo \"${COMPREPLY[@]}\"";

        Process bash = new ProcessBuilder(BASH.toString(), "--norc", "-c", asked).start();

        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(completed);
    }

    @Test
    void completesTheProgramThatItIsPartOf() {
        CommandLine tool = new CommandLine(new Tool());
        TrackingCommandLine.addTo(tool, database);

        Commands.Run run = Commands.execute(tool, "completion");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("complete -F _complete_tool -o default tool ")
                .contains("bashcompinit");
        assertThat(Commands.execute(tool, "completion", "fish").exitCode()).isEqualTo(2);
    }

    @Command(name = "tool")
    private static final class Tool {}
}
