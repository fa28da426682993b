// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation shows tests that run. */
class DocumentedTestsTest {

    private static final Path SOURCES = Path.of("src/test/java/dev/agenttracking/test/story");

    @ParameterizedTest
    @ValueSource(strings = {"PsychologistAgentTest", "PlainPsychologistAgentTest"})
    void showsTheTestAsItRuns(String name) throws IOException {
        String source = Files.readString(SOURCES.resolve(name + ".java"));
        String shown = source.substring(source.indexOf("\n@") + 1).strip();

        assertThat(Files.readString(Path.of("..", "docs", "testing.md"))).contains("```java\n" + shown + "\n```");
    }
}
