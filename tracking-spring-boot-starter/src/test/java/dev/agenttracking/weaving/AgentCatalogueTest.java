// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.weaving.agents.PoetAgent;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class AgentCatalogueTest {

    @Test
    void findsWhatTheProcessorWrote() {
        assertThat(new AgentCatalogue(getClass().getClassLoader()).entries())
                .contains(new AgentCatalogue.Entry(
                        "PoetAgent",
                        PoetAgent.class.getName(),
                        List.of("run"),
                        List.of("should_respond", "llm_prepare")));
    }

    @Test
    void warnsOnceOfANameThatClassesOfTwoModulesShare(@TempDir Path module, CapturedOutput output) throws IOException {
        Path entries = Files.createDirectories(module.resolve("META-INF/agent-tracking"));
        Files.writeString(
                entries.resolve("other.PoetAgent.properties"), "agent=PoetAgent\nclass=other.PoetAgent\nmethods=run\n");
        Files.writeString(entries.resolve("broken.properties"), "agent=\\u00\n");
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {module.toUri().toURL()}, getClass().getClassLoader())) {
            new AgentCatalogue(loader).reportSharedNames();
        }
        assertThat(output).contains("PoetAgent=[dev.agenttracking.weaving.agents.PoetAgent, other.PoetAgent]");
    }
}
